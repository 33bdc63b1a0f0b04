"""A draft that waits for an officer, with a logo that nobody has seen yet."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alliance import illustrations
from members.demo.generated import FIELDS, GROWN
from members.demo.people import demo_person
from members.entry_content import live_content
from members.logos import prepared_logo
from members.models import BusinessField, EntryDraft, Organisation
from members.services import entries

# Before the demo's day, in office hours.
SAVED_AT = datetime.fromisoformat("2025-11-25T14:10:00+09:00")
HANDED_IN_AT = datetime.fromisoformat("2025-11-25T14:32:00+09:00")


def load_entries() -> None:
    organisation = Organisation.objects.get(name=GROWN[0])
    if EntryDraft.objects.filter(organisation=organisation).exists():
        return
    user = demo_person("second_company").account
    draft = entries.blank_draft(organisation)
    draft.introduction = (
        "공장과 건물을 그대로 옮긴 디지털 트윈을 만들고, 설비 담당자가 현장에 가지 않고도"
        " 점검과 교육을 할 수 있게 돕습니다. 함께 실증할 제조 기업을 찾습니다."
    )
    draft.products = "설비 점검용 디지털 트윈\n현장 교육용 가상 실습\n3차원 도면 변환 서비스"
    draft.tags = "디지털트윈, 스마트팩토리, 시뮬레이션"
    draft.seeks_partners = True
    logo = illustrations.banner(organisation.printed_short, "데모 로고", tint=2)
    draft = entries.keep_draft(
        draft=draft,
        business_fields=BusinessField.objects.filter(name__in=FIELDS[:2]),
        logo=prepared_logo(SimpleUploadedFile("로고.png", logo, "image/png")),
        by=user,
        at=SAVED_AT,
    )
    entries.submit(
        draft=draft,
        seen_version=draft.version,
        seen_entry=live_content(organisation).fingerprint,
        by=user,
        on=timezone.localdate(HANDED_IN_AT),
        at=HANDED_IN_AT,
    )

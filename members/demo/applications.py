"""Two that would like to join, a former member among them.

Written as rows, not through the services: the demo sends no mail.
"""

from __future__ import annotations

from datetime import date, datetime

from members.demo.people import demo_person
from members.models import Classification, MembershipApplication, Organisation

DAY = date(2025, 11, 26)
NEWCOMER = "새벽공간 연구소(데모)"


def load_applications() -> None:
    if MembershipApplication.objects.filter(name=NEWCOMER).exists():
        return
    at = datetime.fromisoformat("2025-11-24T11:20:00+09:00")
    MembershipApplication.objects.create(
        name=NEWCOMER,
        kind=Classification.Kind.COMPANY,
        sub_kind=Classification.SubKind.SMALL,
        representative="도새벽",
        region=Organisation.Region.DAEJEON,
        homepage="https://dawn-space.example/",
        introduction="박물관과 과학관을 위한 가상 전시를 만듭니다.",
        contact_name="도새벽",
        contact_title="소장",
        contact_email="contact@dawn-space.example",
        contact_phone="042-000-0000",
        consented_at=at,
        submitted_at=at,
    )
    former = (
        Organisation.objects.filter(is_demo=True, successor=None, memberships__isnull=False)
        .exclude(pk__in=Organisation.objects.members_on(DAY).values("pk"))
        .order_by("sort_key", "pk")
        .first()
    )
    if former is None:
        return
    at = datetime.fromisoformat("2025-11-21T15:45:00+09:00")
    MembershipApplication.objects.create(
        name=f"㈜{former.name}",
        state=MembershipApplication.State.UNDER_REVIEW,
        reviewed_by=demo_person("secretariat_leader").account,
        kind=Classification.Kind.COMPANY,
        sub_kind=Classification.SubKind.MEDIUM,
        representative="국다시",
        introduction="다시 회원으로 함께하고 싶습니다.",
        contact_name="국다시",
        contact_title="팀장",
        contact_email="again@former-member.example",
        contact_phone="02-000-0000",
        consented_at=at,
        submitted_at=at,
    )

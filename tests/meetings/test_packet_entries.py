"""The form of an entry: title, texts, place, rule, attached files; two officers at once."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from alliance.models import Attachment
from alliance.periods import PeriodRule
from meetings.models import PacketEntry
from meetings.packets.assembly import entries_of_version
from meetings.packets.document import entry_html
from meetings.packets.review import check_draft
from meetings.services import drafts
from meetings.services.arranging import arrangement, move_entry
from meetings.services.publication import publish_packet, version_document
from tests.meetings.desk import entry_url, make_place, titles, told, workbench_url
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

FILES = "alliance-attachment-owner_type-owner_id"


def pdf(pages=2, password=""):
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page(page_size=(595, 842))
    stream = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(stream, encryption=locked)
    return stream.getvalue()


def png():
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(stream, "PNG")
    return stream.getvalue()


def change(client, entry, files=(), **fields):
    """Open the form, change some fields, attach files, send it."""
    values = form_values(client.get(entry_url(entry)))
    values.pop("is_enabled" if fields.get("is_enabled") == [] else "", None)
    values |= {
        name: value if isinstance(value, list) else [value] for name, value in fields.items()
    }
    if files:
        values[f"{FILES}-TOTAL_FORMS"] = [str(len(files))]
        for number, upload in enumerate(files):
            values[f"{FILES}-{number}-position"] = [str(number)]
            values[f"{FILES}-{number}-title"] = [f"붙임 {number + 1}"]
            values[f"{FILES}-{number}-file"] = upload
    return client.post(entry_url(entry), values, follow=True)


def add_url(version, place="annex-1"):
    address = reverse("admin:meetings_packetentry_add")
    return f"{address}?packet_version={version.pk}&place={place}"


# --- Fields --------------------------------------------------------------------------------------


def test_title_and_texts_are_changed_and_printed(officer_client, draft, places_entry):
    response = change(
        officer_client,
        places_entry,
        title="새 제목",
        text_before="□ (앞) 먼저",
        text_after="○ (뒤) 나중",
    )

    places_entry.refresh_from_db()
    assert (places_entry.title, places_entry.text_before, places_entry.text_after) == (
        "새 제목",
        "□ (앞) 먼저",
        "○ (뒤) 나중",
    )
    assert response.redirect_chain[-1][0].endswith(f"#entry-{places_entry.pk}")
    assert told(response) == ["‘새 제목’ 항목을 바꾸었습니다."]
    page = text(officer_client.get(reverse("admin:meetings_packet_view", args=[draft.pk])))
    assert "새 제목" in page
    assert "먼저" in page
    assert "나중" in page


def test_emptied_title_falls_back_to_the_sections_own(officer_client, places_entry):
    change(officer_client, places_entry, title="")

    places_entry.refresh_from_db()
    assert (places_entry.title, places_entry.shown_title) == ("", "장소 현황")


def test_entry_moves_to_the_end_of_another_part(officer_client, draft, places_entry):
    change(officer_client, places_entry, place="annex-2")

    places_entry.refresh_from_db()
    assert (places_entry.part, places_entry.annex_number) == ("annex", 2)
    assert titles(draft) == ["덧붙임", "둘째 장소", "장소"]

    change(officer_client, places_entry, place="material")
    places_entry.refresh_from_db()
    assert (places_entry.part, places_entry.annex_number) == ("material", None)


@pytest.mark.parametrize("place", ["annex-9", "annex-0", "x", ""])
def test_place_that_is_not_offered_is_refused(officer_client, places_entry, place):
    response = change(officer_client, places_entry, place=place)

    assert "place" in response.context["adminform"].form.errors
    places_entry.refresh_from_db()
    assert places_entry.annex_number == 1


def test_period_rule_is_a_choice_and_figures_follow(officer_client, draft, places_entry):
    change(officer_client, places_entry, rule="since_last_packet")

    places_entry.refresh_from_db()
    assert places_entry.options == {"rule": "since_last_packet"}
    assert places_entry.figure("places")["start"] == "2025-01-01"

    change(officer_client, places_entry, rule="")
    places_entry.refresh_from_db()
    assert places_entry.options == {}
    assert places_entry.figure("places")["start"] == "2025-10-01"


def test_other_options_stay_as_they_were_chosen(officer_client, draft):
    entry = PacketEntry.objects.create(
        packet_version=draft,
        position=8,
        part="annex",
        annex_number=1,
        section_key="test.places",
        options={"partner": "rapa"},
    )
    drafts.assemble_draft(version=draft)

    page = officer_client.get(entry_url(entry))
    change(officer_client, entry, rule="since_last_packet")

    assert "RAPA" in text(page)
    entry.refresh_from_db()
    assert entry.options == {"partner": "rapa", "rule": "since_last_packet"}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "선택 사항은 이름과 값으로 적습니다."),
        (
            {"rules": "x"},
            "알 수 없는 선택 사항: rules. 쓸 수 있는 것: rule, partner, subcommittee.",
        ),
        ({"partner": 7}, "선택 사항의 값은 글이어야 합니다."),
        (
            {"rule": "monthly"},
            f"기간 기준은 다음 중 하나입니다: {', '.join(PeriodRule.values)}.",
        ),
    ],
)
def test_options_that_no_section_understands_are_refused(draft, options, problem):
    entry = PacketEntry(packet_version=draft, position=9, part="material", options=options)

    with pytest.raises(ValidationError) as refused:
        entry.clean()

    assert refused.value.message_dict == {"options": [problem]}


def test_entry_that_is_switched_on_in_its_form_is_computed(officer_client, draft, places_entry):
    change(officer_client, places_entry, is_enabled=[])
    places_entry.refresh_from_db()
    assert places_entry.is_enabled is False

    make_place("다라홀")
    change(officer_client, places_entry, is_enabled="on")

    places_entry.refresh_from_db()
    assert (places_entry.is_enabled, places_entry.figure("places")["value"]) == (True, 2)


# --- Written parts -------------------------------------------------------------------------------


def test_written_part_is_added_where_the_link_stood(officer_client, draft):
    page = officer_client.get(add_url(draft))
    values = form_values(page) | {"title": ["새 글"], "text_before": ["○ (내용) 글"]}
    assert values["place"] == ["annex-1"]

    response = officer_client.post(add_url(draft), values, follow=True)

    added = draft.entries.get(title="새 글")
    assert (added.section_key, added.part, added.annex_number) == ("", "annex", 1)
    assert added.position == 4
    assert response.redirect_chain[-1][0].endswith(f"#entry-{added.pk}")


@pytest.mark.parametrize("query", ["", "?packet_version=x", "?packet_version=0"])
def test_part_without_a_draft_leads_to_the_packets(officer_client, draft, query):
    response = officer_client.get(reverse("admin:meetings_packetentry_add") + query, follow=True)

    assert response.redirect_chain == [(reverse("admin:meetings_packet_changelist"), 302)]
    assert told(response) == ["항목은 자료집 작업 화면에서 추가합니다."]


def test_entry_is_deleted_and_the_page_leads_back(officer_client, draft, written_entry):
    address = reverse("admin:meetings_packetentry_delete", args=[written_entry.pk])

    response = officer_client.post(address, form_values(officer_client.get(address)), follow=True)

    assert titles(draft) == ["장소", "둘째 장소"]
    assert response.redirect_chain[-1][0].startswith(workbench_url(draft))


# --- Files ---------------------------------------------------------------------------------------


def test_pdf_and_picture_are_attached_and_printed(officer_client, draft, written_entry):
    change(
        officer_client,
        written_entry,
        files=[
            SimpleUploadedFile("발표 자료.pdf", pdf()),
            SimpleUploadedFile("전경.png", png()),
        ],
    )

    stored = list(written_entry.attachments.order_by("position"))
    assert [(item.original_name, item.title) for item in stored] == [
        ("발표 자료.pdf", "붙임 1"),
        ("전경.png", "붙임 2"),
    ]
    parts = {part.key: part for part in version_document(draft).parts}
    assert parts["entry2-file-0"].pdf_name == "발표 자료.pdf"
    picture = next(part for part in parts.values() if "entry2-image-1" in part.pictures)
    assert picture.pictures["entry2-image-1"].name == stored[1].file.name
    page = officer_client.get(reverse("admin:meetings_packet_view", args=[draft.pk]))
    assert "여기에 ‘붙임 1’ 파일의 쪽이 이어집니다." in text(page)
    address = reverse(
        "admin:meetings_packetentry_picture", args=[written_entry.pk, "entry2-image-1"]
    )
    assert address in page.content.decode()
    shown = officer_client.get(address)
    assert (shown["Content-Type"], shown.getvalue()[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("깨진 자료.pdf", b"%PDF-1.7 broken"),
        ("잠긴 자료.pdf", pdf(password="secret")),
        ("빈 자료.pdf", b""),
        ("그림.png", b"\x89PNG\r\n\x1a\n broken"),
        ("문서.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "FileHeader".encode("utf-16-le")),
        ("실행.exe", b"MZ"),
    ],
)
def test_file_that_cannot_be_printed_is_refused_by_name(
    officer_client, draft, written_entry, name, content
):
    response = change(officer_client, written_entry, files=[SimpleUploadedFile(name, content)])

    assert Attachment.objects.count() == 0
    (formset,) = [each.formset for each in response.context["inline_admin_formsets"]]
    (problem,) = formset.forms[0].errors["file"]
    assert content == b"" or name in problem


def test_office_file_is_kept_elsewhere_but_not_printed(officer_client, draft, written_entry):
    import openpyxl

    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    upload = SimpleUploadedFile("명단.xlsx", stream.getvalue())

    response = change(officer_client, written_entry, files=[upload])

    (formset,) = [each.formset for each in response.context["inline_admin_formsets"]]
    assert formset.forms[0].errors["file"] == [
        "명단.xlsx: 자료집에 인쇄할 수 없는 파일입니다. PDF나 그림 파일을 첨부하세요."
    ]


# --- Two officers --------------------------------------------------------------------------------


def test_second_officer_sees_both_versions_of_an_entry(
    officer_client, second_client, draft, written_entry
):
    mine = form_values(second_client.get(entry_url(written_entry)))
    change(officer_client, written_entry, title="첫 담당자의 제목")

    refused = second_client.post(entry_url(written_entry), mine | {"title": ["둘째의 제목"]})

    written_entry.refresh_from_db()
    assert written_entry.title == "첫 담당자의 제목"
    (conflict,) = refused.context["conflicts"]
    assert [(each.shown, each.theirs, each.mine) for each in conflict.differences] == [
        ("덧붙임", "첫 담당자의 제목", "둘째의 제목")
    ]
    second_client.post(entry_url(written_entry), form_values(refused))
    written_entry.refresh_from_db()
    assert written_entry.title == "둘째의 제목"


def test_text_of_an_entry_deleted_meanwhile_is_not_lost(
    officer_client, second_client, draft, written_entry
):
    mine = form_values(second_client.get(entry_url(written_entry)))
    PacketEntry.objects.filter(pk=written_entry.pk).delete()

    told_so = second_client.post(entry_url(written_entry), mine | {"text_after": ["○ 긴 글"]})
    assert [conflict.is_deleted for conflict in told_so.context["conflicts"]] == [True]
    assert titles(draft) == ["장소", "둘째 장소"]

    second_client.post(entry_url(written_entry), form_values(told_so))

    again = draft.entries.get(title="덧붙임")
    assert (again.text_after, again.annex_number) == ("○ 긴 글", 1)


def test_computing_and_moving_are_no_edits_of_an_open_form(
    officer_client, second_client, draft, places_entry
):
    mine = form_values(second_client.get(entry_url(places_entry)))
    make_place("다라홀")
    drafts.assemble_draft(version=draft)
    move_entry(entry=places_entry, up=False, seen=arrangement(draft))

    second_client.post(entry_url(places_entry), mine | {"title": ["고친 제목"]})

    places_entry.refresh_from_db()
    assert (places_entry.title, places_entry.position) == ("고친 제목", 2)
    assert places_entry.figure("places")["value"] == 2


# --- After publication ---------------------------------------------------------------------------


def test_published_entry_is_read_only(officer_client, draft, officer, quick, places_entry):
    values = form_values(officer_client.get(entry_url(places_entry)))
    publish_packet(version=draft, by=officer)
    delete = reverse("admin:meetings_packetentry_delete", args=[places_entry.pk])

    answers = [
        officer_client.post(entry_url(places_entry), values | {"title": ["anders"]}, follow=True),
        officer_client.post(delete, {"post": "yes"}, follow=True),
        officer_client.post(add_url(draft), {"title": "neu", "place": "annex-1"}, follow=True),
    ]

    assert [told(answer) for answer in answers] == [
        ["공개한 자료집은 고칠 수 없습니다. 새 판을 만드세요."]
    ] * 3
    assert titles(draft) == ["장소", "덧붙임", "둘째 장소"]
    page = officer_client.get(entry_url(places_entry))
    assert page["Location"] == (reverse("admin:meetings_packet_view", args=[draft.pk]) + "#entry1")


@pytest.mark.parametrize("text_after", ["□", "□ \n- ", " \n"], ids=["mark", "marks", "blank"])
def test_written_part_without_words_prints_nothing_and_is_called_empty(draft, text_after):
    draft.entries.filter(position=2).update(title="", text_after=text_after)

    [entry] = [entry for entry in entries_of_version(draft) if entry.pk and not entry.section_key]

    assert entry_html(entry).strip() == ""
    assert "entry_empty" in [finding.code for finding in check_draft(draft)]


def test_entry_tells_its_partner_by_name(officer_client, draft, place_section):
    entry = draft.entries.get(position=1)
    PacketEntry.objects.filter(pk=entry.pk).update(options={"partner": "rapa", "rule": ""})

    page = text(officer_client.get(entry_url(entry)))

    assert "대상 RAPA" in page
    assert "자료집 항목 삭제" in page

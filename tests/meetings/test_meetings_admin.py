"""Meetings in the secretariat's hands."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.models import (
    AgendaItem,
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    Decision,
    Meeting,
    MeetingTimetableRow,
    MinutesEntry,
    Renewal,
    RosterEntry,
)
from meetings.services.decisions import propose_renewal, record_decision
from meetings.services.rosters import open_roster
from members.models import Person, Seat
from tests.meetings import committee
from tests.pages import form_values, text, tree


def change(record):
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
    )


def press(client, record, step):
    values = form_values(client.get(change(record)))
    name = f"{record._meta.app_label}_{record._meta.model_name}_{step}"
    return client.post(change(record), {**values, name: "1"}, follow=True)


def paste(client, meeting, model, rows, mode="append"):
    slug = model._meta.model_name
    address = reverse("admin:meetings_meeting_paste", args=[meeting.pk, slug])
    preview = client.post(address, {"rows": rows, "mode": mode})
    client.post(address, {**form_values(preview), "_save": "1"})
    return preview


@pytest.mark.parametrize(
    "model",
    [
        Meeting,
        AgendaItem,
        Decision,
        Renewal,
        MinutesEntry,
        Bylaw,
        BylawArticle,
        BylawParagraph,
        BylawItem,
    ],
)
def test_every_list_opens_and_searches(officer_client, meeting, model):
    address = reverse(f"admin:meetings_{model._meta.model_name}_changelist")

    assert officer_client.get(address).status_code == 200
    assert officer_client.get(address, {"q": "2025"}).status_code == 200


def test_meeting_page_opens_with_everything_on_it(officer_client, meeting, roster):
    item = committee.make_item(meeting)
    MinutesEntry.objects.create(agenda_item=item, text="- 보고함")

    page = text(officer_client.get(change(meeting)))

    assert "세부 일정이 없습니다." in page
    assert "0/0" in page
    assert officer_client.get(change(item)).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_agenda_list_query_count_does_not_grow(
    officer_client, meeting, count, django_assert_max_num_queries
):
    for number in range(1, count + 1):
        committee.make_item(meeting, number)

    with django_assert_max_num_queries(10):
        officer_client.get(reverse("admin:meetings_agendaitem_changelist"))


@pytest.mark.parametrize("count", [1, 4])
def test_meeting_list_query_count_does_not_grow(
    officer_client, steering_committee, seats, count, django_assert_max_num_queries
):
    for number in range(1, count + 1):
        held = committee.make_meeting(steering_committee, ordinal=number)
        open_roster(meeting=held)

    with django_assert_max_num_queries(12):
        page = officer_client.get(reverse("admin:meetings_meeting_changelist"))

    assert text(page).count("0/0") == count


def test_steps_open_the_roster_hold_and_close(officer_client, steering_committee, seats):
    meeting = committee.make_meeting(steering_committee, status="planned")

    press(officer_client, meeting, "open_roster")
    press(officer_client, meeting, "mark_held")
    refused = text(press(officer_client, meeting, "close"))
    meeting.roster.update(attendance="present")
    press(officer_client, meeting, "close")

    meeting.refresh_from_db()
    assert meeting.roster.count() == 6
    assert "먼저 명단의 모든 사람을 표시해 주세요." in refused
    assert meeting.status == Meeting.Status.CLOSED


def test_roster_of_a_closed_meeting_is_not_edited(officer_client, meeting, roster):
    meeting.roster.update(attendance="present")
    Meeting.objects.filter(pk=meeting.pk).update(status="closed")

    values = form_values(officer_client.get(change(meeting)))
    address = reverse("admin:meetings_meeting_paste", args=[meeting.pk, "rosterentry"])

    assert not [name for name in values if name.endswith("-attendance")]
    assert officer_client.get(address).status_code == 403


def test_timetable_is_pasted_with_agenda_numbers_and_remarks(officer_client, meeting):
    item = committee.make_item(meeting, 1)
    rows = (
        "시 간\t주 요 내 용\t비고\n"
        "15:00 ~ 15:05 (05')\t○ 참석자 소개\t사무국\n"
        '15:05 ~ 15:40 (35\')\t"○ (안건 1) 현황 보고\n※ 기관별 발표"\t사무국'
    )

    paste(officer_client, meeting, MeetingTimetableRow, rows)

    fields = ("start", "end", "agenda_item", "content", "sub_items")
    assert list(meeting.timetable_rows.values_list(*fields)) == [
        (time(15), time(15, 5), None, "참석자 소개", ""),
        (time(15, 5), time(15, 40), item.pk, "현황 보고", "※ 기관별 발표"),
    ]


def test_pasted_row_of_an_unknown_agenda_item_is_refused(officer_client, meeting):
    preview = paste(officer_client, meeting, MeetingTimetableRow, "15:00~16:00\t(안건 9) 보고\t")

    assert "9번 안건이 없습니다." in text(preview)
    assert not meeting.timetable_rows.exists()


def test_roster_is_pasted_with_marks_and_proxies(officer_client, meeting, seats):
    rows = (
        "구분\t소속\t이름\t직급\t비고\t참석\n"
        "정부\t과학기술정보통신부\t가정부\t과장\t\t○\n"
        "학계/연구계\t광운대학교\t나의장\t교수\t위원장\t×\n"
        "산업계\t시어스랩\t바기업\t대표\t\t○ (대참 박대참 이사)"
    )

    paste(officer_client, meeting, RosterEntry, rows)

    fields = ("seat__person__name", "attendance", "proxy_name", "proxy_title")
    assert list(meeting.roster.values_list(*fields)) == [
        ("가정부", "present", "", ""),
        ("나의장", "absent", "", ""),
        ("바기업", "proxy", "박대참", "이사"),
    ]


def test_pasting_a_roster_marks_those_called_already(officer_client, meeting, roster):
    paste(officer_client, meeting, RosterEntry, "정부\t\t가정부\t\t\t○")

    assert meeting.roster.count() == 6
    assert [entry.person.name for entry in meeting.roster.present()] == ["가정부"]


@pytest.mark.parametrize("cell", ["○ 박대참 이사 대참", "출장", "참석 불가", "○ (박대참 대참)"])
def test_cell_that_only_begins_like_a_mark_is_refused(officer_client, meeting, roster, cell):
    preview = paste(officer_client, meeting, RosterEntry, f"정부\t\t가정부\t\t\t{cell}")

    assert cell in text(preview)
    assert not meeting.roster.exclude(attendance="unset").exists()


@pytest.mark.parametrize("cell", ["○", "×", "○ (대참 김새로 부장)"])
def test_pasting_over_a_proxy_ends_the_right_to_read_the_packet(
    officer_client, meeting, roster, cell
):
    entry = roster["바기업"]
    entry.attendance, entry.proxy_name = "proxy", "박대참"
    entry.proxy_person = Person.objects.create(name="박대참")
    entry.save()

    paste(officer_client, meeting, RosterEntry, f"산업계\t\t바기업\t\t\t{cell}")

    entry.refresh_from_db()
    assert entry.proxy_person is None
    assert entry.proxy_name == ("김새로" if "김새로" in cell else "")


def test_pasting_the_same_proxy_keeps_the_right(officer_client, meeting, roster):
    entry = roster["바기업"]
    entry.attendance, entry.proxy_name = "proxy", "박대참"
    entry.proxy_person = Person.objects.create(name="박대참")
    entry.save()

    paste(officer_client, meeting, RosterEntry, "산업계\t\t바기업\t\t\t○ (대참 박대참 이사)")

    entry.refresh_from_db()
    assert entry.proxy_person is not None
    assert entry.proxy_title == "이사"


def test_pasted_stranger_is_refused_by_name(officer_client, meeting, seats):
    preview = paste(officer_client, meeting, RosterEntry, "정부\t\t남모름\t\t\t○")

    assert "회의 날 위원이 아닙니다: ‘남모름’" in text(preview)
    assert not meeting.roster.exists()


def test_new_terms_are_written_from_the_renewals_page(officer_client, meeting, seats):
    bylaw = Bylaw.objects.create(
        code="operation", title="규정", short_title="운영규정", valid_from=date(2021, 1, 1)
    )
    article = BylawArticle.objects.create(bylaw=bylaw, number=3, title="운영위원회")
    paragraph = BylawParagraph.objects.create(article=article, number=1, text="정하는 일")
    basis = BylawItem.objects.create(
        paragraph=paragraph, number=1, text="위원장을 뽑는 일", code="chair_choice"
    )
    item = committee.make_item(meeting, kind="resolution")
    renewal = propose_renewal(
        agenda_item=item, office="chair", seats=[seats["나의장"]], basis=basis
    )

    early = text(press(officer_client, renewal, "write_terms"))
    record_decision(
        agenda_item=item, text="동의", outcome="carried", on=meeting.date, renewals=[renewal]
    )
    press(officer_client, renewal, "write_terms")

    assert "가결된 결정이 있어야 임기를 연장할 수 있습니다." in early
    assert Seat.objects.filter(valid_from=date(2026, 1, 1)).count() == 1


def test_second_officer_is_told_of_a_mark_made_meanwhile(officer_client, meeting, roster):
    values = form_values(officer_client.get(change(meeting)))
    entry = RosterEntry.objects.get(pk=roster["가정부"].pk)
    entry.attendance = "absent"
    entry.save()

    page = text(officer_client.post(change(meeting), {**values, "roster-0-attendance": "present"}))

    entry.refresh_from_db()
    assert entry.attendance == "absent"
    assert "불참" in page


def test_computed_entry_chooses_among_sections_that_have_a_digest(officer_client, meeting):
    item = committee.make_item(meeting)
    entry = MinutesEntry.objects.create(
        agenda_item=item, kind="computed", section_key="subcommittees.report"
    )

    page = tree(officer_client.get(change(entry)))

    options = page.xpath('//select[@name="section_key"]/option')
    values = [option.get("value") for option in options]
    assert "subcommittees.report" in values
    assert "meetings.roster" not in values
    assert [option.get("value") for option in options if option.get("selected") is not None] == [
        "subcommittees.report"
    ]


@pytest.mark.parametrize(
    ("model", "field"), [(Meeting, "ordinal"), (AgendaItem, "number")], ids=["meeting", "agenda"]
)
def test_counting_begins_at_one(meeting, model, field):
    record = meeting if model is Meeting else committee.make_item(meeting)
    setattr(record, field, 0)

    with pytest.raises(ValidationError, match="1부터"):
        record.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()

from datetime import date, time

import pytest
from django.urls import reverse

from subcommittees.models import (
    Finding,
    FindingRow,
    Presentation,
    SubcommitteeMeeting,
    SubcommitteeTimetableRow,
)
from tests.pages import form_values, text
from tests.subcommittees.conftest import make_meeting


def change(record):
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
    )


def press(client, record, step):
    values = form_values(client.get(change(record)))
    name = f"{record._meta.app_label}_{record._meta.model_name}_{step}"
    return client.post(change(record), {**values, name: "1"}, follow=True)


@pytest.mark.parametrize("model", [SubcommitteeMeeting, Presentation, Finding])
def test_every_list_opens_and_searches(officer_client, talk, model):
    address = reverse(f"admin:subcommittees_{model._meta.model_name}_changelist")

    assert officer_client.get(address).status_code == 200
    assert officer_client.get(address, {"q": "교육"}).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_meeting_list_query_count_does_not_grow(
    officer_client, subcommittee, count, django_assert_max_num_queries
):
    for number in range(1, count + 1):
        make_meeting(subcommittee, date(2025, 10, number), number)

    with django_assert_max_num_queries(10):
        officer_client.get(reverse("admin:subcommittees_subcommitteemeeting_changelist"))


def test_meeting_page_tells_what_the_report_lacks(officer_client, meeting):
    page = text(officer_client.get(change(meeting)))

    assert "보고서에 회의 내용이 없습니다." in page


def test_steps_take_a_report_from_draft_to_accepted_and_back(officer_client, meeting, talk):
    states = []
    for step in ("submit", "accept", "give_back"):
        press(officer_client, meeting, step)
        meeting.refresh_from_db()
        states.append(meeting.report_state)

    assert states == ["submitted", "accepted", "draft"]


def test_refused_step_says_why(officer_client, meeting):
    page = text(press(officer_client, meeting, "accept"))

    meeting.refresh_from_db()
    assert meeting.report_state == "draft"
    assert "제출된 보고서만 접수할 수 있습니다." in page


def test_programme_is_pasted_from_a_sheet(officer_client, meeting):
    slug = "subcommitteetimetablerow"
    address = reverse("admin:subcommittees_subcommitteemeeting_paste", args=[meeting.pk, slug])
    rows = (
        "시간\t주요 내용\t비고\n"
        "15:00~15:05('05)\t○ 회의 안내\t사무국\n"
        '15:05 ~ 17:00 (115\')\t"o 발제\n- 보안 동향\n※ 석식 예정"\t분과장'
    )

    preview = officer_client.post(address, {"rows": rows, "mode": "append"})
    officer_client.post(address, {**form_values(preview), "_save": "1"})

    fields = ("start", "end", "content", "sub_items", "presenter")
    assert list(SubcommitteeTimetableRow.objects.values_list(*fields)) == [
        (time(15), time(15, 5), "회의 안내", "", "사무국"),
        (time(15, 5), time(17), "발제", "보안 동향\n※ 석식 예정", "분과장"),
    ]


def test_second_officer_sees_both_versions_of_a_finding(officer_client, meeting):
    finding = Finding.objects.create(meeting=meeting, kind="table", heading="표")
    row = FindingRow.objects.create(finding=finding, heading="정의", text="처음")
    values = form_values(officer_client.get(change(finding)))
    row.text = "그 사이 바뀐 글"
    row.save()

    page = text(
        officer_client.post(change(finding), {**values, "rows-0-text": "내가 쓴 글"}, follow=True)
    )

    row.refresh_from_db()
    assert row.text == "그 사이 바뀐 글"
    assert "그 사이 바뀐 글" in page
    assert "내가 쓴 글" in page


def test_status_changes_by_steps_alone(officer_client, meeting):
    values = form_values(officer_client.get(change(meeting)))
    address = reverse("admin:subcommittees_subcommitteemeeting_plan_again", args=[meeting.pk])

    officer_client.post(change(meeting), {**values, "status": "cancelled"})
    meeting.refresh_from_db()
    after_form = meeting.status
    page = text(officer_client.post(address, {"reason": "다른 분과의 회의"}, follow=True))

    meeting.refresh_from_db()
    assert "status" not in values
    assert (after_form, meeting.status) == ("held", "planned")
    assert "개최 → 예정 · 한사무 (다른 분과의 회의)" in page

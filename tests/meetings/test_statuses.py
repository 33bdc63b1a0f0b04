"""Planned, held, closed: by steps alone, and back only with a reason."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from alliance.errors import RuleViolation
from meetings.admin.meetings import MeetingAdmin
from meetings.models import Meeting, MeetingStatusChange, RosterEntry
from meetings.services.decisions import record_decision
from meetings.services.statuses import close_meeting, hold_meeting, plan_again, reopen_meeting
from tests.meetings import committee
from tests.pages import form_values, text

AT = committee.AFTERWARDS


@pytest.fixture
def closed(meeting, roster, officer):
    meeting.roster.update(attendance="present")
    return close_meeting(meeting_id=meeting.pk, by=officer, at=AT)


def change(meeting):
    return reverse("admin:meetings_meeting_change", args=[meeting.pk])


def step(name, meeting):
    return reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk])


def steps(meeting):
    return list(meeting.status_changes.values_list("before", "after", "reason", "changed_by"))


def test_meeting_to_come_is_not_held(steering_committee):
    planned = committee.make_meeting(steering_committee, status="planned")

    with pytest.raises(RuleViolation):
        hold_meeting(meeting_id=planned.pk, on=date(2025, 11, 25), by=None, at=AT)

    held = hold_meeting(meeting_id=planned.pk, on=date(2025, 11, 26), by=None, at=AT)
    assert held.status == "held"


def test_every_step_is_kept_with_who_and_why(steering_committee, seats, officer):
    meeting = committee.make_meeting(steering_committee, status="planned")

    hold_meeting(meeting_id=meeting.pk, on=meeting.date, by=officer, at=AT)
    close_meeting(meeting_id=meeting.pk, by=officer, at=AT)
    reopen_meeting(meeting_id=meeting.pk, reason=" 대참 누락 ", by=officer, at=AT)
    plan_again(meeting_id=meeting.pk, reason="다른 회의였음", by=officer, at=AT)

    assert steps(meeting) == [
        ("planned", "held", "", officer.pk),
        ("held", "closed", "", officer.pk),
        ("closed", "held", "대참 누락", officer.pk),
        ("held", "planned", "다른 회의였음", officer.pk),
    ]


def test_step_back_needs_a_reason(closed):
    with pytest.raises(RuleViolation, match="사유"):
        reopen_meeting(meeting_id=closed.pk, reason="  ", by=None, at=AT)

    closed.refresh_from_db()
    assert closed.status == "closed"


def test_database_keeps_no_step_back_without_a_reason(closed):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingStatusChange.objects.create(
            meeting=closed, before="closed", after="held", changed_at=AT
        )


def test_only_a_closed_meeting_is_opened_again(meeting):
    with pytest.raises(RuleViolation, match="종결된 회의만"):
        reopen_meeting(meeting_id=meeting.pk, reason="잘못", by=None, at=AT)


def test_meeting_with_decisions_was_held(meeting):
    item = committee.make_item(meeting, kind="resolution")
    record_decision(agenda_item=item, text="동의", outcome="carried", on=meeting.date)

    with pytest.raises(RuleViolation, match="결정이 있어"):
        plan_again(meeting_id=meeting.pk, reason="잘못", by=None, at=AT)


@pytest.mark.parametrize("sent", ["planned", "held"])
def test_status_is_no_field_of_the_form(officer_client, closed, sent):
    values = form_values(officer_client.get(change(closed)))

    officer_client.post(change(closed), {**values, "status": sent, "participants_note": "덧붙임"})

    closed.refresh_from_db()
    assert "status" not in values
    assert (closed.status, closed.participants_note) == ("closed", "덧붙임")


def test_closed_meeting_is_opened_again_from_its_page(officer_client, officer, closed):
    refused = text(officer_client.post(step("reopen", closed), {"reason": " "}))
    page = text(officer_client.post(step("reopen", closed), {"reason": "대참 누락"}, follow=True))

    closed.refresh_from_db()
    assert closed.status == "held"
    assert "필수" in refused
    assert "종결 → 개최 · 한사무 (대참 누락)" in page
    values = form_values(officer_client.get(change(closed)))
    assert [name for name in values if name.endswith("-attendance")]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("planned", {"open_roster", "mark_held"}),
        ("held", {"open_roster", "close", "plan_again"}),
        ("closed", {"reopen"}),
    ],
)
def test_page_offers_the_steps_of_the_status(officer_client, meeting, status, shown):
    Meeting.objects.filter(pk=meeting.pk).update(status=status)

    page = officer_client.get(change(meeting)).content.decode()

    names = ("open_roster", "mark_held", "close", "plan_again", "reopen")
    offered = {
        name
        for name in names
        if f'name="meetings_meeting_{name}"' in page
        or f"/{meeting.pk}/{name.replace('_', '-')}" in page
    }
    assert offered == shown


def test_form_opened_before_the_closing_changes_nothing_and_says_what_was_lost(
    officer_client, officer, meeting, roster
):
    meeting.roster.update(attendance="present")
    values = form_values(officer_client.get(change(meeting)))
    close_meeting(meeting_id=meeting.pk, by=officer, at=AT)

    changed = {**values, "roster-1-attendance": "absent", "participants_note": "덧붙임"}
    page = text(officer_client.post(change(meeting), changed))

    meeting.refresh_from_db()
    assert "나의장 ○ (참석 여부 불참)" in page
    assert meeting.roster.present().count() == 6
    assert meeting.participants_note == ""


@pytest.mark.parametrize("how", ["page", "list"])
def test_closed_meeting_is_not_deleted(officer_client, closed, how):
    if how == "page":
        address = reverse("admin:meetings_meeting_delete", args=[closed.pk])
        values = form_values(officer_client.get(address))
    else:
        address = reverse("admin:meetings_meeting_changelist")
        chosen = {"action": "delete_selected", "_selected_action": [closed.pk]}
        values = {**chosen, **form_values(officer_client.post(address, chosen))}

    page = text(officer_client.post(address, {**values, "post": "yes"}, follow=True))

    assert Meeting.objects.filter(pk=closed.pk).exists()
    assert "종결된 회의" in page


def _violated(meeting):
    """A closed meeting with somebody unmarked: what the two must never make together."""
    now = Meeting.objects.get(pk=meeting.pk)
    return now.status == "closed" and now.roster.unmarked().exists()


def test_closing_waits_for_the_form_that_is_being_saved(
    race, day, officer, meeting, roster, monkeypatch
):
    """Between the look at the status and the saving of the rows nobody closes the meeting."""
    meeting.roster.update(attendance="present")
    client = Client()
    client.force_login(officer)
    values = form_values(client.get(change(meeting)))
    saving, closed = threading.Event(), threading.Event()
    save_related = MeetingAdmin.save_related

    def pause(*args):
        saving.set()
        closed.wait(timeout=1)
        save_related(*args)

    monkeypatch.setattr(MeetingAdmin, "save_related", pause)

    def save():
        return client.post(change(meeting), {**values, "roster-0-attendance": "unset"})

    def close():
        saving.wait(timeout=10)
        try:
            return close_meeting(meeting_id=meeting.pk, by=None, at=AT)
        finally:
            closed.set()

    answer, refusal = race(save, close)

    assert answer.status_code == 302
    assert isinstance(refusal, RuleViolation)
    assert race.look(lambda: _violated(meeting)) is False


def test_closing_waits_for_the_rows_that_are_being_pasted(
    race, day, officer, meeting, roster, monkeypatch
):
    roster["가정부"].delete()
    meeting.roster.update(attendance="present")
    pasting, closed = threading.Event(), threading.Event()
    address = reverse("admin:meetings_meeting_paste", args=[meeting.pk, "rosterentry"])
    rows = "정부\t\t가정부\t\t\t"  # called late, not marked yet
    client = Client()
    client.force_login(officer)
    preview = form_values(client.post(address, {"rows": rows, "mode": "append"}))
    save = RosterEntry.save

    def pause(self, *args, **kwargs):
        pasting.set()
        closed.wait(timeout=1)
        save(self, *args, **kwargs)

    monkeypatch.setattr(RosterEntry, "save", pause)

    def close():
        pasting.wait(timeout=10)
        try:
            return close_meeting(meeting_id=meeting.pk, by=None, at=AT)
        finally:
            closed.set()

    answer, refusal = race(lambda: client.post(address, {**preview, "_save": "1"}), close)

    assert answer.status_code == 302
    assert isinstance(refusal, RuleViolation)
    assert race.look(lambda: _violated(meeting)) is False

"""An approved issue goes out at its hour, once, or waits for an officer's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase
from django.utils import timezone

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from newsletter import dispatch, tasks
from newsletter.approving import approve_correction, mark_edited, take_back_approval
from newsletter.models import IssueCorrection, Mailing, NewsletterIssue, Subscriber
from newsletter.sending import engine, mailings
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.newsletter.issues import approve

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
NINE = datetime(2025, 11, 26, 9, tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    """Mailings are started here, and sent where a test says so."""
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def reader(db):
    return Subscriber.objects.create(email="reader@readers.example")


@pytest.fixture
def issue(db, reader):
    found = open_issue(on=DAY, title="아침 소식")
    set_articles(issue=found, entries=[ArticleEntry("domestic", "전시관 개관")])
    NewsletterIssue.objects.filter(pk=found.pk).update(scheduled_at=NINE)
    found.refresh_from_db()
    return found


def minute(text):
    return datetime.fromisoformat(f"2025-11-26T{text}+09:00")


@pytest.mark.parametrize(
    ("now", "started"), [("00:01", 0), ("08:59", 0), ("09:00", 1), ("10:59", 1), ("11:01", 0)]
)
def test_beat_sends_at_the_hour_and_never_hours_late(issue, now, started):
    approve(issue, at=minute("08:00") - timedelta(days=1))

    with time_machine.travel(minute(now), tick=False):
        tasks.send_scheduled_issues()
        tasks.send_scheduled_issues()

    assert Mailing.objects.filter(issue=issue).count() == started


def test_an_approval_after_the_hour_sends_at_once(issue):
    approve(issue, at=minute("13:00"))

    dispatch.send_due(at=minute("13:01"))

    assert Mailing.objects.get().issue == issue


def test_officers_are_asked_once_about_an_issue_hours_late(issue, officer, settings):
    settings.SITE_URL = "https://portal.example"
    approve(issue, at=minute("08:00"))

    with mail_on_commit():
        for now in ("15:00", "15:01"):
            dispatch.send_due(at=minute(now))

    issue.refresh_from_db()
    assert (issue.held_at, Mailing.objects.count()) == (minute("15:00"), 0)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["officer@alliance.example"], "발송 보류: 2025-11-26 뉴스레터")
    ]
    page = f"https://portal.example/admin/newsletter/newsletterissue/{issue.pk}/review/"
    assert page in mail.outbox[0].body


@pytest.mark.parametrize("answer", ["another hour", "send now"])
def test_an_officers_word_ends_the_holding(issue, officer, answer):
    approve(issue, at=minute("08:00"))
    dispatch.send_due(at=minute("15:00"))
    issue.refresh_from_db()

    if answer == "send now":
        dispatch.send_issue(issue=issue, at=minute("15:05"), by=officer)
    else:
        dispatch.set_hour(issue=issue, hour=minute("16:00"))
        dispatch.send_due(at=minute("15:59"))
        assert Mailing.objects.count() == 0
        dispatch.send_due(at=minute("16:00"))

    issue.refresh_from_db()
    assert (Mailing.objects.get().issue, issue.held_at) == (issue, None)


def test_an_issue_without_readers_is_held_with_the_reason(issue, officer, reader):
    reader.delete()
    approve(issue, at=minute("08:00"))

    with mail_on_commit():
        dispatch.send_due(at=minute("09:00"))

    assert "구독자가 없습니다" in mail.outbox[0].body


@pytest.mark.parametrize("fails", ["unusable text", "anything"])
def test_an_issue_that_cannot_be_built_is_held_and_keeps_no_other(
    issue, officer, monkeypatch, fails
):
    # Two of one minute there are only where one is of another day.
    monkeypatch.setattr(dispatch, "_refuse_day", lambda *_day_and_moment: None)
    other = open_issue(on=DAY + timedelta(days=1), title="다른 소식")
    set_articles(issue=other, entries=[ArticleEntry("domestic", "다른 소식")])
    # Due at the same time as the first, and behind it.
    NewsletterIssue.objects.filter(pk=other.pk).update(scheduled_at=minute("09:01"))
    for each in (issue, other):
        approve(each, at=minute("08:00"))
    write = dispatch.issue_text

    def broken(found, **how):
        if found.pk != issue.pk:
            return write(found, **how)
        if fails == "anything":
            raise KeyError
        return replace(write(found, **how), text="no way out")

    monkeypatch.setattr(dispatch, "issue_text", broken)

    with mail_on_commit():
        dispatch.send_due(at=minute("09:01"))

    issue.refresh_from_db()
    assert issue.held_at == minute("09:01")
    assert [each.issue for each in Mailing.objects.all()] == [other]
    assert "로그" in mail.outbox[0].body
    if fails == "unusable text":
        with pytest.raises(RuleViolation, match="로그"):
            dispatch.send_issue(issue=issue, at=minute("09:02"))


def test_a_database_that_is_away_for_a_moment_holds_nothing(issue, monkeypatch):
    approve(issue, at=minute("08:00"))

    def away(*_args, **_how):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "issue_text", away)
        dispatch.send_due(at=minute("09:00"))
    dispatch.send_due(at=minute("09:01"))

    assert Mailing.objects.get().issue == issue


def test_an_issue_without_an_hour_waits_for_an_officer(issue):
    dispatch.set_hour(issue=issue, hour=None)
    approve(issue)

    dispatch.send_due(at=minute("18:00"))

    assert Mailing.objects.count() == 0


def test_the_hour_lies_on_the_issues_day_and_leaves_the_approval(issue):
    approve(issue)

    with pytest.raises(RuleViolation):
        dispatch.set_hour(issue=issue, hour=NINE + timedelta(days=1))
    dispatch.set_hour(issue=issue, hour=minute("10:30"))

    assert (issue.state, issue.scheduled_at) == ("approved", minute("10:30"))


def test_only_what_is_approved_goes_out(issue, officer):
    with pytest.raises(RuleViolation):
        dispatch.send_issue(issue=issue, at=NINE)
    approve(issue)
    take_back_approval(issue, by=officer)
    with pytest.raises(RuleViolation):
        dispatch.send_issue(issue=issue, at=NINE)

    assert Mailing.objects.count() == 0


def test_nothing_changes_once_the_sending_has_begun(issue, officer):
    approve(issue)
    dispatch.send_issue(issue=issue, at=NINE)

    for change in (
        lambda: mark_edited(issue, by=officer, at=NINE),
        lambda: take_back_approval(issue, by=officer),
        lambda: set_articles(issue=issue, entries=[]),
        lambda: dispatch.set_hour(issue=issue, hour=None),
        lambda: dispatch.send_issue(issue=issue, at=NINE),
    ):
        with pytest.raises(RuleViolation):
            change()

    assert list(issue.articles.values_list("title", flat=True)) == ["전시관 개관"]


@pytest.mark.parametrize(
    ("advertising", "subject"), [("yes", "(광고) 아침 소식"), ("no", "아침 소식")]
)
def test_subject_begins_with_the_signs_of_the_law(issue, advertising, subject):
    approve(issue, advertising=advertising)

    dispatch.send_issue(issue=issue, at=NINE)

    assert Mailing.objects.get().subject == subject


def test_of_sendings_at_once_one_begins(race, issue):
    approve(issue)

    def send():
        return dispatch.send_issue(issue=NewsletterIssue.objects.get(pk=issue.pk), at=NINE)

    answers = race(send, send, lambda: dispatch.send_due(at=NINE))

    assert race.look(Mailing.objects.count) == 1
    assert sum(isinstance(each, Mailing) for each in answers) <= 1


def test_an_edit_and_a_sending_at_once_do_not_both_happen(race, issue, officer):
    approve(issue)

    def found():
        return NewsletterIssue.objects.get(pk=issue.pk)

    edit, send = race(
        lambda: set_articles(issue=found(), entries=[ArticleEntry("domestic", "고침")], by=officer),
        lambda: dispatch.send_issue(issue=found(), at=NINE),
    )

    refused = [isinstance(each, RuleViolation) for each in (edit, send)]
    assert sorted(refused) == [False, True]
    titles = race.look(lambda: list(found().articles.values_list("title", flat=True)))
    assert titles == (["전시관 개관"] if refused[0] else ["고침"])


@pytest.mark.django_db(transaction=True)
def test_command_sends_once(issue, capsys):
    with pytest.raises(CommandError):
        call_command("send_newsletter", "--date", "2025-11-26")
    approve(issue)

    call_command("send_newsletter", "--date", "2025-11-26")
    with pytest.raises(CommandError) as refused:
        call_command("send_newsletter", "--date", "2025-11-26")

    assert refused.value.returncode == 1
    readers = [each for each in mail.outbox if each.to == ["reader@readers.example"]]
    assert [each.subject for each in readers] == ["아침 소식"]
    call_command("newsletter_status", "--date", "2025-11-26", "--format", "json")
    assert '"state": "sent"' in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_correction_goes_to_those_who_got_the_issue_and_onto_its_page(
    issue, reader, officer, second_officer, client, day
):
    approve(issue, advertising="yes")
    dispatch.send_issue(issue=issue, at=timezone.now())
    engine.send()
    Subscriber.objects.create(email="later@readers.example")
    correction = IssueCorrection.objects.create(
        issue=issue, title="개관일 정정", text="개관일은 12월 3일입니다."
    )
    mark_edited(correction, by=officer, at=NINE)
    with pytest.raises(RuleViolation):
        dispatch.send_correction(correction=correction, at=NINE)
    approve_correction(correction=correction, by=second_officer, at=NINE)
    mail.outbox.clear()

    dispatch.send_correction(correction=correction, at=timezone.now())
    engine.send()

    readers = [each for each in mail.outbox if each.to[0].endswith("@readers.example")]
    assert [(each.to, each.subject) for each in readers] == [
        (["reader@readers.example"], "(광고) [정정] 개관일 정정")
    ]
    with pytest.raises(RuleViolation):
        dispatch.send_correction(correction=correction, at=NINE)
    with pytest.raises(RuleViolation):
        mark_edited(correction, by=officer, at=NINE)
    assert "개관일은 12월 3일입니다." in client.get("/newsletter/2025-11-26/").content.decode()


@pytest.mark.parametrize("state", ["sending", "paused", "held"])
def test_a_correction_waits_until_nobody_gets_the_wrong_issue_any_more(
    issue, reader, officer, second_officer, state
):
    Subscriber.objects.create(email="waiting@readers.example")
    approve(issue)
    mailing = dispatch.send_issue(issue=issue, at=NINE)
    mailing.deliveries.filter(subscriber=reader).update(state="sent")
    Mailing.objects.update(state=state)
    correction = IssueCorrection.objects.create(issue=issue, title="정정", text="본문")
    approve_correction(correction=correction, by=second_officer, at=NINE)

    with pytest.raises(RuleViolation, match="아직 보내고"):
        dispatch.send_correction(correction=correction, at=NINE)

    correction.refresh_from_db()
    assert correction.state == "approved"
    mailing.refresh_from_db()
    mailings.cancel(mailing=mailing, at=NINE)
    sent = dispatch.send_correction(correction=correction, at=NINE)
    assert [each.email for each in sent.deliveries.all()] == [reader.email]


def test_who_was_sent_no_correction_is_not_sent_the_wrong_issue_after_it(
    issue, reader, officer, second_officer
):
    failed = Subscriber.objects.create(email="failed@readers.example")
    approve(issue)
    mailing = dispatch.send_issue(issue=issue, at=NINE)
    mailing.deliveries.filter(subscriber=reader).update(state="in_doubt")
    mailing.deliveries.filter(subscriber=failed).update(state="failed")
    mailings.settle()
    correction = IssueCorrection.objects.create(issue=issue, title="정정", text="본문")
    approve_correction(correction=correction, by=second_officer, at=NINE)
    dispatch.send_correction(correction=correction, at=NINE)

    with pytest.raises(RuleViolation, match="정정을 보냈습니다"):
        mailings.send_again(deliveries=mailing.deliveries.all(), by=officer, at=NINE)
    doubtful = mailing.deliveries.filter(subscriber=reader)
    assert mailings.send_again(deliveries=doubtful, by=officer, at=NINE) == 1


def test_the_earliest_correction_needs_a_sent_issue(issue, officer, second_officer):
    correction = IssueCorrection.objects.create(issue=issue, title="정정", text="본문")
    approve_correction(correction=correction, by=second_officer, at=NINE)

    with pytest.raises(RuleViolation):
        dispatch.send_correction(correction=correction, at=NINE)

    correction.refresh_from_db()
    assert correction.state == "approved"


def mail_on_commit():
    return TestCase.captureOnCommitCallbacks(execute=True)

"""Two pairs of eyes: who may approve, what an approval is of, and what takes it back."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from newsletter.approving import (
    approve_correction,
    approve_issue,
    mark_edited,
    take_back_approval,
)
from newsletter.models import IssueCorrection, NewsletterIssue
from newsletter.rendering import issue_content
from newsletter.services import ArticleEntry, open_issue, place_promotion, set_articles

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
NOW = datetime(2025, 11, 26, 8, 30, tzinfo=SEOUL)


@pytest.fixture
def issue(officer):
    found = open_issue(on=DAY, title="아침 소식")
    set_articles(issue=found, entries=[ArticleEntry("domestic", "전시관 개관")], by=officer)
    return found


def stored(issue):
    return NewsletterIssue.objects.with_contents().get(pk=issue.pk)


def test_a_second_officer_approves_what_the_first_edited(issue, second_officer):
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")

    found = stored(issue)
    assert (found.state, found.approved_by, found.approved_at) == (
        "approved",
        second_officer,
        NOW,
    )
    assert (found.is_stand_in, found.advertising) == (False, "no")
    log = LogEntry.objects.get(object_id=str(issue.pk))
    assert (log.user_id, log.change_message) == (second_officer.pk, "승인(광고성 정보 아님)")


def test_the_last_editor_does_not_approve_while_there_is_another(issue, officer, second_officer):
    with pytest.raises(RuleViolation, match="두사무"):
        approve_issue(issue=issue, by=officer, at=NOW, advertising="no", stand_in_reason="바쁩니다")

    assert stored(issue).state == "draft"


@pytest.mark.parametrize("others", ["none", "inactive"])
def test_alone_an_officer_stands_in_with_a_reason(issue, officer, others, django_user_model):
    if others == "inactive":
        django_user_model.objects.create_user(
            "gone@alliance.example", is_officer=True, is_active=False
        )
    with pytest.raises(RuleViolation, match="사유"):
        approve_issue(issue=issue, by=officer, at=NOW, advertising="no", stand_in_reason=" ")

    approve_issue(issue=issue, by=officer, at=NOW, advertising="no", stand_in_reason="담당자\n휴가")

    found = stored(issue)
    assert (found.approved_by, found.is_stand_in) == (officer, True)
    assert found.stand_in_reason == "담당자 휴가"
    message = LogEntry.objects.get(object_id=str(issue.pk)).change_message
    assert message == "승인(광고성 정보 아님) · 대리 승인: 담당자 휴가"


def test_nothing_is_approved_before_somebody_decides_about_advertising(issue, second_officer):
    with pytest.raises(RuleViolation, match="광고"):
        approve_issue(issue=issue, by=second_officer, at=NOW)


def test_an_empty_issue_is_not_approved(second_officer):
    with pytest.raises(RuleViolation):
        approve_issue(issue=open_issue(on=DAY), by=second_officer, at=NOW, advertising="no")


def test_what_was_not_looked_at_is_not_approved(issue, officer, second_officer):
    seen = issue.version
    set_articles(issue=issue, entries=[ArticleEntry("domestic", "다른 소식")], by=officer)

    with pytest.raises(RuleViolation, match="변경"):
        approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no", version=seen)


@pytest.mark.parametrize("edit", ["articles", "banner", "itself"])
def test_every_edit_takes_the_approval_back(issue, officer, second_officer, book, edit):
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="yes")

    if edit == "articles":
        entries = [ArticleEntry("domestic", "고친 소식")]
        set_articles(issue=issue, entries=entries, by=second_officer)
    elif edit == "banner":
        place_promotion(promotion=book("배너", DAY, DAY), issue=issue, by=second_officer)
    else:
        mark_edited(issue, by=second_officer, at=NOW)

    found = stored(issue)
    assert (found.state, found.approved_by, found.approved_content) == ("draft", None, None)
    assert (found.last_edited_by, found.advertising) == (second_officer, "yes")


def test_approved_content_stays_whatever_happens_to_banners(issue, second_officer, book):
    banner = book("봄 배너", DAY, DAY)
    place_promotion(promotion=banner, issue=issue)
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")

    banner.title = "바뀐 배너"
    banner.save()

    assert [each.title for each in issue_content(stored(issue)).promotions] == ["봄 배너"]


def test_approval_is_taken_back_without_an_edit(issue, officer, second_officer):
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")

    take_back_approval(issue, by=officer)

    found = stored(issue)
    assert (found.state, found.approved_by, found.last_edited_by) == ("draft", None, officer)
    with pytest.raises(RuleViolation):
        take_back_approval(issue, by=officer)


def test_of_two_approvals_at_once_one_counts(race, issue, second_officer, django_user_model):
    third = django_user_model.objects.create_user("third@alliance.example", is_officer=True)

    def by(user):
        return lambda: approve_issue(
            issue=NewsletterIssue.objects.get(pk=issue.pk), by=user, at=NOW, advertising="no"
        )

    answers = race(by(second_officer), by(third))

    assert sorted(type(each).__name__ for each in answers) == ["NoneType", "RuleViolation"]
    winner = [second_officer, third][answers.index(None)]
    assert race.look(lambda: stored(issue).approved_by_id) == winner.pk


def test_a_correction_needs_two_pairs_of_eyes_too(issue, officer, second_officer):
    correction = IssueCorrection.objects.create(issue=issue, title="날짜", text="27일입니다.")
    mark_edited(correction, by=officer, at=NOW)

    with pytest.raises(RuleViolation):
        approve_correction(correction=correction, by=officer, at=NOW)
    approve_correction(correction=correction, by=second_officer, at=NOW)

    assert correction.state == "approved"
    assert correction.approved_content == {"title": "날짜", "text": "27일입니다."}


@pytest.mark.parametrize(
    "values",
    [
        {"approved_by": None},
        {"approved_at": None},
        {"advertising": "undecided"},
        {"last_edited_by": "approver"},
        {"is_stand_in": True, "stand_in_reason": ""},
        {"state": "draft"},
    ],
)
def test_the_database_refuses_what_the_rules_forbid(issue, second_officer, values):
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")
    if values.get("last_edited_by"):
        values = {"last_edited_by": second_officer}

    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterIssue.objects.filter(pk=issue.pk).update(**values)


# --- The command ----------------------------------------------------------------------------------


def approve_by_command(*more):
    call_command("approve_newsletter", "--date", "2025-11-26", *more)


def test_command_approves_in_an_officers_name(issue, second_officer, capsys):
    approve_by_command("--by", "SECOND@alliance.example", "--advertising", "no")

    assert capsys.readouterr().out == (
        "2025-11-26 뉴스레터를 승인했습니다(두사무, 광고성 정보 아님).\n"
    )
    assert stored(issue).approved_by == second_officer


def test_command_takes_the_choice_about_advertising(issue, second_officer):
    approve_by_command("--by", second_officer.email, "--advertising", "yes")

    assert stored(issue).advertising == "yes"


def test_command_does_not_decide_about_advertising_itself(issue, second_officer):
    with pytest.raises(CommandError, match="--advertising") as refused:
        approve_by_command("--by", second_officer.email)

    assert refused.value.returncode == 1
    assert (stored(issue).state, stored(issue).advertising) == ("draft", "undecided")


def test_command_keeps_the_choice_of_the_page(issue, second_officer):
    NewsletterIssue.objects.filter(pk=issue.pk).update(advertising="yes")

    approve_by_command("--by", second_officer.email)

    assert stored(issue).advertising == "yes"


@pytest.mark.parametrize(
    "by", ["officer@alliance.example", "nobody@alliance.example", "outsider@company.example"]
)
def test_command_refuses_with_one(issue, second_officer, outsider, by):
    with pytest.raises(CommandError) as refused:
        approve_by_command("--by", by, "--advertising", "no")

    assert refused.value.returncode == 1
    assert stored(issue).state == "draft"


def test_command_refuses_a_day_without_an_issue(second_officer):
    with pytest.raises(CommandError) as refused:
        call_command("approve_newsletter", "--date", "2025-11-27", "--by", second_officer.email)

    assert refused.value.returncode == 1

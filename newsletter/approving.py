"""Two pairs of eyes on what is mailed to many: who edited last does not approve.

Every verb ends in one conditional UPDATE that names the version it looked at, so that of two
officers at once one is told, and nothing is approved that nobody looked at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import User
from newsletter.models import ApprovedRecord, IssueCorrection, NewsletterIssue, SendingState
from newsletter.rendering import current_content

Record = TypeVar("Record", bound=ApprovedRecord)

NOBODY: dict[str, Any] = {
    "approved_by": None,
    "approved_at": None,
    "is_stand_in": False,
    "stand_in_reason": "",
    "approved_content": None,
}


def other_officers(user: User) -> QuerySet[User]:
    """Who could approve what the user edited."""
    return User.objects.filter(is_officer=True, is_active=True).exclude(pk=user.pk)


def needs_stand_in(record: ApprovedRecord, by: User) -> bool:
    return record.last_edited_by_id == by.pk


@transaction.atomic
def mark_edited(record: ApprovedRecord, *, by: User | None, at: datetime) -> None:
    """After every edit, of articles and banners too: an approval was of the text before it.

    Runs in the transaction of the edit, which is undone where the mailing has started meanwhile.
    """
    stored = type(record)._default_manager.select_for_update().get(pk=record.pk)
    _refuse_if_out(stored)
    if stored.state == SendingState.APPROVED:
        _log(stored, by, _("The approval is taken back by an edit."))
    _update(
        stored, {"state": SendingState.DRAFT, "last_edited_by": by, "last_edited_at": at, **NOBODY}
    )
    record.refresh_from_db()


@transaction.atomic
def take_back_approval(record: ApprovedRecord, *, by: User) -> None:
    """Without an edit: somebody has doubts."""
    stored = type(record)._default_manager.select_for_update().get(pk=record.pk)
    _refuse_if_out(stored)
    if stored.state != SendingState.APPROVED:
        raise RuleViolation(_("It is not approved."))
    _update(stored, {"state": SendingState.DRAFT, **NOBODY})
    _log(stored, by, _("Approval taken back"))
    record.refresh_from_db()


@transaction.atomic
def approve_issue(
    *,
    issue: NewsletterIssue,
    by: User,
    at: datetime,
    advertising: str = "",
    stand_in_reason: str = "",
    version: int | None = None,
) -> None:
    """`version` is the one that the officer looked at; without it the present one."""
    stored = NewsletterIssue.objects.with_contents().select_for_update().get(pk=issue.pk)
    choice = advertising or stored.advertising
    if choice not in (NewsletterIssue.Advertising.YES, NewsletterIssue.Advertising.NO):
        raise RuleViolation(_("Say first whether the issue is advertising."))
    content = current_content(stored)
    if not content.groups and not content.promotions:
        raise RuleViolation(_("There is nothing in this newsletter yet."))
    approve_record(
        stored,
        by=by,
        at=at,
        content=content.to_json(),
        stand_in_reason=stand_in_reason,
        version=version,
        advertising=choice,
    )
    issue.refresh_from_db()


@transaction.atomic
def approve_correction(
    *,
    correction: IssueCorrection,
    by: User,
    at: datetime,
    stand_in_reason: str = "",
    version: int | None = None,
) -> None:
    stored = IssueCorrection.objects.select_for_update().get(pk=correction.pk)
    content = {"title": stored.title, "text": stored.text}
    approve_record(
        stored,
        by=by,
        at=at,
        content=content,
        stand_in_reason=stand_in_reason,
        version=version,
    )
    correction.refresh_from_db()


def approve_record(
    stored: ApprovedRecord,
    *,
    by: User,
    at: datetime,
    content: dict[str, Any],
    stand_in_reason: str,
    version: int | None,
    **choices: Any,
) -> None:
    """What all kinds of records have in common; `content` is what was looked at."""
    _refuse_if_out(stored)
    if stored.state == SendingState.APPROVED:
        raise RuleViolation(_("%(officer)s approved it already.") % {"officer": stored.approved_by})
    if version is not None and version != stored.version:
        raise RuleViolation(_("It was changed since you looked at it. Please look again."))
    stands_in = needs_stand_in(stored, by)
    reason = " ".join(stand_in_reason.split())[:300] if stands_in else ""
    if stands_in:
        _check_stand_in(by, reason)
    _update(
        stored,
        {
            "state": SendingState.APPROVED,
            "approved_by": by,
            "approved_at": at,
            "is_stand_in": stands_in,
            "stand_in_reason": reason,
            "approved_content": content,
            **choices,
        },
    )
    words = _("Approved")
    if choices.get("advertising"):
        label = NewsletterIssue.Advertising(choices["advertising"]).label
        words = _("Approved (%(choice)s)") % {"choice": label}
    if stands_in:
        words += " · " + _("stand-in rule: %(reason)s") % {"reason": reason}
    _log(stored, by, words)


def _check_stand_in(by: User, reason: str) -> None:
    others = [str(each) for each in other_officers(by)[:3]]
    if others:
        raise RuleViolation(
            _("You edited it last, so another officer approves it: %(officers)s.")
            % {"officers": ", ".join(others)}
        )
    if not reason:
        raise RuleViolation(
            _("You edited it last. There is no second officer: say why you approve it yourself.")
        )


def _update(stored: ApprovedRecord, values: dict[str, Any]) -> None:
    """Row locks do nothing on SQLite; the version decides there."""
    same = type(stored)._default_manager.filter(pk=stored.pk, version=stored.version)
    if not same.exclude(state=SendingState.SENT).update(**values):
        raise RuleViolation(_("Somebody else changed it this very moment. Please look again."))


def _refuse_if_out(stored: ApprovedRecord) -> None:
    if getattr(stored, "is_on_its_way", False):
        raise RuleViolation(_("A newsletter that was sent is not changed."))
    if stored.state == SendingState.SENT:
        raise RuleViolation(_("What was sent is not changed."))


def _log(record: ApprovedRecord, by: User | None, words: str) -> None:
    if by is not None:
        LogEntry.objects.log_actions(
            by.pk, [record], CHANGE, change_message=words, single_object=True
        )

"""Two pairs of eyes on what is mailed to many: who had a hand in it does not approve.

Every verb ends in one conditional UPDATE that names the version it looked at, so that of two
officers at once one is told, and nothing is approved that nobody looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import User
from newsletter.calendar import no_newsletter_on
from newsletter.models import (
    ApprovedRecord,
    IssueCorrection,
    NewsletterIssue,
    Promotion,
    SendingState,
    Story,
)
from newsletter.rendering import current_content
from newsletter.sending.texts import issue_text, refuse_if_too_long

Record = TypeVar("Record", bound=ApprovedRecord)

NOBODY: dict[str, Any] = {
    "approved_by": None,
    "approved_at": None,
    "is_stand_in": False,
    "stand_in_reason": "",
    "approved_content": None,
}


def fingerprint(content: dict[str, Any]) -> str:
    """Of what an approver is shown; banners are in it, which have versions of their own."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def editors_of(record: ApprovedRecord) -> set[int]:
    """Everybody whose work would be approved, also where the portal put it together."""
    found: set[int | None] = {record.last_edited_by_id}
    if isinstance(record, NewsletterIssue):
        found.add(record.composed_by_id)
        found.update(Story.objects.filter(articles__issue=record).values_list("editors", flat=True))
        found.update(_unseen_banners(record).values_list("last_edited_by", flat=True))
    return {each for each in found if each is not None}


def _unseen_banners(issue: NewsletterIssue) -> QuerySet[Promotion]:
    """Those that no second officer has approved since their last edit, for another day's issue."""
    seen = NewsletterIssue.objects.filter(
        placements__promotion=OuterRef("pk"),
        approved_at__gt=OuterRef("last_edited_at"),
        is_stand_in=False,
    ).exclude(pk=issue.pk)
    found: QuerySet[Promotion] = Promotion.objects.filter(placements__issue=issue)
    return found.exclude(Exists(seen.exclude(approved_by=OuterRef("last_edited_by"))))


def other_officers(record: ApprovedRecord) -> QuerySet[User]:
    """Who could approve it without having had a hand in it."""
    officers = User.objects.filter(is_officer=True, is_active=True)
    return officers.exclude(pk__in=editors_of(record))


def needs_stand_in(record: ApprovedRecord, by: User) -> bool:
    return by.pk in editors_of(record)


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
def note_banner_edit(promotion: Promotion, *, by: User, at: datetime) -> None:
    """Drafts with the banner were edited with it. What is approved keeps what was approved."""
    Promotion.objects.filter(pk=promotion.pk).update(
        last_edited_by=by, last_edited_at=at, version=F("version")
    )
    for issue in drafts_with(promotion):
        mark_edited(issue, by=by, at=at)


def drafts_with(promotion: Promotion) -> Iterable[NewsletterIssue]:
    found: Iterable[NewsletterIssue] = NewsletterIssue.objects.filter(
        placements__promotion=promotion, state=SendingState.DRAFT, mailings=None
    )
    return found


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
    shown: str | None = None,
) -> None:
    """`version` and `shown`, a fingerprint, are of what the officer looked at; without them it is
    what stands there now."""
    stored = NewsletterIssue.objects.with_contents().select_for_update().get(pk=issue.pk)
    choice = advertising or stored.advertising
    if choice not in (NewsletterIssue.Advertising.YES, NewsletterIssue.Advertising.NO):
        raise RuleViolation(_("Say first whether the issue is advertising."))
    if refusal := no_newsletter_on(stored.date):
        raise RuleViolation(refusal)
    content = current_content(stored)
    if not content.groups and not content.promotions:
        raise RuleViolation(_("There is nothing in this newsletter yet."))
    if stored.state == SendingState.DRAFT:
        refuse_if_too_long(issue_text(stored))
    approve_record(
        stored,
        by=by,
        at=at,
        content=content.to_json(),
        stand_in_reason=stand_in_reason,
        version=version,
        shown=shown,
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
    shown: str | None = None,
) -> None:
    stored = IssueCorrection.objects.select_for_update().get(pk=correction.pk)
    content = correction_content(stored)
    approve_record(
        stored,
        by=by,
        at=at,
        content=content,
        stand_in_reason=stand_in_reason,
        version=version,
        shown=shown,
    )
    correction.refresh_from_db()


def correction_content(correction: IssueCorrection) -> dict[str, Any]:
    return {"title": correction.title, "text": correction.text}


def approve_record(
    stored: ApprovedRecord,
    *,
    by: User,
    at: datetime,
    content: dict[str, Any],
    stand_in_reason: str,
    version: int | None,
    shown: str | None = None,
    **choices: Any,
) -> None:
    """What all kinds of records have in common; `content` is what was looked at."""
    _refuse_if_out(stored)
    if stored.state == SendingState.APPROVED:
        raise RuleViolation(_("%(officer)s approved it already.") % {"officer": stored.approved_by})
    is_same = (version is None or version == stored.version) and (
        shown is None or shown == fingerprint(content)
    )
    if not is_same:
        raise RuleViolation(_("It was changed since you looked at it. Please look again."))
    stands_in = needs_stand_in(stored, by)
    reason = " ".join(stand_in_reason.split())[:300] if stands_in else ""
    if stands_in:
        _check_stand_in(stored, reason)
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


def _check_stand_in(stored: ApprovedRecord, reason: str) -> None:
    others = [str(each) for each in other_officers(stored)[:3]]
    if others:
        raise RuleViolation(
            _("You had a hand in it, so another officer approves it: %(officers)s.")
            % {"officers": ", ".join(others)}
        )
    if not reason:
        raise RuleViolation(
            _(
                "You had a hand in it, and there is no second officer: "
                "say why you approve it yourself."
            )
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

"""A member's own entry: drafted by its people, looked at by an officer, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members import roles
from members.entry_content import (
    LABELS,
    EntryContent,
    FieldChange,
    changes,
    drafted_content,
    fill_draft,
    live_content,
    merged,
)
from members.models import EntryDraft, EntryPublication, Organisation, User
from members.services.entry_parts import forget_picture, write_entry


class OvertakenError(RuleViolation):
    """What was looked at is not what is there: somebody else was quicker. Nothing was done."""


def blank_draft(organisation: Organisation) -> EntryDraft:
    """Not stored yet: the public entry as it is, ready to be written over."""
    live = live_content(organisation)
    draft = EntryDraft(organisation=organisation, base=live.to_json())
    fill_draft(draft, live)
    return draft


def open_draft(organisation: Organisation) -> EntryDraft | None:
    found: EntryDraft | None = EntryDraft.objects.open().filter(organisation=organisation).first()
    return found


def caught_up(draft: EntryDraft) -> EntryContent:
    """Fill in, without storing, what was published since where the draft left it alone."""
    base, live = EntryContent.from_json(draft.base), live_content(draft.organisation)
    drafted = drafted_content(draft)
    content = merged(base=base, live=live, drafted=drafted)
    fill_draft(draft, content)
    untouched = {
        name: getattr(live, name)
        for name in LABELS
        if getattr(drafted, name) == getattr(base, name)
    }
    draft.base = replace(base, **untouched).to_json()
    return content


@transaction.atomic
def keep_draft(
    *,
    draft: EntryDraft,
    business_fields: Any,
    by: User,
    at: datetime,
    logo: Any = None,
    seen: EntryContent | None = None,
) -> EntryDraft:
    """Store what was written.

    `logo` is a prepared picture that takes the place of the last; `seen` the public entry, where
    its people saw how it is now: what they wrote is then meant to take its place.
    """
    if seen is not None:
        draft.base = seen.to_json()
    if not draft.is_editable:
        raise RuleViolation(_("The draft was handed in. Take it back to change it."))
    draft.saved_by, draft.saved_at = by, at
    if logo is not None:
        draft.removes_logo = False
    if draft.pk is None:
        draft.began_by, draft.began_at, draft.version = by, at, 1
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError as error:
            raise OvertakenError(_("A colleague began a draft at the same moment.")) from error
    else:
        draft.save()
    draft.business_fields.set(business_fields)
    if logo is not None or draft.removes_logo:
        _drop_pictures(draft)
    if logo is not None:
        draft.pictures.create(file=logo, original_name=logo.original_name, group="logo")
    return draft


@transaction.atomic
def submit(
    *, draft: EntryDraft, seen_version: int, seen_entry: str, by: User, on: date, at: datetime
) -> EntryDraft:
    """Hand in what was looked at; published at once where the officer allows it."""
    draft = _held(draft, EntryDraft.EDITABLE)
    organisation = draft.organisation
    if not roles.hands_in_for_on(by, organisation, on):
        raise RuleViolation(_("Only a representative hands the entry in."))
    _check_seen(draft, seen_version, seen_entry)
    if not pending_changes(draft):
        raise RuleViolation(_("The draft is the same as the public entry: nothing to hand in."))
    draft.submitted_by, draft.submitted_at = by, at
    if organisation.publishes_directly:
        _publish(draft, by=by, at=at)
    else:
        draft.state = EntryDraft.State.SUBMITTED
        draft.save()
    return draft


@transaction.atomic
def take_back(*, draft: EntryDraft) -> EntryDraft:
    """The organisation goes on writing; the officer sees it no more."""
    draft = _held(draft, (EntryDraft.State.SUBMITTED,))
    draft.state = EntryDraft.State.DRAFT
    draft.save()
    return draft


@transaction.atomic
def discard(*, draft: EntryDraft, seen_version: int, by: User, at: datetime) -> None:
    """The public entry stays as it is; a logo that nobody saw is deleted."""
    draft = _held(draft, EntryDraft.EDITABLE)
    if draft.version != seen_version:
        raise _overtaken()
    draft.state = EntryDraft.State.DISCARDED
    draft.decided_by, draft.decided_at = by, at
    draft.save()
    _drop_pictures(draft)


@transaction.atomic
def approve(
    *, draft: EntryDraft, seen_version: int, seen_entry: str, by: User, at: datetime
) -> EntryPublication:
    """Publish what the officer looked at, compared with the public entry that was looked at."""
    draft = _held(draft, (EntryDraft.State.SUBMITTED,))
    _check_seen(draft, seen_version, seen_entry)
    return _publish(draft, by=by, at=at)


@transaction.atomic
def return_draft(
    *, draft: EntryDraft, comment: str, seen_version: int, by: User, at: datetime
) -> EntryDraft:
    """Back to its people with a comment by mail; they go on with the same draft."""
    draft = _held(draft, (EntryDraft.State.SUBMITTED,))
    if draft.version != seen_version:
        raise _overtaken()
    if not comment.strip():
        raise RuleViolation(_("Say what has to be changed."))
    draft.state = EntryDraft.State.RETURNED
    draft.comment = comment.strip()
    draft.decided_by, draft.decided_at = by, at
    draft.save()
    _mail(draft, _("Please look at the entry of %(organisation)s again"), "entry_returned.txt")
    return draft


def pending_changes(draft: EntryDraft) -> list[FieldChange]:
    """What publishing the draft would change today."""
    return changes(
        base=EntryContent.from_json(draft.base),
        live=live_content(draft.organisation),
        drafted=drafted_content(draft),
    )


def _publish(draft: EntryDraft, *, by: User, at: datetime) -> EntryPublication:
    organisation = draft.organisation
    before, drafted = live_content(organisation), drafted_content(draft)
    after = merged(base=EntryContent.from_json(draft.base), live=before, drafted=drafted)
    write_entry(organisation, before=before, after=after, draft=draft)
    draft.state = EntryDraft.State.PUBLISHED
    draft.decided_by, draft.decided_at = by, at
    draft.save()
    publication = EntryPublication.objects.create(
        organisation=organisation,
        draft=draft,
        published_at=at,
        published_by=by,
        submitted_by=draft.submitted_by,
        before=before.to_json(),
        after=live_content(Organisation.objects.get(pk=organisation.pk)).to_json(),
    )
    if draft.submitted_by_id != by.pk:
        _mail(draft, _("The entry of %(organisation)s is published"), "entry_published.txt")
    return publication


def _held(draft: EntryDraft, states: tuple[str, ...]) -> EntryDraft:
    """The draft and its organisation, locked, where it is in one of the states."""
    organisation = Organisation.objects.select_for_update().get(pk=draft.organisation_id)
    held: EntryDraft = EntryDraft.objects.select_for_update().get(pk=draft.pk)
    held.organisation = organisation
    if held.state not in states:
        raise OvertakenError(
            _("Meanwhile the draft is “%(state)s”.") % {"state": held.get_state_display()}
        )
    return held


def _check_seen(draft: EntryDraft, version: int, entry: str) -> None:
    if draft.version != version or live_content(draft.organisation).fingerprint != entry:
        raise _overtaken()


def _overtaken() -> OvertakenError:
    return OvertakenError(
        _("Meanwhile somebody changed the draft or the public entry. Look at it again, please.")
    )


def _drop_pictures(draft: EntryDraft) -> None:
    for picture in draft.pictures.all():
        forget_picture(picture)


def _mail(draft: EntryDraft, subject: str, template: str) -> None:
    if draft.submitted_by is None or not draft.submitted_by.is_active:
        return
    context = {
        "draft": draft,
        "user": draft.submitted_by,
        "organisation": draft.organisation,
        "link": f"{settings.SITE_URL}/my/",
    }
    letter = render_to_string(f"members/mail/{template}", context)
    recipient = draft.submitted_by.email
    transaction.on_commit(
        lambda: send_mail(
            subject % {"organisation": draft.organisation.name}, letter, None, [recipient]
        )
    )

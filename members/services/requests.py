"""A member asks for another representative, or to leave; an officer does it, or says why not."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members import roles
from members.models import MemberRequest, Organisation, User
from members.services.admission import leave
from members.services.representation import change_representative
from members.validators import plausible_day

Kind, State = MemberRequest.Kind, MemberRequest.State


@transaction.atomic
def ask(
    *,
    organisation: Organisation,
    kind: str,
    effective_on: date,
    by: User,
    on: date,
    at: datetime,
    new_representative: str = "",
    reason: str = "",
) -> MemberRequest:
    if not roles.hands_in_for_on(by, organisation, on):
        raise RuleViolation(_("Only a representative asks this of the secretariat."))
    if kind == Kind.REPRESENTATIVE and not new_representative.strip():
        raise RuleViolation(_("Name the new representative."))
    if not plausible_day(effective_on, on=on):
        raise RuleViolation(
            _("Please look at the year again: %(day)s cannot be right.") % {"day": effective_on}
        )
    if kind == Kind.WITHDRAWAL and effective_on < on:
        raise RuleViolation(_("A membership cannot end in the past."))
    try:
        with transaction.atomic():
            return MemberRequest.objects.create(
                organisation=organisation,
                kind=kind,
                effective_on=effective_on,
                new_representative=new_representative.strip()
                if kind == Kind.REPRESENTATIVE
                else "",
                reason=reason.strip(),
                requested_by=by,
                requested_at=at,
            )
    except IntegrityError as error:
        raise RuleViolation(_("Such a request is waiting already.")) from error


@transaction.atomic
def take_back(*, request: MemberRequest, by: User, at: datetime) -> MemberRequest:
    held = _held(request)
    return _decide(held, State.TAKEN_BACK, by=by, at=at)


@transaction.atomic
def accept(*, request: MemberRequest, by: User, on: date, at: datetime) -> MemberRequest:
    """Do what is asked for, with its trace in the register; a new representative on the day."""
    held = _held(request)
    if held.kind == Kind.WITHDRAWAL:
        leave(organisation=held.organisation, on=held.effective_on, by=by, note=held.reason[:200])
    decided = _decide(held, State.ACCEPTED, by=by, at=at)
    if held.kind == Kind.REPRESENTATIVE and held.effective_on <= on:
        _record(held, at=at)
    return decided


@transaction.atomic
def record_due(*, on: date, at: datetime) -> int:
    """Representatives that were accepted ahead of time, once their day has come."""
    due = list(
        MemberRequest.objects.to_record_on(on)
        .select_for_update(of=("self",))
        .select_related("organisation", "decided_by")
    )
    for held in due:
        # Of several for one organisation each reads what the one before wrote.
        held.organisation.refresh_from_db()
        _record(held, at=at)
    return len(due)


def _record(held: MemberRequest, *, at: datetime) -> None:
    change_representative(
        organisation=held.organisation,
        name=held.new_representative,
        on=held.effective_on,
        by=held.decided_by,
        reason=held.reason,
    )
    held.recorded_at = at
    held.save()


@transaction.atomic
def decline(*, request: MemberRequest, comment: str, by: User, at: datetime) -> MemberRequest:
    if not comment.strip():
        raise RuleViolation(_("Say why not."))
    held = _held(request)
    held.comment = comment.strip()
    return _decide(held, State.DECLINED, by=by, at=at)


def _held(request: MemberRequest) -> MemberRequest:
    held: MemberRequest = (
        MemberRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "requested_by__person")
        .get(pk=request.pk)
    )
    if held.state != State.OPEN:
        raise RuleViolation(
            _("Meanwhile the request is “%(state)s”.") % {"state": held.get_state_display()}
        )
    return held


def _decide(held: MemberRequest, state: str, *, by: User, at: datetime) -> MemberRequest:
    held.state, held.decided_by, held.decided_at = state, by, at
    held.save()
    if state != State.TAKEN_BACK and held.requested_by.is_active:
        _tell(held)
    return held


def _tell(held: MemberRequest) -> None:
    context = {
        "request": held,
        "user": held.requested_by,
        "organisation": held.organisation,
        "accepted": held.state == State.ACCEPTED,
        "link": f"{settings.SITE_URL}/my/",
    }
    subject = _("Your request for %(organisation)s") % {"organisation": held.organisation.name}
    letter = render_to_string("members/mail/request_decided.txt", context)
    recipient = held.requested_by.email
    transaction.on_commit(lambda: send_mail(subject, letter, None, [recipient]))

"""규모 확인: which companies are due, asking them, what they answer, and the officer's word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.jobs import RunningJob
from members import roles
from members.models import Affiliation, Classification, Contact, Organisation, SizeCheck, User
from members.services.classification import reclassify

State = SizeCheck.State
LETTERS = "members.size_letters"


@transaction.atomic
def ask(
    organisations: Iterable[Organisation], *, by: User, on: date, at: datetime
) -> list[SizeCheck]:
    """Ask those that are due and were not asked yet; a worker writes to them."""
    ids = [each.pk for each in organisations]
    due = Organisation.objects.filter(pk__in=ids).size_check_due(on)
    asked = [
        SizeCheck.objects.create(organisation=each, state=State.ASKED, asked_at=at, asked_by=by)
        for each in due.exclude(size_checks__in=SizeCheck.objects.open())
    ]
    if asked:
        jobs.enqueue(LETTERS, by=by, arguments={"checks": [each.pk for each in asked]})
    return asked


@transaction.atomic
def answer(
    *, organisation: Organisation, size: str, note: str, by: User, on: date, at: datetime
) -> SizeCheck:
    """What the company says of itself; an officer confirms it."""
    if not roles.hands_in_for_on(by, organisation, on):
        raise RuleViolation(_("Only a representative asks this of the secretariat."))
    _check_size(size)
    _hold(organisation)
    check = SizeCheck.objects.open().filter(organisation=organisation).first() or SizeCheck(
        organisation=organisation
    )
    check.state, check.answer, check.note = State.ANSWERED, size, note.strip()
    check.answered_by, check.answered_at = by, at
    check.save()
    return check


@transaction.atomic
def confirm(
    *, organisation: Organisation, size: str, on: date, by: User, at: datetime, reason: str = ""
) -> SizeCheck:
    """The company is of this size on the day: as it was, or, from the day on, another."""
    _check_size(size)
    _hold(organisation)
    if not organisation.memberships.on(on).exists():
        raise RuleViolation(
            _("%(name)s is no member on %(day)s.") % {"name": organisation.name, "day": on}
        )
    of_day = Classification.objects.in_force(organisation.pk, on)
    if of_day is None or of_day.kind != Classification.Kind.COMPANY:
        raise RuleViolation(_("%(name)s is no company on that day.") % {"name": organisation.name})
    check = SizeCheck.objects.open().filter(organisation=organisation).first()
    if check is None:
        same_day = organisation.size_checks.filter(confirmed_on=on).first()
        if same_day is not None and same_day.size == size:
            return same_day
        check = SizeCheck(organisation=organisation)
    reclassify(
        organisation=organisation,
        kind=Classification.Kind.COMPANY,
        sub_kind=size,
        on=on,
        by=by,
        reason=reason or _("yearly check of company size"),
    )
    check.state, check.size, check.confirmed_on = State.CONFIRMED, size, on
    check.confirmed_by, check.confirmed_at = by, at
    check.save()
    return check


@transaction.atomic
def confirm_unchanged(
    organisations: Iterable[Organisation], *, by: User, on: date, at: datetime
) -> int:
    """Those of the companies that are due stay what they are; how many."""
    ids = [each.pk for each in organisations]
    due = list(Organisation.objects.filter(pk__in=ids).size_check_due(on).classified_on(on))
    for each in due:
        confirm(organisation=each, size=each.sub_kind, on=on, by=by, at=at)
    return len(due)


def write_letters(job: RunningJob) -> None:
    """Who was written to is remembered, so that nobody hears twice from a second attempt."""
    told: list[int] = list(job.remembered.get("told", []))
    checks = list(
        SizeCheck.objects.filter(pk__in=job.arguments["checks"], state=State.ASKED)
        .exclude(pk__in=told)
        .select_related("organisation")
        .order_by("pk")
    )
    for number, check in enumerate(checks, start=1):
        recipients = _recipients(check.organisation, check)
        if recipients:
            _write(check, recipients)
        told.append(check.pk)
        job.remember(told=told)
        job.progress(number, len(checks), check.organisation.name)


def _recipients(organisation: Organisation, check: SizeCheck) -> list[str]:
    """Those who hand in for the company, else whoever is its main contact."""
    assert check.asked_at is not None  # noqa: S101 -- the state says so
    acting = Affiliation.objects.on(check.asked_at.date()).acting()
    found = acting.filter(
        organisation=organisation,
        acting_role=Affiliation.ActingRole.REPRESENTATIVE,
        person__account__is_active=True,
    ).values_list("person__account__email", flat=True)
    main = Contact.objects.filter(organisation=organisation, role=Contact.Role.MAIN)
    return sorted(found) or [each.email for each in main if each.email]


def _write(check: SizeCheck, recipients: list[str]) -> None:
    page = reverse("my:size-answer", args=[check.organisation.slug])
    context = {"organisation": check.organisation, "link": f"{settings.SITE_URL}{page}"}
    for recipient in recipients:
        send_mail(
            _("Please confirm the size of %(organisation)s")
            % {"organisation": check.organisation.name},
            render_to_string("members/mail/size_check.txt", context),
            None,
            [recipient],
        )


def _check_size(size: str) -> None:
    if size not in SizeCheck.Size:
        raise RuleViolation(_("The sub-kind does not belong to this kind."))


def _hold(organisation: Organisation) -> None:
    """One at a time for one company."""
    Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)

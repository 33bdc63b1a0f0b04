"""From an application to a member: handed in, looked at, sent back, declined or approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from members.models import Contact, MembershipApplication, Organisation, User
from members.services.admission import admit
from members.services.classification import check_class
from members.services.matching import match_names
from members.services.naming import record_organisation
from members.services.representatives import let_act

State = MembershipApplication.State
LETTER = "members.application_letter"
# How long a link to complete an application works, and how long a refused one is kept.
LINK_AGE = timedelta(days=30)
KEPT_FOR = timedelta(days=180)
_SALT = "members.application"


@dataclass(frozen=True)
class Hint:
    """An organisation that may be the applicant itself, and what speaks for it."""

    organisation: Organisation
    reasons: tuple[str, ...]
    is_member: bool


@transaction.atomic
def submit(
    application: MembershipApplication, *, at: datetime, acknowledges: bool = True
) -> MembershipApplication:
    """Take in what somebody sent; whoever answers for it gets a mail with the number."""
    check_class(application.kind, application.sub_kind)
    application.state = State.SUBMITTED
    application.submitted_at = application.consented_at = at
    application.save()
    if acknowledges:
        _write(application, "received")
    return application


@transaction.atomic
def complete(application: MembershipApplication, *, at: datetime) -> MembershipApplication:
    """The applicant hands in again what the secretariat had sent back."""
    check_class(application.kind, application.sub_kind)
    same = MembershipApplication.objects.filter(pk=application.pk, state=State.RETURNED)
    if not same.update(state=State.SUBMITTED, submitted_at=at):
        raise RuleViolation(_("This application cannot be changed any more."))
    application.state, application.submitted_at = State.SUBMITTED, at
    application.version += 1
    application.save()
    return application


def link_token(application: MembershipApplication) -> str:
    return signing.dumps(application.pk, salt=_SALT)


def application_of(token: str) -> MembershipApplication | None:
    """The application that a link from a letter means, while it waits for the applicant."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=LINK_AGE)
    except signing.BadSignature:
        return None
    found: MembershipApplication | None = MembershipApplication.objects.filter(
        pk=pk, state=State.RETURNED, erased_at__isnull=True
    ).first()
    return found


def hints(application: MembershipApplication, *, on: date) -> list[Hint]:
    """Organisations with the name, in any spelling, or with the registration number."""
    found: dict[Organisation, list[str]] = {}
    match = match_names([application.name], on=on)[0]
    same_name = [match.organisation] if match.organisation else list(match.candidates)
    for organisation in same_name:
        found.setdefault(organisation, []).append(_("the same name"))
    if application.registration_number:
        same_number = Organisation.objects.filter(
            registration_number=application.registration_number
        )
        for organisation in same_number:
            found.setdefault(organisation, []).append(_("the same registration number"))
    members = set(
        Organisation.objects.members_on(on)
        .filter(pk__in=[each.pk for each in found])
        .values_list("pk", flat=True)
    )
    return [Hint(each, tuple(reasons), each.pk in members) for each, reasons in found.items()]


def twins(application: MembershipApplication) -> list[MembershipApplication]:
    """Other applications that may be the same organisation's."""
    same = Q(folded=application.folded)
    if application.registration_number:
        same |= Q(registration_number=application.registration_number)
    return list(MembershipApplication.objects.filter(same).exclude(pk=application.pk)[:10])


@transaction.atomic
def take_up(application: MembershipApplication, *, by: User) -> None:
    """검토 시작: the others see who looks at it."""
    same = MembershipApplication.objects.filter(pk=application.pk, state=State.SUBMITTED)
    if not same.update(state=State.UNDER_REVIEW, reviewed_by=by):
        raise RuleViolation(_meanwhile(application))


@transaction.atomic
def send_back(application: MembershipApplication, *, comment: str, by: User, at: datetime) -> None:
    """보완 요청: the applicant gets the comment and a link to complete the application."""
    _refuse(application, State.RETURNED, comment, by=by, at=at)
    _write(application, "returned")


@transaction.atomic
def decline(application: MembershipApplication, *, comment: str, by: User, at: datetime) -> None:
    _refuse(application, State.DECLINED, comment, by=by, at=at)
    _write(application, "declined")


@transaction.atomic
def approve(
    application: MembershipApplication,
    *,
    organisation: Organisation | None,
    on: date,
    kind: str,
    sub_kind: str,
    invites: bool,
    by: User,
    at: datetime,
) -> Organisation:
    """The applicant is a member from the day on: a new organisation, or the one that is given.

    A former member comes back as the organisation that it was. Of two officers one decides: the
    row is claimed before anything is written, and the other's claim finds another version.
    """
    _claim(application, state=State.UNDER_REVIEW, reviewed_by=by)
    member = organisation or record_organisation(name=application.name)
    _fill(member, application)
    admit(
        organisation=member,
        on=on,
        kind=kind,
        sub_kind=sub_kind,
        by=by,
        note=_("application %(number)s") % {"number": application.number},
    )
    _keep_contact(member, application)
    if invites:
        let_act(
            organisation=member,
            name=application.contact_name,
            email=application.contact_email,
            # Whoever gives no title is the one to talk to.
            title=application.contact_title or _("contact"),
            on=on,
            by=by,
        )
    MembershipApplication.objects.filter(pk=application.pk).update(
        state=State.APPROVED,
        organisation=member,
        member_from=on,
        decided_by=by,
        decided_at=at,
        comment="",
    )
    _write(application, "welcome", invites=invites)
    return member


@transaction.atomic
def erase_forgotten(*, at: datetime) -> int:
    """Applications that came to nothing lose what they tell of people, as was promised."""
    old = MembershipApplication.objects.of_no_use_since(at - KEPT_FOR)
    erased: int = old.update(
        state=State.DECLINED,
        erased_at=at,
        address="",
        **dict.fromkeys(MembershipApplication.PERSONAL, ""),
    )
    return erased


def _refuse(
    application: MembershipApplication, state: str, comment: str, *, by: User, at: datetime
) -> None:
    if not comment.strip():
        raise RuleViolation(_("Say why not."))
    _claim(application, state=state, comment=comment.strip(), decided_by=by, decided_at=at)


def _claim(application: MembershipApplication, **values: Any) -> None:
    """Decide what was looked at: no other version, and nothing that is decided already."""
    looked_at = MembershipApplication.objects.open().filter(
        pk=application.pk, version=application.version
    )
    if not looked_at.update(**values):
        raise RuleViolation(_meanwhile(application))


def _meanwhile(application: MembershipApplication) -> str:
    now = MembershipApplication.objects.get(pk=application.pk)
    return _("Meanwhile the application is “%(state)s”. Please look at it once more.") % {
        "state": now.get_state_display()
    }


def _fill(member: Organisation, application: MembershipApplication) -> None:
    """What the register does not know yet; what it knows stands.

    It was written for the secretariat: the member, or an officer, releases it to the public.
    """
    for name in ("representative", "region", "address", "homepage", "introduction"):
        if not getattr(member, name) and (value := getattr(application, name)):
            setattr(member, name, value)
            if name in ("homepage", "introduction"):
                setattr(member, f"shows_{name}", False)
    if application.registration_number and not member.registration_number:
        same = Organisation.objects.filter(registration_number=application.registration_number)
        other = same.exclude(pk=member.pk).first()
        if other is not None:
            raise RuleViolation(
                _("%(name)s has this registration number: choose it instead.")
                % {"name": other.name}
            )
        member.registration_number = application.registration_number
    member.save()


def _keep_contact(member: Organisation, application: MembershipApplication) -> None:
    """Who applied is the one to talk to; a former main contact makes room."""
    contact = member.contacts.filter(role=Contact.Role.MAIN).first() or Contact(
        organisation=member, role=Contact.Role.MAIN
    )
    contact.describe(
        name=application.contact_name,
        title=application.contact_title,
        email=application.contact_email,
        phone=application.contact_phone,
    )
    contact.save()


def _write(application: MembershipApplication, letter: str, **arguments: Any) -> None:
    jobs.enqueue(LETTER, subject=application, arguments={"letter": letter, **arguments})

"""Who acts for an organisation in the portal: invited by an officer, told apart by their role."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Affiliation, Invitation, Organisation, Person, User
from members.names import fold_name
from members.services.accounts import create_account, invite
from members.services.affiliations import take_post
from members.services.checked import save_checked


@transaction.atomic
def invite_to_organisation(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    title: str,
    role: str,
    on: date,
    by: User | None,
) -> User:
    """Somebody new gets an account and a link; whoever has one is told of the further role."""
    user = let_act(
        organisation=organisation, name=name, email=email, title=title, role=role, on=on, by=by
    )
    if user.has_usable_password():
        _tell_of_role(user, organisation)
    else:
        invite(user=user, by=by, organisation=organisation)
    return user


@transaction.atomic
def let_act(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    title: str,
    on: date,
    by: User | None,
    role: str = Affiliation.ActingRole.REPRESENTATIVE,
) -> User:
    """Whoever has this address acts for the organisation from the day on; no mail is sent."""
    user = User.objects.filter(email__iexact=email).select_related("person").first()
    if user is not None and user.is_officer:
        raise RuleViolation(_("%(email)s is an officer's account.") % {"email": email})
    if user is not None and not user.is_active:
        raise RuleViolation(_("This account is closed."))
    if user is None:
        user = create_account(email=email.lower(), person=_person(name, email), by=by)
    elif user.person is None:
        user.person = _person(name, email)
        user.save(update_fields=["person"])
    elif fold_name(user.person.name) != fold_name(name):
        raise RuleViolation(
            _("%(email)s is the account of another person: %(person)s.")
            % {"email": email, "person": user.person.name}
        )
    assert user.person is not None  # noqa: S101 -- given above
    _let_act(user.person, organisation, title=title, role=role, on=on)
    return user


def _person(name: str, email: str) -> Person:
    """Somebody whom the register knows by name and address already, else somebody new."""
    known = Person.objects.filter(name=name, email__iexact=email, account__isnull=True).first()
    return known or Person.objects.create(name=name, email=email.lower())


def _let_act(
    person: Person, organisation: Organisation, *, title: str, role: str, on: date
) -> Affiliation:
    held = person.affiliations.on(on).filter(organisation=organisation).first()
    if held is not None and held.acts_for and held.acting_role != role:
        raise RuleViolation(
            _(
                "%(person)s acts for %(organisation)s already, in this role: %(role)s. "
                "Change the role on the organisation's page."
            )
            % {
                "person": person.name,
                "organisation": organisation.name,
                "role": held.get_acting_role_display(),
            }
        )
    post: Affiliation = held or take_post(
        person=person, organisation=organisation, title=title, on=on
    )
    post.title = title or post.title
    post.acts_for = True
    post.acting_role = role
    save_checked(post)
    return post


def _tell_of_role(user: User, organisation: Organisation) -> None:
    context = {"user": user, "organisation": organisation, "link": f"{settings.SITE_URL}/my/"}
    send_mail(
        _("You may act for %(organisation)s at the alliance's portal")
        % {"organisation": organisation.name},
        render_to_string("members/mail/further_role.txt", context),
        None,
        [user.email],
    )


def ask_for_invitation(*, email: str, at: datetime) -> None:
    """A link was too old or used: the secretariat sees who asks for another one.

    Whether there is an account is told to nobody.
    """
    last = Invitation.objects.filter(user__email__iexact=email, user__is_active=True).first()
    if last is not None:
        same = Invitation.objects.filter(pk=last.pk, asked_again_at__isnull=True)
        same.update(asked_again_at=at)


def unanswered_requests() -> list[Invitation]:
    """Who asked for another invitation since the last one was sent."""
    later = Invitation.objects.filter(user=OuterRef("user"), sent_at__gt=OuterRef("asked_again_at"))
    return list(
        Invitation.objects.filter(asked_again_at__isnull=False, user__is_active=True)
        .exclude(Exists(later))
        .select_related("user__person", "organisation")
        .order_by("asked_again_at")
    )

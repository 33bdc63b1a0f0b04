"""Accounts: made by invitation only; what they may do follows from facts (members.roles)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.link_tokens import InvitationTokens
from members.models import Invitation, Organisation, Person, User


@transaction.atomic
def create_account(
    *,
    email: str,
    person: Person | None,
    by: User | None,
    password: str | None = None,
    is_officer: bool = False,
) -> User:
    """Without a password nobody can sign in before the invitation is used."""
    if person is not None and User.objects.filter(person=person).exists():
        raise RuleViolation(_("%(person)s has an account already.") % {"person": person.name})
    if User.objects.filter(email__iexact=email).exists():
        raise RuleViolation(_("There is an account with this address already."))
    user = User.objects.create_user(email, password, person=person, is_officer=is_officer)
    confirm_address(user)
    return user


def confirm_address(user: User) -> None:
    """The officer vouches for the address, so that nothing waits for a confirmation mail."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def set_password(*, user: User, password: str, by: User | None) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleViolation(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])


def invitation_link(user: User) -> str:
    """Sets a password once, within `PASSWORD_RESET_TIMEOUT`."""
    key = f"{user_pk_to_url_str(user)}-{InvitationTokens().make_token(user)}"
    uid, token = key.split("-", 1)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.SITE_URL}{path}"


@transaction.atomic
def new_invitation(*, user: User, by: User | None, organisation: Organisation | None = None) -> str:
    """The link with which the person chooses a password, for a mail that is about to be sent."""
    if not user.is_active:
        raise RuleViolation(_("This account is closed."))
    confirm_address(user)
    Invitation.objects.create(user=user, organisation=organisation, sent_by=by)
    return invitation_link(user)


@transaction.atomic
def invite(*, user: User, by: User | None, organisation: Organisation | None = None) -> str:
    """Mail the link with which the person chooses a password; returns it as well."""
    link = new_invitation(user=user, by=by, organisation=organisation)
    context = {
        "user": user,
        "link": link,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "organisation": organisation,
    }
    send_mail(
        _("Your account at the alliance's portal"),
        render_to_string("members/mail/invitation.txt", context),
        None,
        [user.email],
    )
    return link


@transaction.atomic
def close_account(*, user: User, by: User | None) -> None:
    """Ends every session at the next request; what the account did stays recorded.

    An invitation that nobody used is spent: whoever is let in again is invited anew.
    """
    if by is not None and by.pk == user.pk:
        raise RuleViolation(_("Nobody closes their own account."))
    user.is_active = False
    if not user.has_usable_password():
        # Another unusable one: links are made from what stands here.
        user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


@transaction.atomic
def remove_second_factor(*, user: User, by: User | None) -> None:
    """For a lost telephone. Nobody removes their own this way: that takes the factor itself."""
    if by is not None and by.pk == user.pk:
        raise RuleViolation(_("Nobody removes their own second factor here."))
    Authenticator.objects.filter(user=user).delete()

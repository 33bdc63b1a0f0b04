"""What applicants hear of their application, sent by a worker once the decision is committed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.jobs import RunningJob
from members.models import MembershipApplication, User
from members.services.accounts import new_invitation
from members.services.applications import link_token

SUBJECTS = {
    "received": lambda: _("Your application for membership has arrived"),
    "returned": lambda: _("Please complete your application for membership"),
    "declined": lambda: _("About your application for membership"),
    "welcome": lambda: _("Welcome to the Metaverse Alliance"),
}


def send_letter(job: RunningJob) -> None:
    """Once: a second attempt after a worker's death finds that it was sent."""
    if job.remembered.get("sent"):
        return
    application = MembershipApplication.objects.select_related("organisation").get(pk=job.subject)
    letter = str(job.arguments["letter"])
    if not application.contact_email:
        return
    context: dict[str, Any] = {
        "application": application,
        "organisation": application.organisation,
        "site": settings.SITE_URL,
    }
    if letter == "returned":
        path = reverse("joining:complete", args=[link_token(application)])
        context["link"] = f"{settings.SITE_URL}{path}"
    if letter == "welcome" and job.arguments.get("invites"):
        context |= _invitation(application)
    send_mail(
        SUBJECTS[letter](),
        render_to_string(f"members/mail/application_{letter}.txt", context),
        None,
        [application.contact_email],
    )
    job.remember(sent=True)
    if letter == "welcome":
        MembershipApplication.objects.filter(pk=application.pk).update(welcomed_at=timezone.now())


def _invitation(application: MembershipApplication) -> dict[str, Any]:
    """Somebody new gets a link that chooses a password; whoever has one signs in with it."""
    user = User.objects.get(email__iexact=application.contact_email)
    if user.has_usable_password():
        return {"sign_in": f"{settings.SITE_URL}/my/"}
    link = new_invitation(
        user=user, by=application.decided_by, organisation=application.organisation
    )
    return {"link": link, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}

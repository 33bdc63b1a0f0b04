"""What officers are told of a mailing by mail: mails of their own, not through the queue."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import User
from newsletter.models import Mailing

logger = logging.getLogger(__name__)


def tell_result(mailing_id: int) -> None:
    """What became of it."""
    mailing = Mailing.objects.light().get(pk=mailing_id)
    subject = _("Sent: %(subject)s") % {"subject": mailing.subject}
    _tell(mailing, subject, "mailing_result", {"counts": mailing.deliveries.counts()})


def tell_held(mailing_id: int) -> None:
    """Nothing of it goes out before an officer says so."""
    mailing = Mailing.objects.light().get(pk=mailing_id)
    subject = _("Held back: %(issue)s") % {"issue": mailing.subject}
    _tell(mailing, subject, "mailing_held", {"waiting": mailing.deliveries.open().count()})


def _tell(mailing: Mailing, subject: str, template: str, context: dict[str, Any]) -> None:
    officers = User.objects.filter(is_officer=True, is_active=True)
    addresses = list(officers.values_list("email", flat=True))
    if not addresses:
        return
    page = reverse("admin:newsletter_mailing_change", args=[mailing.pk])
    context |= {"mailing": mailing, "link": f"{settings.SITE_URL}{page}"}
    letter = render_to_string(f"newsletter/mail/{template}.txt", context)
    try:
        EmailMessage(" ".join(subject.split()), letter.strip() + "\n", to=addresses).send()
    except OSError:
        logger.warning("The officers could not be told of %s", mailing, exc_info=True)

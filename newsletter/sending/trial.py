"""A test mail to one officer: through the same engine, marked as a test, counted nowhere."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.sending.connection import Envelope, Fate
from newsletter.sending.letters import mail_template, personal_of
from newsletter.sending.message import MailText, UnusableText, address_domain, fill
from newsletter.sending.transports import NoServer, new_transport
from newsletter.sending.verp import return_path

# No delivery has this number, so a returned test is nobody's.
NO_DELIVERY = 0


def send_trial(*, text: MailText, to: str) -> None:
    domain = address_domain(settings.DEFAULT_FROM_EMAIL)
    try:
        template = mail_template(text, feedback_id=f"trial:{domain}")
        personal = personal_of(
            email=to, message_id=f"<trial.{uuid4().hex}@{domain}>", key=UUID(int=0)
        )
        letter = fill(template, personal)
    except UnusableText as problem:
        raise RuleViolation(str(problem)) from problem
    transport = new_transport()
    try:
        outcome = transport.hand_over(Envelope(return_path(NO_DELIVERY), to), letter)
    except NoServer as problem:
        raise RuleViolation(
            _("The mail server cannot be reached: %(problem)s") % {"problem": problem}
        ) from problem
    finally:
        transport.close()
    if outcome.fate is not Fate.SENT:
        raise RuleViolation(
            _("The mail server did not take the test: %(answer)s") % {"answer": outcome.reply}
        )

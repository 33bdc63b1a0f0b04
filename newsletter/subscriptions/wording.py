"""What people agree to, word for word; each consent keeps the words that it was given to."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _


def mail_wording() -> str:
    """Consent to being sent mail (정보통신망법 제50조)."""
    return _(
        "I agree that %(alliance)s sends me by e-mail what I chose above: the weekday newsletter, "
        "and calls and events. Both may hold promotions of partner organisations. "
        "I may withdraw this at any time, free of charge, with one click in any mail."
    ) % {"alliance": settings.ALLIANCE_NAME}


def data_wording() -> str:
    """Consent to keeping personal data (개인정보 보호법 제15조)."""
    return _(
        "I agree that %(alliance)s keeps my e-mail address and, where I give them, my name and "
        "organisation, in order to send these mails, until I withdraw. After that only the "
        "address and the record of consent are kept, so that nobody subscribes it by mistake. "
        "Whoever does not agree cannot subscribe, and has no other disadvantage."
    ) % {"alliance": settings.ALLIANCE_NAME}


def consent_wording() -> str:
    return f"{mail_wording()}\n\n{data_wording()}"

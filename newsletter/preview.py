"""A mail as readers will see it: on a desk, on a telephone, in the dark, as plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsletter.sending.message import MailText

# The frame runs no script in any case; this also keeps it from asking anybody for anything.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="'
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'\">"
)
_PICTURE = re.compile(r'data:image/[^"]*')
_BY_READER = "@media (prefers-color-scheme: dark)"


class PreviewForm(TextChoices):
    DESKTOP = "desktop", _("desktop")
    PHONE = "phone", pgettext_lazy("preview", "telephone")
    DARK = "dark", _("dark")
    TEXT = "text", _("plain text")


@dataclass(frozen=True)
class Preview:
    shown: PreviewForm
    subject: str
    html: str
    text: str
    kilobytes: int

    @property
    def forms(self) -> list[PreviewForm]:
        return list(PreviewForm)

    @property
    def is_text(self) -> bool:
        return self.shown == PreviewForm.TEXT

    @classmethod
    def of(cls, mail: MailText, shown: str) -> Preview:
        form = PreviewForm(shown) if shown in PreviewForm.values else PreviewForm.DESKTOP
        return cls(form, mail.subject, framed(mail.html, form), mail.text, _size(mail.html))


def framed(html: str, form: PreviewForm) -> str:
    """The mail for a frame; light or dark whatever the officer's own screen is."""
    dark = "@media all" if form == PreviewForm.DARK else "@media not all"
    return html.replace("<head>", f"<head>{_POLICY}", 1).replace(_BY_READER, dark)


def _size(html: str) -> int:
    """Pictures stand in the preview only; a mail leads to them."""
    return -(-len(_PICTURE.sub("", html).encode()) // 1024)

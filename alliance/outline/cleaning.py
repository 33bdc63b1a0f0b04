"""What outline text is stored as: as typed, without what no document can print."""

from __future__ import annotations

import re
from typing import Final

from alliance.outline.marks import normalise

MAX_CHARACTERS: Final = 200_000
# Some 300 pages; a packet that holds such a text can still be laid out within the renderer's time.
MOST_LINES: Final = 10_000

# Control characters and halves of characters: XML, PDF and PostgreSQL refuse them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def without_unprintable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def clean(text: str) -> str:
    """White space alone is no text; indentation of the first line is kept."""
    return without_unprintable(normalise(text)).rstrip()

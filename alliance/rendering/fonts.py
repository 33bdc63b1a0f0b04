"""One subset of each print font for a whole draft, instead of one in every part.

To subset a font of eleven thousand syllables takes as long for a line as for a book. So a part
keeps a stub in its place and names the glyphs that it needs, which all subsets number alike.
"""

from __future__ import annotations

import copy
import string
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from django.utils.html import escape

from alliance.rendering.cache import RenderCache
from alliance.rendering.document import PrintDocument
from alliance.rendering.layout import lay_out
from alliance.rendering.style import NO_NUMBER, print_style

# As an OpenType font begins, for WeasyPrint looks at that; nothing is read by it.
STUB = b"OTTO"
PROBE = PrintDocument(title="", parts=())
# The 2,350 syllables of KS X 1001, in which nearly all Korean is written, and what else is common,
# marks between figures among them: there they have other shapes. So a draft's font seldom has to be
# made anew for a word more or less.
_ROWS, _CELLS = range(0xB0, 0xC9), range(0xA1, 0xFF)
USUAL = " ".join(
    (
        *(
            bytes((row, cell)).decode("euc_kr")
            for row in range(176, 201)
            for cell in range(161, 255)
        ),
        *string.printable.strip(),
        *"·ㆍ○□※①②③④⑤⑥⑦⑧⑨⑩「」『』‘’“”…→~×",
        "10:30~11:30 2025-11-26 <26> (1+2) 3×4 5/6 7%",
    )
)
FIGURES = "0: 1 : 10:30~11:30 2025-11-26 1,234.5% (1)"
TABULAR = "em { font-style: normal; font-variant-numeric: tabular-nums }"


class StubbedFonts(dict[Any, Any]):
    """WeasyPrint's fonts of a document, by which it writes stubs of those that are shared.

    Others stay as they are: a system's font that lent a letter, and a print font that lacks one,
    for then WeasyPrint makes up numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        # Glyphs by the font's name in the PDF.
        self.needed: dict[str, list[int]] = {}

    def __setitem__(self, key: Any, font: Any) -> None:
        super().__setitem__(key, font)
        if font.hash in print_fonts():
            font.clean = partial(self._leave_out, font)

    def _leave_out(self, font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        if font.missing:
            type(font).clean(font, to_unicode, hinting)
        else:
            font.file_content = STUB
            self.needed[font.hash] = sorted(to_unicode)


@dataclass(frozen=True)
class PrintFont:
    """A font of the print style, and a subset for what Korean documents usually hold."""

    source: Any
    usual: frozenset[int]
    content: bytes

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The font file with these glyphs alone, compressed as a PDF keeps it."""
        font = copy.copy(self.source)
        font.clean(dict.fromkeys(sorted(glyphs), ""), hinting=False)
        return zlib.compress(font.file_content)


def print_fonts() -> Mapping[str, PrintFont]:
    """By their names in a PDF. Takes a moment, once in a worker's life (see `limits.warm_up`)."""
    return _load(print_style().digest)


@lru_cache(maxsize=2)
def _load(style_digest: str) -> Mapping[str, PrintFont]:
    text = f"{escape(USUAL)} <em>{FIGURES}</em>"
    body = f"<p>{text}<strong>{text}</strong></p>"
    probe = lay_out(PROBE, body, {}, NO_NUMBER, extra_css=TABULAR)
    probe.write_pdf()
    found = {}
    for font in probe.fonts.values():
        usual = PrintFont(font, frozenset(font.to_unicode), b"")
        found[font.hash] = replace(usual, content=usual.subset(usual.usual))
    return found


def shared_subsets(
    needed: Iterable[Mapping[str, Iterable[int]]], cache: RenderCache
) -> Mapping[str, bytes]:
    """Of each font the usual glyphs, and those that any of the parts needs besides."""
    glyphs: dict[str, set[int]] = {}
    for fonts in needed:
        for name, numbers in fonts.items():
            glyphs.setdefault(name, set()).update(numbers)
    return {name: _subset(name, numbers, cache) for name, numbers in glyphs.items()}


def _subset(name: str, glyphs: set[int], cache: RenderCache) -> bytes:
    font = print_fonts()[name]
    unusual = sorted(glyphs - font.usual)
    if not unusual:
        return font.content
    key = sha256(f"font {print_style().digest} {name} {unusual}".encode()).hexdigest()
    stored = cache.get(key) or b""
    if stored[:4] == zlib.crc32(stored[4:]).to_bytes(4, "big"):
        return stored[4:]
    content = font.subset(font.usual.union(unusual))
    cache.set(key, zlib.crc32(content).to_bytes(4, "big") + content)
    return content

"""The print style: one set of files for all documents, and a few lines that belong to one."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from alliance.rendering.document import PrintDocument
from alliance.rendering.engine import engine_version, weasyprint

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

STYLE_FILES = (
    "fonts.css",
    "tokens.css",
    "page.css",
    "text.css",
    "outline.css",
    "table.css",
    "pictures.css",
    "charts.css",
    "contents.css",
    "divider.css",
    "subcommittees.css",
    "archive.css",
    "reporting.css",
    "certificate.css",
)
FONT_FILES = (
    "fonts/PretendardGOV-Regular.otf",
    "fonts/PretendardGOV-SemiBold.otf",
)

PAGE_OF_PAGES = 'counter(page) " / " counter(pages)'
NO_NUMBER = '""'
WIDE_PAGES = ("wide", "foreign-wide")
# A watermark hangs in the left margin's box: from there to the middle of the page.
TO_MIDDLE = "96mm"
TO_MIDDLE_WIDE = "139.5mm"


@dataclass(frozen=True)
class PrintStyle:
    """The parsed style with the fonts it loads; costly to build, the same for every document."""

    sheet: CSS
    fonts: FontConfiguration
    digest: str


def print_style() -> PrintStyle:
    return _build(_stamps())


def _stamps() -> tuple[tuple[str, int, int], ...]:
    """What tells that a style file has changed since it was parsed."""
    files = [*(f"css/print/{name}" for name in STYLE_FILES), *FONT_FILES]
    stamps = []
    for name in files:
        path = find(name)
        status = path.stat()
        stamps.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(stamps)


@lru_cache(maxsize=len(STYLE_FILES) + len(FONT_FILES))
def find(name: str) -> Path:
    from django.contrib.staticfiles import finders

    found = finders.find(name)
    if not found:
        raise FileNotFoundError(name)
    return Path(found)


@lru_cache(maxsize=1)
def _build(stamps: tuple[tuple[str, int, int], ...]) -> PrintStyle:
    library = weasyprint()
    from alliance.rendering.fetcher import PacketFetcher

    text = "\n".join(
        Path(path).read_text(encoding="utf-8") for path, _, _ in stamps if path.endswith(".css")
    )
    digest = sha256(engine_version().encode())
    for path, _, _ in stamps:
        digest.update(Path(path).read_bytes())
    fonts = library.text.fonts.FontConfiguration()
    sheet = library.CSS(string=text, font_config=fonts, url_fetcher=PacketFetcher({}))
    return PrintStyle(sheet, fonts, digest.hexdigest())


# WeasyPrint keeps the fonts it loads in a folder, which goes when the style is forgotten.
atexit.register(_build.cache_clear)


def document_css(document: PrintDocument, page_number: str) -> str:
    """Running title, footer text, page numbers (a CSS content value) and watermark of one document.

    A part laid out alone does not know its page numbers; they are stamped later in their place.
    """
    rules = [
        f"@top-left {{ content: {css_string(document.running_title)} }}",
        f"@bottom-left {{ content: {css_string(document.footer_text)} }}",
        f"@bottom-center {{ content: {page_number} }}",
    ]
    wide = ""
    if document.watermark:
        rules.append(
            f"@left-middle {{ content: {css_string(document.watermark)};"
            ' color: #e6e8ec; font: 600 150pt/1 "Print Gothic"; height: 100%; overflow: visible;'
            " text-align: center; vertical-align: middle; white-space: nowrap; z-index: -1;"
            f" transform: translate({TO_MIDDLE}) rotate(-35deg) }}"
        )
        wide = f"@left-middle {{ transform: translate({TO_MIDDLE_WIDE}) rotate(-35deg) }}"
    css = "@page { " + " ".join(rules) + " }"
    return css + "".join(f" @page {name} {{ {wide} }}" for name in WIDE_PAGES) if wide else css


def css_string(text: str) -> str:
    """A CSS string that cannot end early, whatever the text holds.

    An escape swallows one space after it, so each brings its own.
    """
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'

"""The published file: one tagged rendering of the whole document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from alliance.rendering.document import (
    OutlineEntry,
    PrintDocument,
    PrintPart,
    Progress,
    RenderedDocument,
    no_progress,
)
from alliance.rendering.engine import at_work, counting_pages
from alliance.rendering.foreign import ForeignPages, measure, with_foreign_pages
from alliance.rendering.layout import PartContext, lay_out, part_html
from alliance.rendering.places import foreign_places, locate
from alliance.rendering.style import PAGE_OF_PAGES
from alliance.rendering.tagging import mark_furniture

if TYPE_CHECKING:
    from weasyprint.document import Document

# What a page of text takes up in HTML; only the progress bar relies on it.
LETTERS_ON_PAGE = 4_000


def render_whole(document: PrintDocument, *, progress: Progress = no_progress) -> RenderedDocument:
    """Render all parts at once, tagged for screen readers; the same input gives the same bytes."""
    foreign = {
        part.key: measure(part.pdf, part.pdf_name)
        for part in document.parts
        if part.pdf is not None
    }
    body = whole_body(document, foreign)
    expected = max(len(body) // LETTERS_ON_PAGE, len(document.parts))

    def tell(pages: int) -> None:
        # Laying out is most of the work; drawing takes the rest.
        progress(min(pages, expected), expected + expected // 4 + 1, document.title)

    with at_work():
        with counting_pages(tell):
            laid_out = lay_out(document, body, document.pictures(), PAGE_OF_PAGES)
        # Left uncompressed: pikepdf compresses faster, and it is needed for the pages of others.
        written = laid_out.write_pdf(
            finisher=mark_furniture,
            pdf_tags=True,
            pdf_variant=None if foreign else "pdf/ua-1",
            uncompressed_pdf=True,
        )
        pdf = with_foreign_pages(
            written,
            [
                (part.pdf, part.pdf_name, foreign_places(part, laid_out))
                for part in document.parts
                if part.pdf is not None
            ],
        )
        # Still at work: afterwards, the collector would look through all that was laid out.
        pages = len(laid_out.pages)
        outline = _outline(laid_out)
        part_pages = _part_pages(document.parts, laid_out)
        del laid_out
    progress(pages, pages, document.title)
    return RenderedDocument(pdf=pdf, pages=pages, outline=outline, part_pages=part_pages)


def whole_body(document: PrintDocument, foreign: Mapping[str, ForeignPages]) -> str:
    entries = document.contents_entries()
    return "".join(
        part_html(
            part,
            PartContext(
                first=index == 0,
                starts_right=document.print_ready and part.starts_right,
                foreign=foreign.get(part.key),
            ),
            entries,
        )
        for index, part in enumerate(document.parts)
    )


def _outline(laid_out: Document) -> tuple[OutlineEntry, ...]:
    return tuple(
        OutlineEntry(level, label, number)
        for number, page in enumerate(laid_out.pages, start=1)
        for level, label, _, _ in page.bookmarks
    )


def _part_pages(parts: tuple[PrintPart, ...], laid_out: Document) -> dict[str, int]:
    found = locate(laid_out)
    return {part.key: found[part.element_id] + 1 for part in parts if part.element_id in found}

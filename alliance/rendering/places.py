"""Where things ended up on the laid-out pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alliance.rendering.document import PrintPart
from alliance.rendering.foreign import Box

if TYPE_CHECKING:
    from weasyprint.document import Document, Page

POINTS = 0.75  # A CSS pixel is three quarters of a PDF point.


def locate(laid_out: Document) -> dict[str, int]:
    """Page index of every element id."""
    found: dict[str, int] = {}
    for index, page in enumerate(laid_out.pages):
        for name in page.anchors:
            found.setdefault(name, index)
    return found


def content_box(page: Page) -> Box:
    """Left, bottom, right, top of the page area inside its margins, in PDF points."""
    box = page._page_box
    left, top = box.content_box_x(), box.content_box_y()
    return (
        left * POINTS,
        (page.height - top - box.height) * POINTS,
        (left + box.width) * POINTS,
        (page.height - top) * POINTS,
    )


def foreign_id(part: PrintPart, number: int) -> str:
    """The element that keeps a page free for one page of an attached PDF."""
    return f"foreign-{part.key}-{number}"


def foreign_places(part: PrintPart, laid_out: Document) -> list[tuple[int, Box]]:
    """Where the pages of an attached PDF go: page index and the box that each may fill."""
    if part.pdf is None:
        return []
    found = locate(laid_out)
    indexes: list[int] = []
    while (name := foreign_id(part, len(indexes))) in found:
        indexes.append(found[name])
    return [(index, content_box(laid_out.pages[index])) for index in indexes]

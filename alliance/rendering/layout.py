"""HTML of a document or a part, laid out by WeasyPrint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import escape

from alliance.rendering.document import ContentsEntry, Picture, PrintDocument, PrintPart
from alliance.rendering.engine import weasyprint
from alliance.rendering.foreign import ForeignPages
from alliance.rendering.korean import keep_words_whole, plain
from alliance.rendering.places import foreign_id
from alliance.rendering.style import document_css, print_style

if TYPE_CHECKING:
    from weasyprint import HTML
    from weasyprint.document import Document


@dataclass(frozen=True)
class PartContext:
    """What a part's markup depends on besides the part itself."""

    first: bool
    starts_right: bool = False
    foreign: ForeignPages | None = None
    # Page numbers of the contents page's targets; without them the style counts by itself.
    page_numbers: Mapping[str, int] | None = None


def part_html(part: PrintPart, context: PartContext, entries: Sequence[ContentsEntry] = ()) -> str:
    classes = ["part"]
    if context.first:
        classes.append("opening")
    if context.starts_right:
        classes.append("starts-right")
    if part.landscape:
        classes.append("wide")
    if context.foreign:
        classes.append("foreign")
        body = foreign_html(part, context.foreign)
    elif part.is_contents:
        body = part.html + contents_html(part, entries, context.page_numbers)
    else:
        body = part.html
    return (
        f'<section class="{" ".join(classes)}" id="{part.element_id}"'
        f' data-title="{escape(part.title)}">{body}</section>'
    )


def foreign_html(part: PrintPart, foreign: ForeignPages) -> str:
    """One empty page for each page of the attached PDF, which is drawn onto it later."""
    return "".join(
        f'<div class="foreign-page{" wide" if wide else ""}" id="{foreign_id(part, number)}"></div>'
        for number, wide in enumerate(foreign.wide)
    )


def contents_html(
    part: PrintPart, entries: Sequence[ContentsEntry], numbers: Mapping[str, int] | None
) -> str:
    lines = [
        {
            "level": entry.level,
            "title": entry.title,
            "target": entry.target,
            "page": (numbers or {}).get(entry.target),
        }
        for entry in entries
    ]
    return render_to_string("print/_contents.html", {"title": part.title, "entries": lines})


def page_html(document: PrintDocument, body: str) -> str:
    return (
        f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title>"
        f"{_meta('author', document.author)}{_meta('description', document.subject)}"
        f"{_meta('dcterms.created', document.created)}"
        f"</head><body>{body}</body></html>"
    )


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">' if content else ""


def lay_out(
    document: PrintDocument,
    body: str,
    pictures: Mapping[str, Picture],
    page_number: str,
    *,
    extra_css: str = "",
) -> Document:
    library = weasyprint()
    from alliance.rendering.fetcher import PacketFetcher

    style = print_style()
    fetcher = PacketFetcher(pictures)
    html: HTML = library.HTML(string=page_html(document, body), url_fetcher=fetcher)
    keep_words_whole(html.etree_element)
    own: Any = library.CSS(
        string=document_css(document, page_number) + extra_css,
        font_config=style.fonts,
        url_fetcher=fetcher,
    )
    laid_out: Document = html.render(font_config=style.fonts, stylesheets=[style.sheet, own])
    _clean(laid_out)
    return laid_out


def _clean(laid_out: Document) -> None:
    """No word joiners in bookmarks, no files attached to the PDF, whatever the markup asked for."""
    laid_out.metadata.attachments.clear()
    for page in laid_out.pages:
        page.bookmarks[:] = [
            (level, plain(label), target, state) for level, label, target, state in page.bookmarks
        ]
        page.links[:] = [link for link in page.links if link[0] != "attachment"]

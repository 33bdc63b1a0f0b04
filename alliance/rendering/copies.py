"""Copies of a published file that say whose they are."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from alliance.rendering.document import PrintDocument
from alliance.rendering.engine import at_work, save
from alliance.rendering.layout import lay_out
from alliance.rendering.style import NO_NUMBER, css_string

if TYPE_CHECKING:
    import pikepdf

# One empty page upright and one crosswise; the mark stands in the lower right corner of both.
BODY = '<div class="foreign-page"></div><div class="foreign-page wide"></div>'
MARK = "/CopyMark"


def personal_copy(pdf: bytes, text: str) -> bytes:
    """The same file with `text` (for whom, and when) in the corner of every page.

    Tags, links and outline stay as they are; readers of the text skip the mark.
    """
    import pikepdf

    with at_work():
        mark = _mark(text)
    identity = sha256(text.encode() + sha256(pdf).digest()).digest()[:16]
    with pikepdf.open(io.BytesIO(pdf)) as copy, pikepdf.open(io.BytesIO(mark)) as marks:
        forms = [
            copy.copy_foreign(marks.make_indirect(page.as_form_xobject())) for page in marks.pages
        ]
        opening = copy.make_stream(b"q\n")
        closing = copy.make_stream(
            f"Q\n/Artifact <</Type /Pagination>> BDC\nq {MARK} Do Q\nEMC\n".encode()
        )
        for page in copy.pages:
            _draw(page, forms[_is_wide(page)])
            contents = page.obj.get("/Contents")
            own = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            page.obj["/Contents"] = pikepdf.Array(
                [opening, *(part for part in own if part is not None), closing]
            )
        return save(copy, identity)


def _mark(text: str) -> bytes:
    nothing = "{ content: none }"
    css = "".join(
        f"@page {name} {{ @top-left {nothing} @top-right {nothing} @bottom-left {nothing}"
        f" @bottom-right {{ content: {css_string(text)}; color: #4a5160; padding-top: 4mm;"
        ' font: 7.5pt/1.3 "Print Gothic"; text-align: right; vertical-align: top; width: 40% } }'
        for name in ("foreign", "foreign-wide")
    )
    document = PrintDocument(title="", parts=())
    written: bytes = lay_out(document, BODY, {}, NO_NUMBER, extra_css=css).write_pdf()
    return written


def _is_wide(page: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left > top - bottom


def _draw(page: pikepdf.Page, form: pikepdf.Object) -> None:
    """Name the mark in resources of the page's own: pages laid out together share theirs."""

    resources = _copied(page.obj, "/Resources")
    objects = _copied(resources, "/XObject")
    objects[MARK] = form
    resources["/XObject"] = objects
    page.obj["/Resources"] = resources


def _copied(holder: pikepdf.Object, key: str) -> pikepdf.Dictionary:
    import pikepdf

    found: Any = holder.get(key)
    return pikepdf.Dictionary(found if found is not None else {})

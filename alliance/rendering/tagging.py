"""Running headers, footers and watermarks are page furniture, not text to be read aloud.

WeasyPrint gives the content of margin boxes a mark, but no place in the structure tree. PDF/UA asks
for either a place or the word Artifact, and readers skip artifacts: so they get that word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pydyf  # type: ignore[import-untyped]
    from weasyprint.document import Document


PAGINATION = {"Type": "/Pagination"}


def mark_furniture(document: Document, pdf: pydyf.PDF) -> None:
    """For `write_pdf(finisher=…)`: `pdf` is complete, but not written yet."""
    import pydyf  # type: ignore[import-untyped]

    tree = pdf.catalog.get("StructTreeRoot")
    if tree is None:
        return
    root = _object(pdf, tree)
    body = _object(pdf, root["K"][0])
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    told = set(body["K"])
    for number, page in enumerate(_pages(pdf)):
        elements = by_page.get(number)
        if not isinstance(elements, list):
            continue
        loose = [
            mcid
            for mcid, element in enumerate(elements)
            if _top_level(pdf, element, body.reference) not in told
        ]
        if not loose:
            continue
        stream = _object(pdf, page["Contents"]).stream
        for index, operation in enumerate(stream):
            # A mark is three entries: the tag, its properties, and the operator.
            if operation == b"BDC" and stream[index - 1].get("MCID") in loose:
                stream[index - 2 : index] = [b"/Artifact", pydyf.Dictionary(PAGINATION)]
        for mcid in loose:
            elements[mcid] = b"null"


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _pages(pdf: pydyf.PDF) -> Iterator[Any]:
    for reference in pdf.page_references:
        yield _object(pdf, reference)


def _top_level(pdf: pydyf.PDF, element: bytes, body: bytes) -> bytes:
    while True:
        parent = _object(pdf, element)["P"]
        if parent == body:
            return element
        element = parent

"""Pieces become one PDF: pages, page numbers, links, outline and metadata."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alliance.rendering.document import (
    OutlineEntry,
    PrintDocument,
    PrintPart,
    RenderedDocument,
)
from alliance.rendering.engine import save
from alliance.rendering.fonts import STUB
from alliance.rendering.pieces import Bookmark, Piece
from alliance.rendering.stamping import number_stamp

if TYPE_CHECKING:
    import pikepdf

NUMBER_FONT = "/PageNumber"
A4 = (0, 0, 595.275591, 841.889764)


@dataclass(frozen=True)
class PlacedPiece:
    part: PrintPart
    piece: Piece
    # Page index of its first page.
    start: int


def join(
    document: PrintDocument,
    placed: Sequence[PlacedPiece],
    fonts: Mapping[str, bytes],
    identity: bytes,
) -> RenderedDocument:
    import pikepdf

    with ExitStack() as stack:
        result = stack.enter_context(pikepdf.new())
        filled: list[bool] = []
        for item in placed:
            while len(result.pages) < item.start:
                result.add_blank_page(page_size=(A4[2], A4[3]))
                filled.append(False)
            source = stack.enter_context(pikepdf.open(io.BytesIO(item.piece.pdf)))
            result.pages.extend(source.pages)
            filled.extend([True] * item.piece.pages)
        _share_pictures(result)
        _share_fonts(result, fonts)
        _stamp(result, filled)
        _link(result, placed)
        outline = _outline(result, placed)
        _describe(result, document)
        return RenderedDocument(
            pdf=save(result, identity),
            pages=len(result.pages),
            outline=outline,
            part_pages={item.part.key: item.start + 1 for item in placed},
        )


def _resources(pages: Iterable[pikepdf.Page]) -> Iterable[Any]:
    """Each resource dictionary once: the pages of one piece share theirs."""
    seen: set[tuple[int, int]] = set()
    for page in pages:
        resources = page.obj.get("/Resources")
        if resources is not None and resources.objgen not in seen:
            seen.add(resources.objgen)
            yield resources


def _share_pictures(result: pikepdf.Pdf) -> None:
    """A picture used in several parts is stored once.

    WeasyPrint names a picture's object by its address, and an address means one picture in all of
    a document.
    """
    first: dict[str, Any] = {}
    for resources in _resources(result.pages):
        objects = resources.get("/XObject")
        for name in list(objects.keys()) if objects is not None else ():
            if objects[name].get("/Subtype") != "/Image":
                continue
            if name in first:
                objects[name] = first[name]
            else:
                first[name] = objects[name]


def _share_fonts(result: pikepdf.Pdf, fonts: Mapping[str, bytes]) -> None:
    """Put the fonts in the place of the pieces' stubs."""
    import pikepdf

    files = {
        f"/{name}": result.make_stream(
            content, Filter=pikepdf.Name.FlateDecode, Subtype=pikepdf.Name.OpenType
        )
        for name, content in fonts.items()
    }
    for resources in _resources(result.pages):
        used = resources.get("/Font")
        for name in sorted(used.keys() & files.keys()) if used is not None else ():
            descriptor = used[name].DescendantFonts[0].FontDescriptor
            if descriptor.FontFile3.read_bytes() == STUB:
                descriptor.FontFile3 = files[name]


def _stamp(result: pikepdf.Pdf, filled: Sequence[bool]) -> None:
    import pikepdf

    stamp = number_stamp()
    with pikepdf.open(io.BytesIO(stamp.pdf)) as source:
        font = result.copy_foreign(source.pages[0].resources.Font[stamp.font])
        for resources in _resources(result.pages):
            if "/Font" not in resources:
                resources["/Font"] = pikepdf.Dictionary()
            resources["/Font"][NUMBER_FONT] = font
        # The page's own content may leave the coordinates turned; q … Q puts them back.
        opening = result.make_stream(b"q\n")
        pages = len(result.pages)
        for number, (page, has_content) in enumerate(
            zip(result.pages, filled, strict=True), start=1
        ):
            if not has_content:
                continue
            width = float(page.mediabox[2]) - float(page.mediabox[0])
            closing = result.make_stream(stamp.content(NUMBER_FONT, number, pages, width))
            contents = page.obj["/Contents"]
            own = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            page.obj["/Contents"] = pikepdf.Array([opening, *own, closing])


def _link(result: pikepdf.Pdf, placed: Sequence[PlacedPiece]) -> None:
    import pikepdf

    places = {
        name: (item.start + page, x, y)
        for item in reversed(placed)
        for name, (page, x, y) in item.piece.anchors.items()
    }
    for item in placed:
        for link in item.piece.links:
            if link.target not in places:
                continue
            index, x, y = places[link.target]
            page = result.pages[item.start + link.page]
            annotation = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array(list(link.rectangle)),
                Border=pikepdf.Array([0, 0, 0]),
                Dest=_destination(result, index, x, y),
            )
            if "/Annots" not in page.obj:
                page.obj["/Annots"] = pikepdf.Array()
            page.obj["/Annots"].append(result.make_indirect(annotation))


def _destination(result: pikepdf.Pdf, index: int, x: float, y: float) -> pikepdf.Array:
    import pikepdf

    return pikepdf.Array([result.pages[index].obj, pikepdf.Name.XYZ, x, y, 0])


def _outline(result: pikepdf.Pdf, placed: Sequence[PlacedPiece]) -> tuple[OutlineEntry, ...]:
    """Bookmarks as WeasyPrint nests them: below the last one of a lower level."""
    import pikepdf

    entries = []
    with result.open_outline() as outline:
        above: list[tuple[int, Any]] = []
        for item in placed:
            for bookmark in item.piece.bookmarks:
                while above and above[-1][0] >= bookmark.level:
                    above.pop()
                node = pikepdf.OutlineItem(bookmark.label)
                node.action = None
                node.destination = _target(result, item, bookmark)
                node.is_closed = False
                (above[-1][1].children if above else outline.root).append(node)
                above.append((bookmark.level, node))
                entries.append(
                    OutlineEntry(bookmark.level, bookmark.label, item.start + bookmark.page + 1)
                )
    return tuple(entries)


def _target(result: pikepdf.Pdf, item: PlacedPiece, bookmark: Bookmark) -> pikepdf.Array:
    return _destination(result, item.start + bookmark.page, bookmark.x, bookmark.y)


def _describe(result: pikepdf.Pdf, document: PrintDocument) -> None:
    import pikepdf

    result.docinfo["/Title"] = document.title
    if document.author:
        result.docinfo["/Author"] = document.author
    if document.subject:
        result.docinfo["/Subject"] = document.subject
    if document.created:
        day = document.created[:10].replace("-", "")
        result.docinfo["/CreationDate"] = f"D:{day}000000Z"
    result.Root["/Lang"] = pikepdf.String(document.language)
    result.Root["/ViewerPreferences"] = pikepdf.Dictionary(DisplayDocTitle=True)

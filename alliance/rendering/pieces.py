"""A part laid out alone: its pages as a PDF, and what the whole document needs to know of it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from urllib.parse import unquote

from alliance.rendering.document import Picture, PrintDocument, PrintPart
from alliance.rendering.fonts import StubbedFonts
from alliance.rendering.foreign import with_foreign_pages
from alliance.rendering.layout import lay_out
from alliance.rendering.places import POINTS, foreign_places
from alliance.rendering.style import NO_NUMBER, document_css, print_style

# Raise this when the layout of a stored piece changes.
FORMAT = b"piece 3"
PICTURE_ADDRESS = re.compile(r'src="picture:([^"]*)"')


@dataclass(frozen=True)
class Bookmark:
    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Link:
    page: int
    target: str
    rectangle: tuple[float, float, float, float]


@dataclass(frozen=True)
class Piece:
    """Page indexes count from the piece's first page; places are PDF points from below."""

    pdf: bytes
    pages: int
    anchors: Mapping[str, tuple[int, float, float]]
    bookmarks: Sequence[Bookmark]
    links: Sequence[Link]
    # Glyphs of the print fonts, of which the PDF holds only stubs (see `fonts`).
    glyphs: Mapping[str, Sequence[int]]

    def to_bytes(self) -> bytes:
        facts = {
            "pages": self.pages,
            "anchors": self.anchors,
            "bookmarks": [asdict(bookmark) for bookmark in self.bookmarks],
            "links": [asdict(link) for link in self.links],
            "glyphs": self.glyphs,
        }
        head = json.dumps(facts, ensure_ascii=False).encode()
        check = zlib.crc32(self.pdf).to_bytes(4, "big")
        return b"".join((FORMAT, len(head).to_bytes(4, "big"), check, head, self.pdf))

    @classmethod
    def from_bytes(cls, value: bytes) -> Piece | None:
        """None where the entry is damaged or of another format: it is then made anew."""
        start = len(FORMAT) + 8
        if not value.startswith(FORMAT) or len(value) < start:
            return None
        size = int.from_bytes(value[len(FORMAT) : len(FORMAT) + 4], "big")
        check = int.from_bytes(value[len(FORMAT) + 4 : start], "big")
        pdf = value[start + size :]
        if zlib.crc32(pdf) != check:
            return None
        try:
            facts = json.loads(value[start : start + size])
            return cls(
                pdf=pdf,
                pages=facts["pages"],
                anchors={name: tuple(place) for name, place in facts["anchors"].items()},
                bookmarks=tuple(Bookmark(**bookmark) for bookmark in facts["bookmarks"]),
                links=tuple(
                    Link(link["page"], link["target"], tuple(link["rectangle"]))
                    for link in facts["links"]
                ),
                glyphs=facts["glyphs"],
            )
        except (ValueError, KeyError, TypeError):
            return None


def piece_key(
    document: PrintDocument, part: PrintPart, html: str, pictures: Mapping[str, Picture]
) -> str:
    """Everything a piece's look depends on."""
    digest = sha256(FORMAT)
    for text in (
        print_style().digest,
        document_css(document, NO_NUMBER),
        document.language,
        part.key,
        html,
    ):
        digest.update(f"{len(text)}:".encode())
        digest.update(text.encode())
    for key in sorted(set(PICTURE_ADDRESS.findall(html))):
        picture = pictures.get(unquote(key))
        digest.update(f"{key}={picture.digest if picture else 'missing'};".encode())
    if part.pdf is not None:
        digest.update(sha256(part.pdf).digest())
    return digest.hexdigest()


def make_piece(
    document: PrintDocument,
    part: PrintPart,
    html: str,
    pictures: Mapping[str, Picture],
) -> Piece:
    laid_out = lay_out(document, html, pictures, NO_NUMBER)
    places = foreign_places(part, laid_out)
    anchors: dict[str, tuple[int, float, float]] = {}
    bookmarks: list[Bookmark] = []
    links: list[Link] = []
    for index, page in enumerate(laid_out.pages):
        for name, (x, y, _, _) in page.anchors.items():
            anchors.setdefault(name, (index, x * POINTS, (page.height - y) * POINTS))
        for level, label, (x, y), _ in page.bookmarks:
            bookmarks.append(Bookmark(level, label, index, x * POINTS, (page.height - y) * POINTS))
        for kind, target, (left, top, right, bottom), _ in page.links:
            if kind == "internal":
                rectangle = (
                    left * POINTS,
                    (page.height - bottom) * POINTS,
                    right * POINTS,
                    (page.height - top) * POINTS,
                )
                links.append(Link(index, target, rectangle))
        # Bookmarks and links inside the document are written once, when the pieces are joined.
        page.bookmarks.clear()
        page.links[:] = [link for link in page.links if link[0] == "external"]
        page.anchors.clear()
    fonts = laid_out.fonts = StubbedFonts()
    pdf = laid_out.write_pdf()
    if part.pdf is not None:
        pdf = with_foreign_pages(pdf, [(part.pdf, part.pdf_name, places)])
    return Piece(pdf, len(laid_out.pages), anchors, tuple(bookmarks), tuple(links), fonts.needed)

"""Drafts: every part laid out alone and kept, so that a change costs what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from alliance.rendering.cache import RenderCache
from alliance.rendering.document import (
    Picture,
    PrintDocument,
    PrintPart,
    Progress,
    RenderedDocument,
    no_progress,
)
from alliance.rendering.engine import at_work
from alliance.rendering.fonts import shared_subsets
from alliance.rendering.foreign import measure
from alliance.rendering.joining import PlacedPiece, join
from alliance.rendering.layout import PartContext, part_html
from alliance.rendering.pieces import Piece, make_piece, piece_key

# The contents page moves what follows it; in the rare case that this adds a page to it, once more.
MOST_CONTENTS_ROUNDS = 4


def render_draft(
    document: PrintDocument, cache: RenderCache, *, progress: Progress = no_progress
) -> RenderedDocument:
    """Render the parts that changed, join all of them, and number the pages."""
    with at_work():
        return _Draft(document, cache, progress).render()


class _Draft:
    def __init__(self, document: PrintDocument, cache: RenderCache, progress: Progress) -> None:
        self.document = document
        self.cache = cache
        self.progress = progress
        self.pictures: Mapping[str, Picture] = document.pictures()
        self.keys: list[str] = []

    def render(self) -> RenderedDocument:
        parts = self.document.parts
        steps = len(parts) + 1
        pieces: list[Piece | None] = []
        for index, part in enumerate(parts):
            self.progress(index, steps, part.title or self.document.title)
            pieces.append(None if part.is_contents else self.piece(part, index))
        placed = self.placed(pieces)
        self.progress(len(parts), steps, self.document.title)
        fonts = shared_subsets((item.piece.glyphs for item in placed), self.cache)
        rendered = join(self.document, placed, fonts, self.identity(placed))
        self.progress(steps, steps, self.document.title)
        return rendered

    def piece(
        self, part: PrintPart, index: int, page_numbers: Mapping[str, int] | None = None
    ) -> Piece:
        foreign = None if part.pdf is None else measure(part.pdf, part.pdf_name)
        context = PartContext(first=index == 0, foreign=foreign, page_numbers=page_numbers)
        html = part_html(part, context, self.document.contents_entries())
        key = piece_key(self.document, part, html, self.pictures)
        stored = self.cache.get(key)
        piece = Piece.from_bytes(stored) if stored else None
        if piece is None:
            piece = make_piece(self.document, part, html, self.pictures)
            self.cache.set(key, piece.to_bytes())
        self.keys.append(key)
        return piece

    def placed(self, pieces: Sequence[Piece | None]) -> list[PlacedPiece]:
        """Give every piece its first page; the contents page last, when the others are known."""
        parts = self.document.parts
        contents = [index for index, part in enumerate(parts) if part.is_contents]
        sizes = [piece.pages if piece else 1 for piece in pieces]
        known = list(pieces)
        for _ in range(MOST_CONTENTS_ROUNDS if contents else 1):
            starts = self.starts(sizes)
            numbers = {
                name: start + page + 1
                for start, piece in zip(starts, known, strict=True)
                if piece is not None
                for name, (page, _, _) in piece.anchors.items()
            }
            for index in contents:
                known[index] = self.piece(parts[index], index, numbers)
            settled = [piece.pages for piece in known if piece is not None]
            if settled == sizes:
                break
            sizes = settled
        return [
            PlacedPiece(part, piece, start)
            for part, piece, start in zip(parts, known, starts, strict=True)
            if piece is not None
        ]

    def starts(self, sizes: Sequence[int]) -> list[int]:
        """Page index of every part; a blank page before one that starts on the right."""
        starts = []
        at = 0
        for part, size in zip(self.document.parts, sizes, strict=True):
            if self.document.print_ready and part.starts_right and at % 2:
                at += 1
            starts.append(at)
            at += size
        return starts

    def identity(self, placed: Sequence[PlacedPiece]) -> bytes:
        """What the file is called inside: by what it is made of, not by when."""
        facts = [
            repr(replace(self.document, parts=())),
            *self.keys,
            *(f"{piece.part.key}@{piece.start}" for piece in placed),
        ]
        return sha256("\n".join(facts).encode()).digest()[:16]

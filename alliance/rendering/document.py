"""What the engine renders: a document is an ordered list of parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from alliance.rendering.errors import ConflictingPicture

PART_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

# Called with what is done, what there is to do, and what is being worked on.
Progress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, label: str) -> None:
    """For callers without a bar to move."""


@dataclass(frozen=True)
class Picture:
    """A picture of the document: a name in the default file storage, or its bytes."""

    name: str = ""
    content: bytes | None = field(default=None, repr=False)
    # Known at upload; saves reading the file only to see whether it is still the same.
    sha256: str = ""

    def read(self) -> bytes:
        if self.content is not None:
            return self.content
        from django.core.files.storage import default_storage

        with default_storage.open(self.name) as file:
            content: bytes = file.read()
        return content

    @property
    def digest(self) -> str:
        return self.sha256 or sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents page; `target` is an element id."""

    level: int
    title: str
    target: str


@dataclass(frozen=True)
class PrintPart:
    """A piece that starts on a page of its own and can be laid out alone.

    `html` is a body fragment, escaped already. A part with `pdf` is an attached PDF: its pages are
    shown one by one, and `html` stays empty. Of a part with `is_contents` the engine
    writes the list.
    """

    key: str
    html: str = ""
    title: str = ""
    # The part's own line on the contents page; None leaves it out.
    toc_level: int | None = None
    # Further lines, for headings inside the part.
    entries: tuple[ContentsEntry, ...] = ()
    starts_right: bool = False
    landscape: bool = False
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    pdf: bytes | None = field(default=None, repr=False)
    pdf_name: str = ""
    is_contents: bool = False

    def __post_init__(self) -> None:
        if not PART_KEY.fullmatch(self.key):
            message = f"A part's key becomes an element id: {self.key!r} cannot"
            raise ValueError(message)

    @property
    def element_id(self) -> str:
        return f"part-{self.key}"

    def contents_entries(self) -> tuple[ContentsEntry, ...]:
        own: tuple[ContentsEntry, ...] = ()
        if self.toc_level is not None:
            own = (ContentsEntry(self.toc_level, self.title, self.element_id),)
        return own + self.entries


def contents_part(title: str, *, key: str = "contents", before: str = "") -> PrintPart:
    """The contents page; where it stands among the parts is where it is printed.

    `before` is a body fragment above the list: the document's title box.
    """
    return PrintPart(key=key, html=before, title=title, is_contents=True)


@dataclass(frozen=True)
class PrintDocument:
    title: str
    parts: tuple[PrintPart, ...]
    subject: str = ""
    author: str = ""
    language: str = "ko"
    running_title: str = ""
    footer_text: str = ""
    watermark: str | None = None
    draft: bool = False
    # Blank pages where a part has to start on a right-hand page.
    print_ready: bool = False
    # ISO date or date-time in the PDF's metadata; nothing is taken from the clock.
    created: str = ""

    def __post_init__(self) -> None:
        keys = [part.key for part in self.parts]
        if len(keys) != len(set(keys)):
            message = "Two parts have one key"
            raise ValueError(message)

    @property
    def has_foreign_pages(self) -> bool:
        return any(part.pdf is not None for part in self.parts)

    def contents_entries(self) -> tuple[ContentsEntry, ...]:
        return tuple(entry for part in self.parts for entry in part.contents_entries())

    def pictures(self) -> dict[str, Picture]:
        found: dict[str, Picture] = {}
        for part in self.parts:
            for key, picture in part.pictures.items():
                if found.setdefault(key, picture) != picture:
                    raise ConflictingPicture(key)
        return found


@dataclass(frozen=True)
class OutlineEntry:
    level: int
    label: str
    page: int


@dataclass(frozen=True)
class RenderedDocument:
    pdf: bytes = field(repr=False)
    pages: int
    outline: tuple[OutlineEntry, ...] = ()
    # First page of every part, by key.
    part_pages: Mapping[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return sha256(self.pdf).hexdigest()

"""Attached PDFs: checked, stripped of everything that acts, and drawn onto pages of ours."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from alliance.rendering.engine import save
from alliance.rendering.errors import UnusableAttachment

if TYPE_CHECKING:
    import pikepdf

MOST_PAGES = 300
MOST_BYTES = 60 * 1024 * 1024

# Keys that run something, call somewhere or carry a file; none of them shows on paper.
ACTING_KEYS = frozenset(
    {
        "/JS",
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/OpenAction",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/RichMedia",
        "/RichMediaContent",
        "/RichMediaSettings",
    }
)
IDLE_KEYS = frozenset(
    {
        "/AA",
        "/EF",
        "/AF",
        "/PieceInfo",
        "/Metadata",
        "/StructParent",
        "/StructParents",
        "/OPI",
        "/Ref",
    }
)
# A stream whose data lies in another file.
ELSEWHERE_KEYS = frozenset({"/F", "/FFilter", "/FDecodeParms"})
ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
    }
)
TYPES = frozenset({"/Action", "/Filespec", "/EmbeddedFile", "/Annot"})
# Dictionaries whose keys are names that the file chose (a font may be called /AA).
NAME_DICTIONARIES = frozenset(
    {
        "/Font",
        "/XObject",
        "/ColorSpace",
        "/Pattern",
        "/Shading",
        "/Properties",
        "/ExtGState",
        "/CharProcs",
    }
)
FORM_KEYS = frozenset(
    {
        "/Type",
        "/Subtype",
        "/FormType",
        "/BBox",
        "/Matrix",
        "/Resources",
        "/Group",
        "/Length",
        "/Filter",
        "/DecodeParms",
    }
)


# Left, bottom, right, top, in PDF points.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class ForeignPages:
    """Which pages of an attached PDF lie crosswise."""

    wide: tuple[bool, ...]


@contextmanager
def open_foreign(content: bytes, name: str) -> Iterator[pikepdf.Pdf]:
    import pikepdf

    if len(content) > MOST_BYTES:
        raise UnusableAttachment(name, _("the file is too large."))
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise UnusableAttachment(name, _("the file is encrypted."))
            if not len(pdf.pages):
                raise UnusableAttachment(name, _("the file has no pages."))
            if len(pdf.pages) > MOST_PAGES:
                raise UnusableAttachment(name, _("the file has too many pages."))
            yield pdf
    except pikepdf.PasswordError as error:
        raise UnusableAttachment(name, _("the file is encrypted.")) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise UnusableAttachment(name, _("the file is broken.")) from error


def check_attachment(content: bytes, name: str) -> int:
    """The number of pages; raises `UnusableAttachment`. For uploads, before anything is stored."""
    with open_foreign(content, name) as pdf:
        for page in pdf.pages:
            _size(page)
        return len(pdf.pages)


def measure(content: bytes, name: str) -> ForeignPages:
    with open_foreign(content, name) as pdf:
        return ForeignPages(tuple(width > height for width, height in map(_size, pdf.pages)))


def _size(page: pikepdf.Page) -> tuple[float, float]:
    try:
        left, bottom, right, top = (float(edge) for edge in page.cropbox)
    except TypeError as error:
        message = "a page whose box holds no numbers"
        raise ValueError(message) from error
    width, height = abs(right - left), abs(top - bottom)
    if not width or not height:
        message = "a page without a size"
        raise ValueError(message)
    return (height, width) if _rotation(page) % 180 else (width, height)


def _rotation(page: pikepdf.Page) -> int:
    return int(page.rotation) if hasattr(page, "rotation") else int(page.obj.get("/Rotate", 0))


def draw_onto(
    pdf: pikepdf.Pdf, places: Sequence[tuple[int, Box]], content: bytes, name: str
) -> None:
    """Draw the pages of an attached PDF into boxes on our own pages (page index and box of each).

    A page becomes a form XObject: its content and its resources, nothing of its annotations,
    actions, scripts or files. What people filled in becomes part of the content first.
    """
    import pikepdf

    with open_foreign(content, name) as foreign:
        foreign.generate_appearance_streams()
        foreign.flatten_annotations("print")
        for (index, box), source in zip(places, foreign.pages, strict=True):
            form = source.as_form_xobject()
            strip(form)
            target = pdf.pages[index]
            copied = pdf.copy_foreign(foreign.make_indirect(form))
            # Named by the page, not by chance: the same document gives the same bytes.
            title = target.add_resource(
                copied, pikepdf.Name.XObject, pikepdf.Name(f"/Foreign{index}")
            )
            place = target.calc_form_xobject_placement(
                copied,
                title,
                pikepdf.Rectangle(*box),
                invert_transformations=True,
                allow_shrink=True,
                allow_expand=True,
            )
            target.contents_add(b"q\n", prepend=True)
            target.contents_add(b"Q\n/Artifact BMC\n" + place + b"\nEMC\n")


def with_foreign_pages(
    pdf: bytes, attachments: Sequence[tuple[bytes, str, Sequence[tuple[int, Box]]]]
) -> bytes:
    """Our PDF with attached ones (content, name, places) drawn onto the pages kept for them."""
    import pikepdf

    identity = sha256(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as result:
        for content, name, places in attachments:
            identity.update(content)
            draw_onto(result, places, content, name)
        return save(result, identity.digest()[:16])


def strip(form: pikepdf.Object) -> None:
    """Take everything that acts out of a form XObject and all that can be reached from it."""
    import pikepdf

    for key in list(form.keys()):
        if key not in FORM_KEYS:
            del form[key]
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, bool]] = [(form, False)]
    while waiting:
        item, names = waiting.pop()
        if isinstance(item, pikepdf.Array):
            for index in range(len(item)):
                if _acts(item[index]):
                    item[index] = None
                else:
                    waiting.append((item[index], False))
            continue
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        forbidden = ACTING_KEYS if names else ACTING_KEYS | IDLE_KEYS
        if isinstance(item, pikepdf.Stream):
            forbidden |= ELSEWHERE_KEYS
        for key in list(item.keys()):
            if key in forbidden or _acts(item[key]):
                del item[key]
            else:
                waiting.append((item[key], not names and key in NAME_DICTIONARIES))


def _acts(item: Any) -> bool:
    import pikepdf

    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return str(item.get("/S", "")) in ACTIONS or str(item.get("/Type", "")) in TYPES

"""WeasyPrint and pikepdf, imported when first needed."""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from alliance.rendering.errors import MissingLibraries, NestedTooDeeply

if TYPE_CHECKING:
    import pikepdf


@cache
def weasyprint() -> ModuleType:
    """The import loads Pango: half a second, and an OSError where it is not installed."""
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:
        raise MissingLibraries from error
    _remember_page_references()
    return weasyprint


def _remember_page_references() -> None:
    """pydyf lists all pages anew for every tag, so tagging grows with the square of the pages.

    Nothing else of it is touched; the list is built again whenever a page was added.
    """
    import pydyf  # type: ignore[import-untyped]

    listed = pydyf.PDF.page_references.fget

    def page_references(self: pydyf.PDF) -> tuple[bytes, ...]:
        count, references = getattr(self, "_listed_pages", (-1, ()))
        if count != self.pages["Count"]:
            references = listed(self)
            self._listed_pages = (self.pages["Count"], references)
        return references  # type: ignore[no-any-return]

    pydyf.PDF.page_references = property(page_references)


@cache
def engine_version() -> str:
    """What a cached piece depends on besides its own content."""
    import pydyf

    library = weasyprint()
    from weasyprint.text.ffi import harfbuzz, pango

    return "/".join(
        (
            library.__version__,
            pydyf.__version__,
            str(pango.pango_version()),
            str(harfbuzz.hb_version_atleast(7, 0, 0)),
        )
    )


def save(pdf: pikepdf.Pdf, identity: bytes) -> bytes:
    """The file's bytes, the same for the same content.

    pikepdf can make an id by hashing the whole output; `identity` says the same and costs nothing.
    """
    import pikepdf

    pdf.trailer["/ID"] = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
    output = io.BytesIO()
    pdf.save(output, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


@contextmanager
def at_work() -> Iterator[None]:
    """For the length of a rendering: fewer garbage collections, and a word for endless nesting.

    A layout makes millions of objects and keeps them; looking for unused ones less often saves a
    sixth of a packet's time.
    """
    before = gc.get_threshold()
    gc.set_threshold(500_000, 50, 50)
    try:
        yield
    except RecursionError as error:
        raise NestedTooDeeply from error
    finally:
        gc.set_threshold(*before)


class _PageCounter(logging.Handler):
    """WeasyPrint tells of each page it lays out in its progress log."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.pages = 0
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if "Creating layout - Page" in record.getMessage():
            self.pages += 1
            self.tell(self.pages)


@contextmanager
def counting_pages(tell: Callable[[int], None]) -> Iterator[None]:
    """Call `tell(pages so far)` for each page laid out inside the block."""
    log = logging.getLogger("weasyprint.progress")
    handler = _PageCounter(tell)
    level, propagate = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagate

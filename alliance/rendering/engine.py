"""WeasyPrint and pikepdf, imported when first needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

from alliance.rendering.errors import MissingLibraries


@cache
def weasyprint() -> ModuleType:
    """The import loads Pango: half a second, and an OSError where it is not installed."""
    try:
        import weasyprint  # noqa: PLC0415
        import weasyprint.text.fonts  # noqa: PLC0415
        import weasyprint.urls  # noqa: PLC0415
    except OSError as error:
        raise MissingLibraries from error
    return weasyprint


@cache
def engine_version() -> str:
    """What a cached piece depends on besides its own content."""
    import pydyf  # noqa: PLC0415

    library = weasyprint()
    from weasyprint.text.ffi import harfbuzz, pango  # noqa: PLC0415

    return "/".join(
        (
            library.__version__,
            pydyf.__version__,
            str(pango.pango_version()),
            str(harfbuzz.hb_version_atleast(7, 0, 0)),
        )
    )


class _PageCounter(logging.Handler):
    """WeasyPrint tells of each page it lays out in its progress log."""

    def __init__(self, tell: object) -> None:
        super().__init__(logging.INFO)
        self.pages = 0
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        if "Creating layout - Page" in record.getMessage():
            self.pages += 1
            self.tell(self.pages)  # type: ignore[operator]


@contextmanager
def counting_pages(tell: object) -> Iterator[None]:
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

"""Documents become PDFs here, and nowhere else: the one place that knows WeasyPrint and pikepdf."""

from alliance.rendering.cache import (
    DjangoCache,
    FolderCache,
    NoCache,
    RenderCache,
    default_cache,
)
from alliance.rendering.copies import personal_copy
from alliance.rendering.document import (
    ContentsEntry,
    OutlineEntry,
    Picture,
    PrintDocument,
    PrintPart,
    Progress,
    RenderedDocument,
    contents_part,
)
from alliance.rendering.errors import (
    ConflictingPicture,
    LimitExceeded,
    MissingLibraries,
    RenderingError,
    UnusableAttachment,
)
from alliance.rendering.foreign import check_attachment
from alliance.rendering.limits import run_limited
from alliance.rendering.sections import render_draft
from alliance.rendering.whole import render_whole

__all__ = [
    "ConflictingPicture",
    "ContentsEntry",
    "DjangoCache",
    "FolderCache",
    "LimitExceeded",
    "MissingLibraries",
    "NoCache",
    "OutlineEntry",
    "Picture",
    "PrintDocument",
    "PrintPart",
    "Progress",
    "RenderCache",
    "RenderedDocument",
    "RenderingError",
    "UnusableAttachment",
    "check_attachment",
    "contents_part",
    "default_cache",
    "personal_copy",
    "render_draft",
    "render_whole",
    "run_limited",
]

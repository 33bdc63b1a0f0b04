"""The ground of the admin: locking, Excel, pictures. Apps' `admin.py` build on these names."""

from alliance.admin.inlines import (
    AttachmentInline,
    PictureInline,
    RecordStackedInline,
    RecordTabularInline,
)
from alliance.admin.record import RecordAdmin
from alliance.admin.registered import ReadOnlyAdmin

__all__ = [
    "AttachmentInline",
    "PictureInline",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "RecordStackedInline",
    "RecordTabularInline",
]

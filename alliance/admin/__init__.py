"""The ground of the admin: locking, Excel, pictures. Apps' `admin.py` build on these names."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from alliance.admin import columns
from alliance.admin.inlines import (
    AttachmentInline,
    PictureInline,
    RecordStackedInline,
    RecordTabularInline,
)
from alliance.admin.paste import PasteColumn, PasteTable
from alliance.admin.record import RecordAdmin
from alliance.admin.registered import ReadOnlyAdmin

__all__ = [
    "AttachmentInline",
    "PasteColumn",
    "PasteTable",
    "PictureInline",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "RecordStackedInline",
    "RecordTabularInline",
    "columns",
]

# One way in: the admin's own form would pass by the limits and the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

"""Certificates of membership: every one that was issued, with its file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from alliance.admin import ReadOnlyAdmin
from members.models import MembershipCertificate
from members.services.certificates import verification_link


@admin.register(MembershipCertificate)
class MembershipCertificateAdmin(ReadOnlyAdmin):
    list_display = ("number", "name", "as_of", "purpose", "issued_at", "issued_by", "download")
    export_fields = ("number", "name", "as_of", "purpose", "issued_at", "issued_by")
    list_filter = ("year",)
    list_select_related = ("organisation", "issued_by__person")
    search_fields = ("name", "organisation__search_text", "purpose", "member_number")
    date_hierarchy = "issued_on"
    fields = (
        "number",
        "download",
        "organisation",
        "name",
        "member_number",
        "registration_number",
        "representative",
        "kind",
        "sub_kind",
        "member_since",
        "as_of",
        "purpose",
        "issued_at",
        "issued_by",
        "verify",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("attachments")

    @display(description=_("number"), ordering="serial")
    def number(self, certificate: MembershipCertificate) -> str:
        return certificate.number

    @display(description=_("file"))
    def download(self, certificate: MembershipCertificate) -> str:
        if (made := certificate.file) is None:
            return str(_("being made"))
        address = reverse("file", args=[made.file.name])
        return format_html('<a href="{}">{}</a>', address, _("Download (PDF)"))

    @display(description=_("verification"))
    def verify(self, certificate: MembershipCertificate) -> str:
        address = verification_link(certificate)
        return format_html('<a href="{}">{}</a>', address, certificate.printed_code)

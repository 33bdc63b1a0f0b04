"""An admin of records that the tests shape themselves; also the address table for it."""

from __future__ import annotations

from django.db import models
from django.urls import include, path
from unfold.sites import UnfoldAdminSite

from alliance import views
from alliance.admin import (
    AttachmentInline,
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    RecordStackedInline,
    RecordTabularInline,
    columns,
)
from alliance.models import Attachment, Picture, Place
from members.models import Affiliation, Body, Organisation, Person, Seat


class Role(models.TextChoices):
    CHAIR = "chair", "위원장"
    MEMBER = "member", "위원"


site = UnfoldAdminSite(name="admin")


class SeatInline(RecordTabularInline):
    model = Seat
    fields = ["person", "role", "sector", "valid_from", "valid_to", "position"]
    autocomplete_fields = ["person"]


class AffiliationInline(RecordStackedInline):
    model = Affiliation
    autocomplete_fields = ["organisation"]


class BodyAdmin(RecordAdmin):
    list_display = ["name", "kind", "position"]
    list_editable = ["position"]
    inlines = [SeatInline, PictureInline, AttachmentInline]
    paste_tables = [
        PasteTable(
            model=Seat,
            parent_field="body",
            columns=[
                PasteColumn(
                    "위원",
                    "person",
                    columns.record(lambda name: Person.objects.filter(name=name)),
                    required=True,
                ),
                PasteColumn("역할", "role", columns.choice(Role), fills_down=True),
                PasteColumn("시작일", "valid_from", columns.day, required=True),
                PasteColumn("종료일", "valid_to", columns.day, aliases=("까지",)),
            ],
        )
    ]


class PersonAdmin(RecordAdmin):
    search_fields = ["name"]
    inlines = [AffiliationInline]


class OrganisationAdmin(RecordAdmin):
    search_fields = ["id"]


class PlaceAdmin(RecordAdmin):
    paste_tables = [
        PasteTable(
            model=Place,
            columns=[PasteColumn("이름", "name", required=True), PasteColumn("방", "room")],
        )
    ]


site.register(Body, BodyAdmin)
site.register(Person, PersonAdmin)
site.register(Organisation, OrganisationAdmin)
site.register(Place, PlaceAdmin)
site.register(Picture)
site.register(Attachment)

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my_home, name="my"),
    path("admin/", site.urls),
    path("accounts/", include("allauth.urls")),
]

"""Organisations, and the words that they are sorted by."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.models import Picture, VersionedModel
from members.names import fold_name, initial_consonants, sort_key
from members.querysets import OrganisationQuerySet
from members.validators import validate_registration_number


class BusinessField(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("field of business")
        verbose_name_plural = _("fields of business")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organisation(VersionedModel):
    """A company, institution, university, ministry, publisher: member or not."""

    # What became part of a duplicate remains its part: successors are followed one by one.
    keeps_organisation = True

    class Region(models.TextChoices):
        SEOUL = "seoul", _("Seoul")
        BUSAN = "busan", _("Busan")
        DAEGU = "daegu", _("Daegu")
        INCHEON = "incheon", _("Incheon")
        GWANGJU = "gwangju", _("Gwangju")
        DAEJEON = "daejeon", _("Daejeon")
        ULSAN = "ulsan", _("Ulsan")
        SEJONG = "sejong", _("Sejong")
        GYEONGGI = "gyeonggi", _("Gyeonggi")
        GANGWON = "gangwon", _("Gangwon")
        CHUNGBUK = "chungbuk", _("Chungbuk")
        CHUNGNAM = "chungnam", _("Chungnam")
        JEONBUK = "jeonbuk", _("Jeonbuk")
        JEONNAM = "jeonnam", _("Jeonnam")
        GYEONGBUK = "gyeongbuk", _("Gyeongbuk")
        GYEONGNAM = "gyeongnam", _("Gyeongnam")
        JEJU = "jeju", _("Jeju")
        ABROAD = "abroad", _("Abroad")

    # The name in force today, kept by members.services.naming from the dated names, so that lists
    # and joins need no sub-query; printed documents ask for the name on their as-of date.
    name = models.CharField(_("name"), max_length=150)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    folded = models.CharField(max_length=150, editable=False, db_index=True)
    sort_key = models.CharField(max_length=180, editable=False, db_index=True)
    # All names that search finds it by, folded; and their initial consonants (초성).
    search_text = models.TextField(editable=False, default="")
    search_initials = models.TextField(editable=False, default="")
    slug = models.SlugField(_("web address"), max_length=160, unique=True, allow_unicode=True)
    member_number = models.CharField(
        _("member number"), max_length=20, unique=True, null=True, blank=True
    )
    registration_number = models.CharField(
        _("business registration number"),
        max_length=12,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_registration_number],
    )
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=12, choices=Region, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    homepage = models.URLField(_("homepage"), blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    business_fields = models.ManyToManyField(
        BusinessField, blank=True, verbose_name=_("fields of business")
    )
    tags = models.ManyToManyField(Tag, blank=True, verbose_name=_("tags"))
    products = models.TextField(_("products and services"), blank=True, help_text=_("One a line."))
    seeks_partners = models.BooleanField(_("looking for partners"), default=False)
    # What of the entry anyone may read; a contact says it of itself (`is_public`).
    shows_introduction = models.BooleanField(_("introduction is public"), default=True)
    shows_logo = models.BooleanField(_("logo is public"), default=True)
    shows_business_fields = models.BooleanField(_("fields of business are public"), default=True)
    shows_tags = models.BooleanField(_("tags are public"), default=True)
    shows_products = models.BooleanField(_("products and services are public"), default=True)
    shows_homepage = models.BooleanField(_("homepage is public"), default=True)
    is_listed = models.BooleanField(_("in the public directory"), default=True)
    publishes_directly = models.BooleanField(
        _("publishes its entry itself"),
        default=False,
        help_text=_("Its representative's changes are public at once; no officer looks first."),
    )
    is_demo = models.BooleanField(
        _("demo"),
        default=False,
        help_text=_("Class and joining date, if not all of it, are made up for the demo."),
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
    )
    # Empty beside a successor: it was one and the same from the first, only recorded twice.
    merged_on = models.DateField(_("merged on"), null=True, blank=True)

    # The logo, in the group of that name; there may be others.
    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="members_merger_has_successor",
                condition=Q(merged_on__isnull=True) | Q(successor__isnull=False),
                violation_error_message=_("A merger needs the successor beside the day."),
            ),
            models.CheckConstraint(
                name="members_merger_not_into_itself",
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                violation_error_message=_("An organisation cannot merge into itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding or self.folded != fold_name(self.name):
            self.index_names([self.name, self.short_name])
            if (only := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*only, *self.INDEX_FIELDS}
        super().save(*args, **kwargs)

    INDEX_FIELDS = ("folded", "sort_key", "search_text", "search_initials")

    def index_names(self, names: list[str]) -> None:
        """Set the columns that order and search read; `names` are all that it is known by."""
        folded = list(dict.fromkeys(fold_name(name) for name in names if name))
        self.folded = fold_name(self.name)
        self.sort_key = sort_key(self.name)
        self.search_text = " ".join(folded)
        self.search_initials = " ".join(initial_consonants(name) for name in folded)

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.slug])

    LOGO = "logo"

    @property
    def logo(self) -> Picture | None:
        """Whether anyone may see it, `shows_logo` tells."""
        logos = [each for each in self.pictures.all() if each.group == self.LOGO]
        return max(logos, key=lambda each: each.pk, default=None)

    @property
    def product_lines(self) -> list[str]:
        return [line for line in self.products.splitlines() if line.strip()]

    @property
    def printed_short(self) -> str:
        return self.short_name or self.name

    def is_merged_on(self, day: date) -> bool:
        if self.successor_id is None:
            return False
        return self.merged_on is None or self.merged_on <= day

    def heir_on(self, day: date) -> Organisation:
        """What it is part of on the day; itself, if nothing."""
        heir = self
        while heir.successor is not None and heir.is_merged_on(day):
            heir = heir.successor
        return heir

    @property
    def is_duplicate(self) -> bool:
        """Another record stands for the same organisation."""
        return self.successor_id is not None and self.merged_on is None

    def name_on(self, day: date) -> str:
        dated = self.names.on(day).first()
        return dated.name if dated else self.name

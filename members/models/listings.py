"""What the directory of the day reads: derived from the register, never edited."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from members.models.membership import Classification
from members.models.organisations import BusinessField, Organisation
from members.querysets import ListingQuerySet


class Listing(models.Model):
    """A member that the directory may show, with what it has released, as of the state's day."""

    keeps_organisation = True

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    name = models.CharField(max_length=150)
    slug = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=180)
    # The heading of the index under which the name stands: ㄱ, A, 0.
    initial = models.CharField(max_length=1)
    kind = models.CharField(max_length=12, blank=True)
    sub_kind = models.CharField(max_length=24, blank=True)
    region = models.CharField(max_length=12, blank=True)
    joined_year = models.PositiveSmallIntegerField()
    seeks_partners = models.BooleanField(default=False)
    business_fields = models.ManyToManyField(BusinessField)
    teaser = models.CharField(max_length=160, blank=True)
    labels = models.JSONField(default=list)
    # For searches, folded: each name on a line; the words of what the entry says.
    names = models.TextField()
    words = models.TextField(blank=True)
    # The state's version when this was written: by it others notice that they know it already.
    made_in = models.PositiveBigIntegerField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.slug])

    @property
    def class_label(self) -> str:
        """The sub-kind where there is one: 소기업 says more than 기업."""
        if self.sub_kind:
            return str(Classification.SubKind(self.sub_kind).label)
        return str(Classification.Kind(self.kind).label) if self.kind else ""

    @property
    def region_label(self) -> str:
        return str(Organisation.Region(self.region).label) if self.region else ""


class DirectoryState(models.Model):
    """One row: the day that the listings show, and a number that changes whenever they do."""

    THE_ONE = 1

    day = models.DateField(null=True)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} ({self.version})"


class StaleListing(models.Model):
    """An organisation of which something changed since its listing was made; empty: any of them."""

    organisation_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.organisation_id)

"""How organisations are called: dated names, and other writings of them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alliance.constraints import NoOverlap
from alliance.models import DatedModel
from members.models.organisations import Organisation
from members.names import fold_name


class OrganisationName(DatedModel):
    """The name an organisation bore (사명변경). An empty start means: as long as we know."""

    # A duplicate's names become aliases of the other (members.services.merging).
    keeps_organisation = True

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="names", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=150)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    folded = models.CharField(max_length=150, editable=False, db_index=True)
    folded_short = models.CharField(max_length=60, editable=False, db_index=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)  # type: ignore[assignment]

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["organisation", F("valid_from").asc(nulls_first=True)]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="members_one_name_at_a_time",
                keys=["organisation"],
                violation_error_message=_("The organisation bears another name in this period."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        self.folded = fold_name(self.name)
        self.folded_short = fold_name(self.short_name) if self.short_name else ""


class Alias(models.Model):
    """Another writing of the name that folding cannot know."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="aliases",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=150)
    folded = models.CharField(max_length=150, editable=False)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                name="members_alias_once",
                violation_error_message=_("This alias is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.folded = fold_name(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold_name(self.name)
        super().save(*args, **kwargs)

"""People and where they work."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.models import DatedModel, VersionedModel
from members.models.organisations import Organisation
from members.querysets import AffiliationQuerySet


class Person(VersionedModel):
    name = models.CharField(_("name"), max_length=60, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Tells two people of one name apart.")
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def affiliations_on(self, day: date) -> list[Affiliation]:
        """First the one printed first; two at once are usual (society head and professor)."""
        return list(
            self.affiliations.on(day).select_related("organisation").order_by("position", "pk")
        )


class Affiliation(DatedModel):
    class ActingRole(models.TextChoices):
        REPRESENTATIVE = "representative", _("representative (hands in)")
        STAFF = "staff", _("staff (drafts)")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="affiliations", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    title = models.CharField(pgettext_lazy("post", "title"), max_length=60)
    department = models.CharField(_("department"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest is printed first.")
    )
    acts_for = models.BooleanField(
        _("acts for it in the portal"),
        default=False,
        help_text=_("May keep the entry and file reports while the affiliation lasts."),
    )
    acting_role = models.CharField(
        _("role in the portal"),
        max_length=16,
        choices=ActingRole,
        default=ActingRole.REPRESENTATIVE,
        help_text=_("Staff write the entry's draft; a representative hands it in."),
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["person", "position", F("valid_from").desc()]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="members_one_post_per_organisation",
                keys=["person", "organisation"],
                violation_error_message=_("The person has a post there already in this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"

"""Bodies of the alliance and who sits in them, from a day to a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.models import DatedModel
from members.models.organisations import Organisation
from members.models.people import Person
from members.querysets import SeatQuerySet


class Body(DatedModel):
    """A steering committee, a subcommittee or a panel; it exists from a day to a day."""

    class Kind(models.TextChoices):
        STEERING = "steering", _("steering committee")
        SUBCOMMITTEE = "subcommittee", _("subcommittee")
        PANEL = "panel", pgettext_lazy("body", "panel")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("committee", "body")
        verbose_name_plural = pgettext_lazy("committee", "bodies")
        ordering = ["kind", "position", "name"]
        constraints = [*DatedModel.Meta.constraints]

    def __str__(self) -> str:
        return self.name


class Seat(DatedModel):
    """A term in a body. Rights follow from it and end with it."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        VICE_CHAIR = "vice_chair", _("vice chair")
        MEMBER = "member", pgettext_lazy("seat", "member")
        SECRETARY = "secretary", _("secretary")

    class Sector(models.TextChoices):
        GOVERNMENT = "government", _("government")
        ACADEMIA = "academia_research", _("academia and research")
        INDUSTRY = "industry", _("industry")
        PARTNER = "partner_org", _("partner organisations")
        NONE = "", _("none")

    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="seats",
        verbose_name=pgettext_lazy("committee", "body"),
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    ex_officio = models.BooleanField(
        _("by office"), default=False, help_text=_("Holds the seat through another office.")
    )
    represents = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("represents"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["body", "position", "pk"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="members_one_seat_per_body",
                keys=["body", "person"],
                violation_error_message=_("The person sits in this body already in this period."),
            ),
            NoOverlap(
                name="members_one_chair_per_body",
                keys=["body"],
                condition={"role": "chair"},
                violation_error_message=_("The body has a chair already in this period."),
            ),
            models.CheckConstraint(
                name="members_committee_seat_has_sector",
                condition=Q(
                    sector__in=["government", "academia_research", "industry", "partner_org", ""]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.person}"

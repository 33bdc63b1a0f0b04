"""Renewals of office: proposed on the agenda, decided, then written as new terms."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel
from meetings.models.bylaws import BylawItem
from meetings.models.meetings import AgendaItem
from meetings.models.minutes import Decision
from members.models import Seat


class Renewal(VersionedModel):
    class Office(models.TextChoices):
        CHAIR = "chair", _("chair of the committee")
        SUBCOMMITTEE_CHAIRS = "subcommittee_chairs", _("chairs of the subcommittees")
        MEMBERS = "members", _("members of the committee")

    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, related_name="renewals", verbose_name=_("agenda item")
    )
    office = models.CharField(pgettext_lazy("renewal", "office"), max_length=20, choices=Office)
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), default=12, validators=[MinValueValidator(1)]
    )
    basis = models.ForeignKey(
        BylawItem, on_delete=models.PROTECT, related_name="renewals", verbose_name=_("legal basis")
    )
    on_agenda = models.BooleanField(
        _("on the agenda"),
        default=True,
        help_text=_("Off: the meeting decided on it although the agenda did not name it."),
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="renewals",
        null=True,
        blank=True,
        verbose_name=_("decision"),
    )
    applied_on = models.DateField(_("terms written on"), null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["agenda_item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda_item", "office"],
                name="meetings_office_renewed_once",
                violation_error_message=_("This office is under the agenda item already."),
            ),
            models.CheckConstraint(
                name="meetings_term_not_empty",
                condition=Q(term_months__gte=1),
                violation_error_message=_("A term has at least one month."),
            ),
            models.CheckConstraint(
                name="meetings_applied_renewal_was_decided",
                condition=Q(applied_on__isnull=True) | Q(decision__isnull=False),
                violation_error_message=_("New terms need a decision."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_office_display()


class RenewedSeat(VersionedModel):
    """A term to be renewed, and the term that followed it."""

    renewal = models.ForeignKey(
        Renewal, on_delete=models.CASCADE, related_name="seats", verbose_name=_("renewal")
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="renewals", verbose_name=_("seat")
    )
    new_seat = models.OneToOneField(
        Seat,
        on_delete=models.PROTECT,
        related_name="renewal_of",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("new term"),
    )

    class Meta:
        verbose_name = _("seat to be renewed")
        verbose_name_plural = _("seats to be renewed")
        ordering = ["renewal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["renewal", "seat"],
                name="meetings_seat_renewed_once",
                violation_error_message=_("This seat is named already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.seat)

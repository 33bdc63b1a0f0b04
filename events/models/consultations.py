"""A consultation day (상담회): advisors meet companies in fixed slots."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.lines import LineField
from alliance.models import VersionedModel
from events.models.events import Event
from events.querysets import BookingQuerySet, ConsultationEventQuerySet
from members.models import Organisation, Person


class ConsultationEvent(VersionedModel):
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("event")
    )
    date = models.DateField(_("day"), db_index=True)
    title = LineField(_("title"), max_length=200, help_text=_("As printed above the grid."))
    occasion = LineField(
        _("occasion"), max_length=120, blank=True, help_text=_("As printed before the title.")
    )
    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="organised_consultations",
        verbose_name=_("organiser"),
    )
    slot_minutes = models.PositiveSmallIntegerField(_("minutes of a slot"), default=15)
    changeover_minutes = models.PositiveSmallIntegerField(_("minutes between slots"), default=5)

    objects: ClassVar = ConsultationEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation day")
        verbose_name_plural = _("consultation days")
        ordering = ["-date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "date"],
                name="events_consultations_once_a_day",
                violation_error_message=_("The consultations of this day are recorded already."),
            ),
            models.CheckConstraint(
                name="events_slot_has_minutes",
                condition=Q(slot_minutes__gte=1),
                violation_error_message=_("A slot takes at least one minute."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {korean.packet_date(self.date, weekday=False)}"


class Advisor(VersionedModel):
    """A desk (상담창구): an investor or lawyer, a column of the grid."""

    class Kind(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        LEGAL = "legal", _("legal")

    consultation = models.ForeignKey(
        ConsultationEvent,
        on_delete=models.CASCADE,
        related_name="advisors",
        verbose_name=_("consultation day"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INVESTMENT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    firm = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="advisors",
        verbose_name=_("firm"),
    )
    label = LineField(
        _("name as printed"),
        max_length=100,
        blank=True,
        help_text=_("Tells two desks of one firm apart: 대성창업투자A."),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="advised",
        verbose_name=_("person"),
    )
    person_title = LineField(_("title of the person"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("advisor")
        verbose_name_plural = _("advisors")
        ordering = ["consultation", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "firm", "label"],
                name="events_advisor_once",
                violation_error_message=_("This desk is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.printed_label} {self.printed_person}".strip()

    @property
    def printed_label(self) -> str:
        return self.label or self.firm.name

    @property
    def printed_person(self) -> str:
        return f"{self.person.name} {self.person_title}".strip() if self.person else ""


class Slot(VersionedModel):
    consultation = models.ForeignKey(
        ConsultationEvent,
        on_delete=models.CASCADE,
        related_name="slots",
        verbose_name=_("consultation day"),
    )
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    is_break = models.BooleanField(_("break"), default=False)

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["consultation", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "start"],
                name="events_slot_once",
                violation_error_message=_("Another slot starts at this time."),
            ),
            models.CheckConstraint(
                name="events_slot_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A slot must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return korean.time_range(self.start, self.end)

    # What the checker of timetables reads.

    @property
    def content(self) -> str:
        return gettext("break") if self.is_break else str(self)

    @property
    def parallel(self) -> bool:
        return False


class Booking(VersionedModel):
    """A company's turn with an advisor. Without a slot it was held outside the grid."""

    advisor = models.ForeignKey(
        Advisor, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("advisor")
    )
    slot = models.ForeignKey(
        Slot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("slot"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="consultation_bookings",
        verbose_name=_("company"),
    )
    printed_name = LineField(
        _("name as written"),
        max_length=150,
        blank=True,
        help_text=_("As on the sign-up sheet; empty: the organisation's name."),
    )

    objects: ClassVar = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["advisor__consultation", "slot__start", "advisor__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "advisor"],
                name="events_one_company_per_cell",
                violation_error_message=_("The advisor is taken in this slot."),
            ),
            models.UniqueConstraint(
                fields=["slot", "organisation"],
                name="events_company_once_per_slot",
                violation_error_message=_("The company has another consultation in this slot."),
            ),
            models.UniqueConstraint(
                fields=["advisor", "organisation"],
                condition=Q(slot__isnull=True),
                name="events_company_once_outside_grid",
                violation_error_message=_("The company's consultation is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name} ({self.advisor.printed_label})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.printed_name:
            self.printed_name = self.organisation.name
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        return self.printed_name or self.organisation.name

    def clean(self) -> None:
        super().clean()
        if self.slot is None or self.advisor_id is None:
            return
        if self.slot.consultation_id != self.advisor.consultation_id:
            raise ValidationError({"slot": _("The slot belongs to another consultation day.")})
        if self.slot.is_break:
            raise ValidationError({"slot": _("This slot is the break.")})

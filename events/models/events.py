"""An event of the alliance, and the organisations behind it."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import Attachment, Picture, Place, VersionedModel
from alliance.outline.fields import OutlineField
from events.querysets import EventQuerySet
from members.models import Organisation


class Event(VersionedModel):
    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("seminar")
        FORUM = "forum", _("forum")
        EXHIBITION = "exhibition", _("exhibition")
        CONFERENCE = "conference", _("conference")
        YEAR_END = "year_end", _("year-end results")
        CONSULTATION_DAY = "consultation_day", _("consultation day")
        OTHER = "other", _("other event")

    class Basis(models.TextChoices):
        """What the number of participants is."""

        ACTUAL = "actual", _("counted")
        APPROXIMATE = "approximate", _("about")

    name = LineField(_("name"), max_length=200)
    short_name = LineField(
        _("short name"),
        max_length=60,
        blank=True,
        help_text=_("In brackets before the line in the meeting results."),
    )
    headline = LineField(
        _("in one line"),
        max_length=200,
        blank=True,
        help_text=_("What the meeting results say of it; empty: the name."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    date = models.DateField(_("day"), db_index=True)
    last_day = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Only where it takes several days.")
    )
    start = models.TimeField(_("start"), null=True, blank=True)
    end = models.TimeField(_("end"), null=True, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("place"),
    )
    purpose = OutlineField(_("purpose"), blank=True)
    audience = LineField(
        _("participants in words"), max_length=300, blank=True, help_text=_("Before the number.")
    )
    participants = models.PositiveIntegerField(_("number of participants"), null=True, blank=True)
    participants_basis = models.CharField(
        _("basis of the number"), max_length=12, choices=Basis, blank=True
    )
    main_points = OutlineField(_("main points"), blank=True)
    announced_on = models.DateField(
        _("announced on"),
        null=True,
        blank=True,
        help_text=_("From this day on the public sees it; empty: not announced."),
    )
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    organisations = models.ManyToManyField(
        Organisation,
        through="EventRole",
        related_name="events",
        verbose_name=_("organisations behind the event"),
    )

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")
    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-date", "-start", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "date"],
                name="events_name_once_a_day",
                violation_error_message=_("This event of the day is recorded already."),
            ),
            models.CheckConstraint(
                name="events_number_has_basis",
                condition=Q(participants__isnull=True, participants_basis="")
                | Q(participants__isnull=False, participants_basis__in=["actual", "approximate"]),
                violation_error_message=_(
                    "A number of participants is either counted or approximate; say which."
                ),
            ),
            models.CheckConstraint(
                name="events_ends_after_start",
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                violation_error_message=_("The event must end after it starts."),
            ),
            models.CheckConstraint(
                name="events_first_day_before_last",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("date")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="events_announced_before_it_ends",
                condition=Q(announced_on__isnull=True)
                | Q(last_day__isnull=True, announced_on__lte=F("date"))
                | Q(last_day__isnull=False, announced_on__lte=F("last_day")),
                violation_error_message=_("An event is announced before it is over."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.pk])

    @property
    def is_approximate(self) -> bool:
        return self.participants_basis == self.Basis.APPROXIMATE

    def is_public_on(self, day: datetime.date) -> bool:
        return self.announced_on is not None and self.announced_on <= day

    def is_cancelled_on(self, day: datetime.date) -> bool:
        return self.cancelled_on is not None and self.cancelled_on <= day


class EventRole(VersionedModel):
    """An organisation behind the event (주최·주관·후원)."""

    class Role(models.TextChoices):
        HOST = "host", _("host")
        HOST_AND_ORGANISER = "host_and_organiser", _("host and organiser")
        ORGANISER = "organiser", _("organiser")
        SPONSOR = "sponsor", _("sponsor")

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="roles", verbose_name=_("event")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="event_roles",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    printed_name = LineField(
        _("name as printed"),
        max_length=150,
        blank=True,
        help_text=_("Empty: the organisation's short name."),
    )

    class Meta:
        verbose_name = _("organisation behind the event")
        verbose_name_plural = _("organisations behind the event")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "role"],
                name="events_role_once",
                violation_error_message=_("The organisation has this role already."),
            )
        ]

    def __str__(self) -> str:
        return self.printed

    @property
    def printed(self) -> str:
        return self.printed_name or self.organisation.printed_short

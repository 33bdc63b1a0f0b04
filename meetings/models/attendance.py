"""Who was called to a meeting, who came, who sat in, who was invited to speak."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import VersionedModel
from meetings.models.meetings import AgendaItem, Meeting
from meetings.querysets.attendance import RosterQuerySet
from members.models import Person, Seat


def _same_name(first: str, second: str) -> bool:
    return "".join(first.split()) == "".join(second.split())


class RosterEntry(VersionedModel):
    """A seat called to the meeting. All that is printed of it holds on the meeting's day."""

    class Attendance(models.TextChoices):
        UNSET = "unset", pgettext_lazy("attendance", "not marked")
        PRESENT = "present", pgettext_lazy("attendance", "present")
        ABSENT = "absent", pgettext_lazy("attendance", "absent")
        PROXY = "proxy", pgettext_lazy("attendance", "by proxy")

    MARKS = {
        Attendance.UNSET: "",
        Attendance.PRESENT: "○",
        Attendance.ABSENT: "×",
        Attendance.PROXY: "○",
    }

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="roster", verbose_name=_("meeting")
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, related_name="roster_entries", verbose_name=_("seat")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    attendance = models.CharField(
        _("attendance"), max_length=8, choices=Attendance, default=Attendance.UNSET
    )
    proxy_name = LineField(_("proxy"), max_length=60, blank=True)
    proxy_title = LineField(_("proxy's title"), max_length=60, blank=True)
    proxy_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="proxy_for",
        null=True,
        blank=True,
        verbose_name=_("proxy's record"),
        help_text=_("With it the proxy may read the packet of this meeting."),
    )

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster entry")
        verbose_name_plural = _("roster entries")
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="meetings_seat_on_roster_once",
                violation_error_message=_("This seat is on the roster already."),
            ),
            models.CheckConstraint(
                name="meetings_proxy_has_name",
                condition=(Q(attendance="proxy") & ~Q(proxy_name=""))
                | Q(attendance="unset")
                | Q(attendance__in=["present", "absent"], proxy_name=""),
                violation_error_message=_(
                    "A proxy has a name, and only who sends one is marked as represented."
                ),
            ),
            models.CheckConstraint(
                name="meetings_proxy_details_need_name",
                condition=~Q(proxy_name="") | Q(proxy_title="", proxy_person__isnull=True),
                violation_error_message=_("Name the proxy before the title."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.person} {self.mark}".strip()

    def clean(self) -> None:
        if self.proxy_person and not _same_name(self.proxy_person.name, self.proxy_name):
            raise ValidationError(
                {
                    "proxy_person": _("The record is that of %(name)s, not of the proxy named.")
                    % {"name": self.proxy_person.name}
                }
            )
        if not (self.meeting_id and self.seat_id):
            return
        if self.seat.body_id != self.meeting.body_id:
            raise ValidationError({"seat": _("The seat belongs to another body.")})
        if not self.seat.holds_on(self.meeting.date):
            raise ValidationError({"seat": _("The term does not cover the day of the meeting.")})

    @property
    def person(self) -> Person:
        return self.seat.person

    @property
    def mark(self) -> str:
        return self.MARKS[self.Attendance(self.attendance)]

    @property
    def proxy(self) -> str:
        """`박시우 이사`."""
        return f"{self.proxy_name} {self.proxy_title}".strip()


class Observer(VersionedModel):
    """Sits in (배석), is no member and is not counted."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="observers", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="observed", verbose_name=_("person")
    )
    department = LineField(
        _("department"),
        max_length=80,
        blank=True,
        help_text=_("Empty: as recorded with the person's post."),
    )
    title = LineField(
        pgettext_lazy("post", "title"),
        max_length=60,
        blank=True,
        help_text=_("Empty: as recorded with the person's post."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("observer")
        verbose_name_plural = _("observers")
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_observer_once",
                violation_error_message=_("This observer is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Guest(VersionedModel):
    """Invited to speak; is not counted."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="guests", verbose_name=_("meeting")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="invited_to", verbose_name=_("person")
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        related_name="guests",
        null=True,
        blank=True,
        verbose_name=_("agenda item"),
    )
    note = LineField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("meeting", "guest")
        verbose_name_plural = pgettext_lazy("meeting", "guests")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_guest_once",
                violation_error_message=_("This guest is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

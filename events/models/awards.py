from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import VersionedModel
from events.models.events import Event
from events.querysets import AwardQuerySet
from members.models import Organisation, Person


class Award(VersionedModel):
    """So many awards of one class and one grade.

    One row carries both, so the split by grade can never differ from the total.
    """

    class AwardClass(models.TextChoices):
        MERIT = "merit_organisation", _("organisation of merit for digital content")
        SELF_REGULATION = "self_regulation", _("outstanding operator in self-regulation")
        PROJECT_GROUP = "project_group", _("outstanding project group")

    class Grade(models.TextChoices):
        COMMENDATION = "ministry_commendation", _("commendation of the ministry")
        MINISTER_PRIZE = "minister_prize", _("prize of the minister")
        NONE = "none", _("without grade")

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="awards", verbose_name=_("event")
    )
    award_class = models.CharField(_("class"), max_length=20, choices=AwardClass)
    grade = models.CharField(_("grade"), max_length=24, choices=Grade, default=Grade.NONE)
    count = models.PositiveSmallIntegerField(_("number of awards"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "award_class", "grade"],
                name="events_award_once",
                violation_error_message=_("This class is recorded with this grade already."),
            ),
            models.CheckConstraint(
                name="events_award_count_from_one",
                condition=Q(count__gte=1),
                violation_error_message=_("At least one award."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(class)s, %(grade)s: %(count)s") % {
            "class": self.get_award_class_display(),
            "grade": self.get_grade_display(),
            "count": self.count,
        }


class AwardRecipient(VersionedModel):
    award = models.ForeignKey(
        Award, on_delete=models.CASCADE, related_name="recipients", verbose_name=_("award")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("person"),
    )
    printed_name = LineField(
        _("name as printed"),
        max_length=150,
        blank=True,
        help_text=_("A project group, or another way to write the name."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["award", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="events_recipient_is_named",
                condition=Q(organisation__isnull=False)
                | Q(person__isnull=False)
                | ~Q(printed_name=""),
                violation_error_message=_("Name an organisation, a person or a printed name."),
            )
        ]

    def __str__(self) -> str:
        return self.printed_name or str(self.organisation or self.person)

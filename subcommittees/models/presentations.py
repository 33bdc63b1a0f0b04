from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import Attachment, VersionedModel
from alliance.outline.fields import OutlineField
from members.models import Organisation, Person
from subcommittees.models.meetings import SubcommitteeMeeting


class Presentation(VersionedModel):
    """A talk (발제). The speaker's organisation and title are those of the meeting's day."""

    meeting = models.ForeignKey(
        SubcommitteeMeeting,
        on_delete=models.CASCADE,
        related_name="presentations",
        verbose_name=_("subcommittee meeting"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    field = LineField(
        pgettext_lazy("presentation", "field"),
        max_length=120,
        blank=True,
        help_text=_("As the agenda names it; empty: the title."),
    )
    title = LineField(_("title"), max_length=200)
    heading = LineField(
        _("heading of its findings"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the title."),
    )
    speaker = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="subcommittee_presentations",
        null=True,
        blank=True,
        verbose_name=_("speaker"),
    )
    speaker_name = LineField(
        _("speaker's name"),
        max_length=60,
        blank=True,
        help_text=_("Only where the speaker is no recorded person."),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="subcommittee_presentations",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
        help_text=_("Empty: where the speaker works on the day."),
    )
    printed_organisation = LineField(_("organisation as printed"), max_length=120, blank=True)
    printed_title = LineField(_("title as printed"), max_length=60, blank=True)
    sections = OutlineField(
        _("findings"),
        blank=True,
        help_text=_("① ② ③ are the sections, ※ the lead of one, - the points."),
    )
    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="subcommittees_presentation_number_once",
                violation_error_message=_("This number is used already."),
            ),
            models.CheckConstraint(
                name="subcommittees_one_kind_of_speaker",
                condition=Q(speaker__isnull=True) | Q(speaker_name=""),
                violation_error_message=_("Name the speaker once: the person or the name."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_heading(self) -> str:
        return self.heading or self.title

    @property
    def speaker_line(self) -> str:
        """`웅진씽크빅 김라온 부장`."""
        organisation, title = self.printed_organisation, self.printed_title
        if not organisation and self.organisation:
            organisation = self.organisation.name_on(self.meeting.date)
        if self.speaker and not (organisation and title):
            posts = self.speaker.affiliations_on(self.meeting.date)
            post = next(
                (post for post in posts if post.organisation_id == self.organisation_id),
                posts[0] if posts and self.organisation_id is None else None,
            )
            if post:
                organisation = organisation or post.organisation.name_on(self.meeting.date)
                title = title or post.title
        name = self.speaker.name if self.speaker else self.speaker_name
        return " ".join(part for part in (organisation, name, title) if part)

"""Mailings beside the newsletter (이메일링)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.models import Attachment, Picture
from alliance.outline.fields import OutlineField
from alliance.periods import seoul_day
from members.models import Body, BusinessField, Classification, Organisation
from newsletter.models.approval import ApprovedRecord, SendingState, sent_has_time
from newsletter.models.issues import NewsletterIssue
from newsletter.models.links import of_the_open_web
from newsletter.querysets import EmailNoticeQuerySet
from newsletter.segments import Segment


class EmailNotice(ApprovedRecord):
    """A mailing about a call or an event (사업공고 및 행사 이메일링); counted by its sending.

    It goes to a part of the readers: what is named narrows, within one list any of it will do.
    """

    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="email_notices",
        verbose_name=_("organisation"),
    )
    body = OutlineField(_("text"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True, validators=[of_the_open_web])
    kinds = models.JSONField(_("classes of members"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    business_fields = models.ManyToManyField(
        BusinessField, blank=True, verbose_name=_("fields of business")
    )
    subcommittees = models.ManyToManyField(
        Body,
        blank=True,
        limit_choices_to={"kind": Body.Kind.SUBCOMMITTEE},
        related_name="+",
        verbose_name=_("subcommittees"),
    )
    advertising = models.CharField(
        _("advertising"),
        max_length=10,
        choices=NewsletterIssue.Advertising,
        default=NewsletterIssue.Advertising.UNDECIDED,
        editable=False,
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, db_index=True)

    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )
    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = EmailNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail notice")
        verbose_name_plural = _("e-mail notices")
        ordering = [F("sent_at").desc(nulls_first=True), "-pk"]
        constraints = [
            *ApprovedRecord.Meta.constraints,
            sent_has_time("newsletter_notice_sent_has_time"),
            models.CheckConstraint(
                name="newsletter_notice_approved_with_choice",
                condition=~Q(state="approved") | Q(advertising__in=["yes", "no"]),
                violation_error_message=_("Say first whether the mail is advertising."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sent_on(self) -> date | None:
        return seoul_day(self.sent_at) if self.sent_at else None

    @property
    def is_sent(self) -> bool:
        return self.state == SendingState.SENT

    @property
    def is_on_its_way(self) -> bool:
        """Its mailing has started: from now on nothing of it changes."""
        return self.is_sent or self.mailings.exists()

    @property
    def segment(self) -> Segment:
        """Whom it is for as it stands now; what was approved keeps its own."""
        return Segment(
            kinds=tuple(self.kinds),
            regions=tuple(self.regions),
            fields=tuple(sorted(self.business_fields.values_list("pk", flat=True))),
            subcommittees=tuple(sorted(self.subcommittees.values_list("code", flat=True))),
        )

    def segment_words(self) -> list[str]:
        """For people: each list that narrows, in their words."""
        kinds = [str(Classification.Kind(each).label) for each in self.kinds]
        regions = [str(Organisation.Region(each).label) for each in self.regions]
        fields = [each.name for each in self.business_fields.all()]
        bodies = [each.name for each in self.subcommittees.all()]
        return [", ".join(words) for words in (kinds, regions, fields, bodies) if words]

"""Two pairs of eyes: what goes out to many was edited by one officer and approved by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel


class SendingState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    SENT = "sent", pgettext_lazy("issue", "sent")


def sent_has_time(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(state="sent", sent_at__isnull=False)
        | (~Q(state="sent") & Q(sent_at__isnull=True)),
        violation_error_message=_("What was sent has a time of sending, and nothing else has."),
    )


class ApprovedRecord(VersionedModel):
    """Who edited it last and who approved it, with the content that was approved.

    What is mailed, and what the archive shows afterwards, is the approved content: whatever
    happens to banners or stories later, readers of the page and of the mail see the same.
    """

    state = models.CharField(
        _("state"), max_length=10, choices=SendingState, default=SendingState.DRAFT
    )
    # Its articles and banners included; empty while nobody changed what the portal drafted.
    last_edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("last edited by"),
    )
    last_edited_at = models.DateTimeField(
        _("last edited at"), null=True, blank=True, editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    # The last editor approved it, as there was no second officer.
    is_stand_in = models.BooleanField(
        pgettext_lazy("approval", "stand-in rule"), default=False, editable=False
    )
    stand_in_reason = models.CharField(
        _("reason of the stand-in"), max_length=300, blank=True, editable=False
    )
    approved_content = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_approved_by_somebody",
                condition=(
                    ~Q(state="approved")
                    | Q(
                        approved_by__isnull=False,
                        approved_at__isnull=False,
                        approved_content__isnull=False,
                    )
                )
                & (~Q(state="draft") | Q(approved_by__isnull=True, approved_at__isnull=True)),
                violation_error_message=_("What is approved names who approved it, and when."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_approved_by_a_second",
                condition=Q(approved_by__isnull=True)
                | Q(last_edited_by__isnull=True)
                | ~Q(approved_by=F("last_edited_by"))
                | Q(is_stand_in=True),
                violation_error_message=_("Who edited last does not approve."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_stand_in_has_reason",
                condition=Q(is_stand_in=False) | ~Q(stand_in_reason=""),
                violation_error_message=_("The stand-in rule needs a reason."),
            ),
        ]

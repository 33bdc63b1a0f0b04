"""Who would like to become a member: what they sent, and what the secretariat decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel
from members.models.membership import Classification
from members.models.organisations import Organisation
from members.names import fold_name
from members.querysets import MembershipApplicationQuerySet
from members.validators import validate_registration_number


class MembershipApplication(VersionedModel):
    """회원 가입 신청. Sent by anybody; from then on only its state and the comment change."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("application", "submitted")
        UNDER_REVIEW = "under_review", pgettext_lazy("application", "under review")
        RETURNED = "returned", pgettext_lazy("application", "returned for completion")
        APPROVED = "approved", pgettext_lazy("application", "approved")
        DECLINED = "declined", pgettext_lazy("application", "declined")

    # What an officer may decide on.
    OPEN = (State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED)
    # What is erased when an application that came to nothing has been kept for its time.
    PERSONAL = (
        "representative",
        "contact_name",
        "contact_title",
        "contact_email",
        "contact_phone",
    )

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SUBMITTED)
    name = models.CharField(_("name of the organisation"), max_length=150)
    folded = models.CharField(max_length=150, editable=False, db_index=True)
    registration_number = models.CharField(
        _("business registration number"),
        max_length=12,
        blank=True,
        validators=[validate_registration_number],
    )
    kind = models.CharField(
        pgettext_lazy("class", "kind"), max_length=12, choices=Classification.Kind
    )
    sub_kind = models.CharField(
        _("sub-kind"), max_length=24, choices=Classification.SubKind, blank=True
    )
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=12, choices=Organisation.Region, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    homepage = models.URLField(_("homepage"), blank=True)
    introduction = models.TextField(_("what the organisation does"), blank=True)
    contact_name = models.CharField(_("contact: name"), max_length=60, blank=True)
    contact_title = models.CharField(_("contact: title"), max_length=60, blank=True)
    contact_email = models.EmailField(_("contact: e-mail"), blank=True)
    contact_phone = models.CharField(_("contact: telephone"), max_length=30, blank=True)
    consented_at = models.DateTimeField(_("consent to the use of personal data given at"))
    submitted_at = models.DateTimeField(_("submitted at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    comment = models.TextField(_("comment of the secretariat"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("organisation"),
    )
    member_from = models.DateField(_("member from"), null=True, blank=True)
    welcomed_at = models.DateTimeField(_("welcome letter sent at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased at"), null=True, blank=True)

    objects: ClassVar = MembershipApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="members_application_class_fits",
                condition=Q(kind="company", sub_kind__in=["large", "medium", "small"])
                | Q(kind="institution", sub_kind__in=["institution_association", "other_nonprofit"])
                | Q(kind="university", sub_kind=""),
                violation_error_message=_("The sub-kind does not belong to this kind."),
            ),
            models.CheckConstraint(
                name="members_application_approved_is_member",
                condition=~Q(state="approved")
                | Q(organisation__isnull=False, member_from__isnull=False),
            ),
            models.CheckConstraint(
                name="members_application_refused_says_why",
                condition=~Q(state__in=["returned", "declined"]) | ~Q(comment=""),
                violation_error_message=_("Say why not."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold_name(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def number(self) -> str:
        """접수번호, as the applicant quotes it."""
        return f"A-{self.submitted_at:%Y}-{self.pk:05d}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def class_label(self) -> str:
        return str(self.get_sub_kind_display() if self.sub_kind else self.get_kind_display())

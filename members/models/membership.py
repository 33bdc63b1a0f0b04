"""Since when an organisation is a member, and of which class."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.models import DatedModel
from members.models.organisations import Organisation
from members.querysets import ClassificationQuerySet, MembershipQuerySet


class Membership(DatedModel):
    class LeavingReason(models.TextChoices):
        WITHDRAWN = "withdrawn", _("withdrew")
        CLOSED = "closed", _("closed down")
        MERGED = "merged", _("merged")
        EXPELLED = "expelled", _("expelled")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    leaving_reason = models.CharField(
        _("reason for leaving"), max_length=12, choices=LeavingReason, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "valid_from"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="members_one_membership_at_a_time",
                keys=["organisation"],
                violation_error_message=_("The organisation is a member already in this period."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Classification(DatedModel):
    class Kind(models.TextChoices):
        COMPANY = "company", pgettext_lazy("class", "company")
        INSTITUTION = "institution", pgettext_lazy("class", "institution")
        UNIVERSITY = "university", _("university or university-industry foundation")

    class SubKind(models.TextChoices):
        LARGE = "large", _("large company")
        MEDIUM = "medium", _("medium company")
        SMALL = "small", _("small company")
        ASSOCIATION = "institution_association", _("institution or association")
        NON_PROFIT = "other_nonprofit", _("other non-profit")
        NONE = "", _("none")

    SUB_KINDS = {
        Kind.COMPANY: (SubKind.LARGE, SubKind.MEDIUM, SubKind.SMALL),
        Kind.INSTITUTION: (SubKind.ASSOCIATION, SubKind.NON_PROFIT),
        Kind.UNIVERSITY: (),
    }

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="classifications",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(pgettext_lazy("class", "kind"), max_length=12, choices=Kind)
    sub_kind = models.CharField(_("sub-kind"), max_length=24, choices=SubKind, blank=True)

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        ordering = ["organisation", "valid_from"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="members_one_class_at_a_time",
                keys=["organisation"],
                violation_error_message=_("The organisation is classified already in this period."),
            ),
            models.CheckConstraint(
                name="members_sub_kind_fits_kind",
                condition=Q(kind="company", sub_kind__in=["large", "medium", "small"])
                | Q(kind="institution", sub_kind__in=["institution_association", "other_nonprofit"])
                | Q(kind="university", sub_kind=""),
                violation_error_message=_("The sub-kind does not belong to this kind."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_sub_kind_display() if self.sub_kind else self.get_kind_display()

"""회원 확인서: what was certified of a member, to whom, under which number."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import Attachment
from members.models.membership import Classification
from members.models.organisations import Organisation


class MembershipCertificate(models.Model):
    """What is printed stands here as it was on the day; rows are only ever added.

    The file is an attachment that a worker adds once it is rendered.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial number"))
    # Whoever holds the paper proves it with this.
    code = models.CharField(_("verification code"), max_length=12)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("organisation"),
    )
    as_of = models.DateField(_("as of"))
    purpose = models.CharField(pgettext_lazy("certificate", "purpose"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=150)
    member_number = models.CharField(_("member number"), max_length=20)
    registration_number = models.CharField(
        _("business registration number"), max_length=12, blank=True
    )
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    # Nobody recorded who it was on the day: the one of the day of issue is printed, and says so.
    representative_is_of_issue = models.BooleanField(
        _("representative of the day of issue"), default=False
    )
    kind = models.CharField(
        pgettext_lazy("class", "kind"), max_length=12, choices=Classification.Kind, blank=True
    )
    sub_kind = models.CharField(
        _("sub-kind"), max_length=24, choices=Classification.SubKind, blank=True
    )
    member_since = models.DateField(_("member since"))
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("issued by")
    )

    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    class Meta:
        verbose_name = _("certificate of membership")
        verbose_name_plural = _("certificates of membership")
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "serial"], name="members_certificate_number_once"
            ),
            models.CheckConstraint(
                name="members_certificate_of_a_known_day",
                condition=models.Q(as_of__lte=models.F("issued_on")),
                violation_error_message=_("A certificate tells of no day to come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial:04d}"

    @property
    def class_label(self) -> str:
        """`기업(소기업)`"""
        if not self.sub_kind:
            return str(self.get_kind_display())
        return f"{self.get_kind_display()}({self.get_sub_kind_display()})"

    @property
    def printed_code(self) -> str:
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    @property
    def file(self) -> Attachment | None:
        """Nothing until it is rendered."""
        return next(iter(self.attachments.all()), None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "Certificates are never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        message = "Certificates are never deleted."
        raise TypeError(message)

"""규모 확인: once a year a company's size is looked at again."""

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
from members.querysets import SizeCheckQuerySet


class SizeCheck(VersionedModel):
    """A company is asked, or not; it answers, or not; an officer confirms on a day."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("size check", "asked")
        ANSWERED = "answered", pgettext_lazy("size check", "answered")
        CONFIRMED = "confirmed", pgettext_lazy("size check", "confirmed")

    Size = Classification.SUB_KINDS[Classification.Kind.COMPANY]

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="size_checks",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    answer = models.CharField(
        _("size that the company gives"),
        max_length=24,
        choices=Classification.SubKind,
        blank=True,
    )
    note = models.CharField(_("note of the company"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    size = models.CharField(
        _("confirmed size"), max_length=24, choices=Classification.SubKind, blank=True
    )
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects: ClassVar = SizeCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of company size")
        verbose_name_plural = _("checks of company size")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=~Q(state="confirmed"),
                name="members_one_open_size_check",
                violation_error_message=_("The company is asked already."),
            ),
            models.CheckConstraint(
                name="members_size_check_confirmed_has_day",
                condition=Q(confirmed_on__isnull=False, size__in=["large", "medium", "small"])
                | (~Q(state="confirmed") & Q(confirmed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_state_display()}"

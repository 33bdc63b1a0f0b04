"""What a member asks of the secretariat: another representative, an end of its membership."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel
from members.models.organisations import Organisation
from members.querysets import MemberRequestQuerySet


class MemberRequest(VersionedModel):
    class Kind(models.TextChoices):
        REPRESENTATIVE = "representative", _("change of representative")
        WITHDRAWAL = "withdrawal", _("withdrawal from the alliance")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "waiting for the secretariat")
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("request", "taken back")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    effective_on = models.DateField(_("in force from"))
    new_representative = models.CharField(_("new representative"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    requested_at = models.DateTimeField(_("asked at"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
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
    # A new representative is recorded on the day, not when it is accepted.
    recorded_at = models.DateTimeField(
        pgettext_lazy("request", "recorded at"), null=True, blank=True, editable=False
    )
    comment = models.TextField(_("comment of the secretariat"), blank=True)

    objects: ClassVar = MemberRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a member")
        verbose_name_plural = _("requests of members")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(state="open"),
                name="members_one_open_request",
                violation_error_message=_("Such a request is waiting already."),
            ),
            models.CheckConstraint(
                name="members_request_names_representative",
                condition=~Q(kind="representative") | ~Q(new_representative=""),
                violation_error_message=_("Name the new representative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"

    @property
    def waits_for_its_day(self) -> bool:
        return (
            self.kind == self.Kind.REPRESENTATIVE
            and self.state == self.State.ACCEPTED
            and self.recorded_at is None
        )

    @property
    def state_label(self) -> str:
        if self.waits_for_its_day:
            return str(pgettext_lazy("request", "accepted, recorded on the day"))
        return str(self.get_state_display())

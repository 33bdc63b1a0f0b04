"""Partners' banners (유관기관 홍보), and the issues that they stand in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import Picture, VersionedModel
from members.models import Organisation
from newsletter.calendar import is_of_this_century
from newsletter.models.issues import NewsletterIssue
from newsletter.models.links import of_the_open_web
from newsletter.querysets import PromotionQuerySet

# Of a placement: its issue is approved, sent, or being sent.
IS_FIXED = Q(issue__state__in=["approved", "sent"]) | Q(issue__mailings__isnull=False)


class Promotion(VersionedModel):
    """A partner's banner, booked once (유관기관 홍보); it counts once, when first really sent."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="promotions",
        verbose_name=_("organisation"),
    )
    title = LineField(_("title"), max_length=200)
    link = models.URLField(_("link"), max_length=500, blank=True, validators=[of_the_open_web])
    starts_on = models.DateField(_("booked from"))
    ends_on = models.DateField(_("booked until"))
    note = LineField(_("note"), max_length=200, blank=True)
    # Of what is shown: title, link, organisation, picture.
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

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_promotion_from_before_to",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "title", "starts_on"],
                name="newsletter_promotion_once",
                violation_error_message=_("This promotion is booked already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        days = {"starts_on": self.starts_on, "ends_on": self.ends_on}
        wrong = [name for name, day in days.items() if day and not is_of_this_century(day)]
        if wrong:
            raise ValidationError(dict.fromkeys(wrong, _("Enter a day between 2000 and 2099.")))

    @property
    def key(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"

    @property
    def is_shown(self) -> bool:
        """Stands in an issue that is approved or out: what was approved is kept."""
        return bool(self.placements.filter(IS_FIXED).exists())

    def is_booked_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class PromotionPlacement(VersionedModel):
    issue = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.CASCADE,
        related_name="placements",
        verbose_name=_("issue"),
    )
    promotion = models.ForeignKey(
        Promotion,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("promotion"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["issue", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "promotion"],
                name="newsletter_promotion_once_an_issue",
                violation_error_message=_("The promotion stands in this issue already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.promotion}"


class PromotionClicks(models.Model):
    """How often a banner was followed on a day; nothing is kept of who did."""

    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, related_name="clicks", verbose_name=_("promotion")
    )
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(pgettext_lazy("promotion", "clicks"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("promotion", "clicks of a day")
        verbose_name_plural = pgettext_lazy("promotion", "clicks by day")
        ordering = ["-day", "promotion"]
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "day"], name="newsletter_clicks_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.promotion} {self.day}"

"""Web measures: visits by month, views by page. The two are never mixed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.models import VersionedModel
from reporting.addresses import canonical_page
from reporting.querysets import PageViewCountQuerySet, VisitMonthQuerySet


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


class VisitMonth(VersionedModel):
    """The visits of a month as counted up to a day.

    A month may be counted more than once: the count up to 26 November stays what a packet as of
    that day prints, after the whole month has been counted. A month without a count prints `-`.
    """

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2999)]
    )
    month = models.PositiveSmallIntegerField(
        _("month"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    visits = models.PositiveIntegerField(_("visits"))
    counted_to = models.DateField(
        _("counted up to"), help_text=_("The last day counted; the end of the month if it is over.")
    )

    objects: ClassVar = VisitMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("visits of a month")
        verbose_name_plural = _("visits by month")
        ordering = ["-year", "-month", "-counted_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "counted_to"],
                name="reporting_month_counted_once_a_day",
                violation_error_message=_("The month was counted up to this day already."),
            ),
            models.CheckConstraint(
                name="reporting_month_is_1_to_12",
                condition=Q(month__range=(1, 12)),
                violation_error_message=_("A month is 1 to 12."),
            ),
            models.CheckConstraint(
                name="reporting_counted_within_month",
                condition=Q(counted_to__year=F("year"), counted_to__month=F("month")),
                violation_error_message=_("The last day counted lies in another month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def is_partial(self) -> bool:
        return self.counted_to < month_end(self.year, self.month)


class PageViewCount(VersionedModel):
    """Views by page in a period, as the measuring service lists them."""

    start = models.DateField(_("from"))
    end = models.DateField(_("until"), db_index=True)
    total_views = models.PositiveIntegerField(
        _("views of all pages"), help_text=_("Shares relate to it; the list names only the first.")
    )

    objects: ClassVar = PageViewCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("page view count")
        verbose_name_plural = _("page view counts")
        ordering = ["-end", "-start"]
        constraints = [
            models.UniqueConstraint(
                fields=["start", "end"],
                name="reporting_views_counted_once",
                violation_error_message=_("This period is counted already."),
            ),
            models.CheckConstraint(
                name="reporting_views_from_before_to",
                condition=Q(end__gte=F("start")),
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start.isoformat()} ~ {self.end.isoformat()}"


LONGEST_ADDRESS = 1000


class PageViewRow(VersionedModel):
    count = models.ForeignKey(
        PageViewCount, on_delete=models.CASCADE, related_name="rows", verbose_name=_("count")
    )
    url = models.CharField(_("address as measured"), max_length=LONGEST_ADDRESS)
    page = models.CharField(_("page"), max_length=LONGEST_ADDRESS, editable=False, blank=True)
    views = models.PositiveIntegerField(_("views"))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["count", "-views", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "url"],
                name="reporting_address_once",
                violation_error_message=_("This address is listed already."),
            )
        ]

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.page = canonical_page(self.url)[:LONGEST_ADDRESS]
        super().save(*args, **kwargs)

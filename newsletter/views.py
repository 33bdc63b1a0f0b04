"""Newsletters that were sent, for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.periods import today
from newsletter.models import IssueArticle, NewsletterIssue


@dataclass(frozen=True)
class ArticleGroup:
    label: str
    articles: list[IssueArticle]


def _readable() -> QuerySet[NewsletterIssue]:
    return NewsletterIssue.objects.sent().filter(date__lte=today())  # type: ignore[no-any-return]


@login_not_required
@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    """By month; the latest month where none is asked for."""
    months = list(_readable().dates("date", "month", order="DESC"))
    asked = request.GET.get("month", "")
    month = next((each for each in months if f"{each:%Y-%m}" == asked), None)
    chosen = month or (months[0] if months else None)
    issues = (
        _readable().in_month(chosen.year, chosen.month).prefetch_related("articles")  # type: ignore[attr-defined]
        if chosen
        else []
    )
    return render(
        request,
        "newsletter/issue_list.html",
        {"months": months, "month": chosen, "issues": issues},
    )


@login_not_required
@require_safe
def issue_detail(request: HttpRequest, day: date) -> HttpResponse:
    issue = get_object_or_404(_readable().with_contents(), date=day)  # type: ignore[attr-defined]
    articles = list(issue.articles.all())
    groups = [
        ArticleGroup(str(section.label), own)
        for section in IssueArticle.Section
        if (own := [each for each in articles if each.section == section])
    ]
    neighbours = {
        "previous": _readable().filter(date__lt=day).order_by("-date").first(),
        "next": _readable().filter(date__gt=day).order_by("date").first(),
    }
    return render(
        request,
        "newsletter/issue_detail.html",
        {"issue": issue, "groups": groups, "placements": issue.placements.all(), **neighbours},
    )

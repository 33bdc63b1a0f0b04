"""Newsletters that were sent, for everybody to read."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.periods import today
from newsletter.models import NewsletterIssue
from newsletter.rendering import render_issue

LONGEST_SEARCH = 100
PAGE_SIZE = 30


def readable_issues() -> QuerySet[NewsletterIssue]:
    return NewsletterIssue.objects.sent().filter(date__lte=today())  # type: ignore[no-any-return]


@login_not_required
@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    """By month, the latest where none is asked for; or what is found in all of them."""
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    return _found(request, text) if text else _month(request)


def _month(request: HttpRequest) -> HttpResponse:
    months = list(readable_issues().dates("date", "month", order="DESC"))
    asked = request.GET.get("month", "")
    month = next((each for each in months if f"{each:%Y-%m}" == asked), None)
    chosen = month or (months[0] if months else None)
    issues = (
        readable_issues().in_month(chosen.year, chosen.month).prefetch_related("articles")  # type: ignore[attr-defined]
        if chosen
        else []
    )
    years = list(dict.fromkeys(each.year for each in months))
    return render(
        request,
        "newsletter/issue_list.html",
        {
            "years": [
                {"year": year, "latest": next(each for each in months if each.year == year)}
                for year in years
            ],
            "months": sorted(each for each in months if chosen and each.year == chosen.year),
            "month": chosen,
            "issues": issues,
        },
    )


def _found(request: HttpRequest, text: str) -> HttpResponse:
    found = readable_issues().mentioning(text).prefetch_related("articles")  # type: ignore[attr-defined]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    words = [word.casefold() for word in text.split()]
    hits = [
        (issue, [each for each in issue.articles.all() if _mentions(each.title, words)])
        for issue in page
    ]
    return render(
        request,
        "newsletter/issue_search.html",
        {
            "text": text,
            "page": page,
            "hits": hits,
            "page_numbers": page.paginator.get_elided_page_range(
                page.number, on_each_side=2, on_ends=1
            ),
        },
    )


def _mentions(title: str, words: list[str]) -> bool:
    return any(word in title.casefold() for word in words)


@login_not_required
@require_safe
def issue_detail(request: HttpRequest, day: date) -> HttpResponse:
    issue = get_object_or_404(readable_issues().with_contents(), date=day)  # type: ignore[attr-defined]
    neighbours = {
        "previous": readable_issues().filter(date__lt=day).order_by("-date").first(),
        "next": readable_issues().filter(date__gt=day).order_by("date").first(),
    }
    return render(
        request,
        "newsletter/issue_detail.html",
        {"issue": issue, "body": render_issue(issue), **neighbours},
    )

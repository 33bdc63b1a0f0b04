"""The archive's public pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.periods import today
from archive.models import ArchiveDocument, NewsItem, Notice
from archive.search import LONGEST_SEARCH

PAGE_SIZE = 20


@dataclass(frozen=True)
class Listing:
    """One page of a list, and what was asked for."""

    page: Page
    asked: str

    @property
    def page_numbers(self) -> list[int | str]:
        return list(self.page.paginator.get_elided_page_range(self.page.number))


def _asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]


def _listing(request: HttpRequest, found: QuerySet) -> Listing:
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return Listing(page, _asked(request))


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    day = today()
    years = ArchiveDocument.objects.posted_by(day).count_by_year()
    found = ArchiveDocument.objects.posted_by(day).matching(_asked(request))
    year = _year(request.GET.get("year", ""), [each for each, _count in years])
    if year:
        found = found.filter(posted_on__year=year)
    context = {
        "listing": _listing(request, found.with_numbers().newest_first()),
        "years": years,
        "year": year,
    }
    return render(request, "archive/document_list.html", context)


def _year(text: str, known: list[int]) -> int | None:
    return next((year for year in known if str(year) == text), None)


@login_not_required
@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    documents = ArchiveDocument.objects.posted_by(today()).with_numbers()
    document = get_object_or_404(documents, pk=pk)
    return render(
        request,
        "archive/document_detail.html",
        {"document": document, "attachments": document.attachments.all()},
    )


@login_not_required
@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    found = NewsItem.objects.visible_on(today()).matching(_asked(request))
    return render(request, "archive/news_list.html", {"listing": _listing(request, found)})


@login_not_required
@require_safe
def news_detail(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(NewsItem.objects.visible_on(today()), pk=pk)
    return render(
        request, "archive/news_detail.html", {"item": item, "pictures": item.pictures.all()}
    )


@login_not_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    found = Notice.objects.visible_on(today()).matching(_asked(request)).board_order()
    return render(request, "archive/notice_list.html", {"listing": _listing(request, found)})


@login_not_required
@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_on(today()), pk=pk)
    return render(
        request,
        "archive/notice_detail.html",
        {"notice": notice, "attachments": notice.attachments.all()},
    )

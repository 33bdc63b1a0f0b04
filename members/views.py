"""The public directory."""

from __future__ import annotations

from datetime import date
from typing import Any
from unicodedata import normalize

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today
from members.cards import cards_of
from members.directory import PAGE_SIZE, Directory, DirectoryEntry, DirectorySearch, index_of
from members.kept_pages import framed, kept_pages, page_tag, shared
from members.models import Listing, Membership, Organisation
from members.public_entry import released_logo, released_parts
from members.services.listings import bring_up_to_date
from members.sharing import shared_page

SIMILAR = 4
# Of the address, for those who print: as many entries as one page may hold.
ALL, MOST_ON_A_PAGE = "all", 2000


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Whoever has the page already was told so by the middleware."""
    version = bring_up_to_date(today())
    tag = page_tag(request, version)
    if tag is None:
        return HttpResponse(_list_page(request, version))
    content = kept_pages.get(tag)
    if content is None:
        content = _list_page(request, version)
        # One with all entries is asked for seldom, and as large as dozens of others.
        if not _asks_for_all(request):
            kept_pages.keep(tag, content)
    return shared(HttpResponse(content), tag)


def _asks_for_all(request: HttpRequest) -> bool:
    return request.GET.get(ALL) == "1"


def _list_page(request: HttpRequest, version: int) -> bytes:
    directory = Directory(DirectorySearch.read(request.GET), index_of(version))
    size = MOST_ON_A_PAGE if _asks_for_all(request) else PAGE_SIZE
    page = directory.page(request.GET.get("page"), size=size)
    context = {
        "day": today(),
        "address_of_all": directory.search.address_with(ALL, "1") if size == PAGE_SIZE else "",
        "directory": directory,
        "search": directory.search,
        "page": page,
        "cards": cards_of(page),
        "page_numbers": page.paginator.get_elided_page_range(
            page.number, on_each_side=2, on_ends=1
        ),
    }
    results = render_to_string("members/directory/_results.html", context, request)
    return framed(request, directory.search, results).encode()


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever is no listed member today has no page, whatever the reason.

    What became part of another member leads there, for as long as that holds.
    """
    day, address = today(), normalize("NFC", slug).lower()
    organisation = (
        Organisation.objects.visible_on(day)
        .classified_on(day)
        .prefetch_related("business_fields", "tags", "names", "contacts", "pictures")
        .filter(slug=address)
        .first()
    )
    if organisation is None:
        if heir := Organisation.objects.stands_in_for(address, day):
            return redirect(heir)
        raise Http404
    return render(
        request, "members/organisation_detail.html", page_context(organisation, request.user, day)
    )


def page_context(organisation: Organisation, user: Any, day: date) -> dict[str, Any]:
    """What the page of an organisation shows; a draft's preview is the same page."""
    panel_context = PanelContext(user=user, on=day, subject=organisation)
    entry, parts = DirectoryEntry(organisation), released_parts(organisation)
    logo = released_logo(organisation)
    former = [
        dated.name
        for dated in organisation.names.all()
        if dated.valid_to is not None and dated.valid_to < day
    ]
    return {
        "organisation": organisation,
        "entry": entry,
        "parts": parts,
        "logo": logo,
        "shared": shared_page(
            organisation, parts, logo=logo, class_label=entry.class_label, former=former
        ),
        "similar": Listing.objects.similar_to(organisation.pk)[:SIMILAR],
        "membership": Membership.objects.on(day).filter(organisation=organisation).first(),
        "former_names": former,
        "contacts": [each for each in organisation.contacts.all() if each.is_public],
        "panels": panels_for(PanelPlace.ORGANISATION, panel_context),
    }

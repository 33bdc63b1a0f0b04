"""The public directory."""

from __future__ import annotations

from unicodedata import normalize

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today
from members.directory import PAGE_SIZE, DirectoryEntry, DirectorySearch
from members.models import Membership, Organisation


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    day = today()
    search = DirectorySearch.read(request.GET.get("q", ""), request.GET.get("kind", ""))
    page = Paginator(search.organisations(day), PAGE_SIZE).get_page(request.GET.get("page"))
    kinds = search.kinds(day)
    context = {
        "search": search,
        "page": page,
        "entries": [DirectoryEntry(each) for each in page],
        "kinds": kinds,
        "number_of_all_kinds": sum(kind.count for kind in kinds),
        "page_numbers": page.paginator.get_elided_page_range(
            page.number, on_each_side=2, on_ends=1
        ),
    }
    return render(request, "members/organisation_list.html", context)


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever is no listed member today has no page, whatever the reason."""
    day = today()
    organisation = get_object_or_404(
        Organisation.objects.visible_on(day)
        .classified_on(day)
        .prefetch_related("business_fields", "tags", "names", "contacts"),
        slug=normalize("NFC", slug).lower(),
    )
    panel_context = PanelContext(user=request.user, on=day, subject=organisation)
    context = {
        "organisation": organisation,
        "entry": DirectoryEntry(organisation),
        "membership": Membership.objects.on(day).get(organisation=organisation),
        "former_names": [
            dated
            for dated in organisation.names.all()
            if dated.valid_to is not None and dated.valid_to < day
        ],
        "contacts": [each for each in organisation.contacts.all() if each.is_public],
        "panels": panels_for(PanelPlace.ORGANISATION, panel_context),
    }
    return render(request, "members/organisation_detail.html", context)

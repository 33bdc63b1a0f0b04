"""Links to a draft for readers who have no account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.errors import RuleViolation
from meetings.jobs import draft_job
from meetings.models import DraftLink, PacketVersion
from meetings.services import links
from meetings.views.workbench.answers import back, officer
from meetings.views.workbench.forms import LinkForm


@require_POST
def make_link(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say who reads the draft, and for how many days (1 to 30)."))
        return back(version, "links")
    try:
        made = links.make_draft_link(
            version=version,
            reader=form.cleaned_data["reader"],
            days=form.cleaned_data["days"],
            by=officer(request),
        )
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return back(version, "links")
    address = request.build_absolute_uri(reverse("committee:draft-link", args=[made.token]))
    messages.success(
        request,
        format_html(
            "{} <code>{}</code>",
            _("The link for %(reader)s, shown this once:") % {"reader": made.link.reader},
            address,
        ),
    )
    if draft_job(version) is None:
        messages.warning(
            request, _("There is no draft PDF yet. The link works once one has been put together.")
        )
    return back(version, "links")


@require_POST
def revoke_link(request: HttpRequest, link_id: int) -> HttpResponse:
    link = get_object_or_404(DraftLink.objects.select_related("packet_version"), pk=link_id)
    links.revoke_draft_link(link=link)
    messages.success(request, _("The link for %(reader)s was revoked.") % {"reader": link.reader})
    return back(link.packet_version, "links")

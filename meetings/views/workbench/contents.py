"""Buttons that change what a draft holds: period, order, sections."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from meetings.models import PacketEntry, PacketVersion
from meetings.services import arranging, drafts
from meetings.views.workbench.answers import back, back_to_entry, tell_errors, told
from meetings.views.workbench.forms import PeriodForm, SectionForm, period_code


@require_POST
def assemble(request: HttpRequest, version_id: int) -> HttpResponse:
    """Compute all figures, for another as-of date and quarter where the form says so."""
    version = get_object_or_404(PacketVersion, pk=version_id)
    form = PeriodForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return back(version)
    as_of, quarter = form.cleaned_data["as_of"], form.chosen
    stored, seen = period_code(version.as_of, version.quarter), form.cleaned_data["seen"]
    if seen and seen != stored != period_code(as_of, quarter):
        messages.error(
            request,
            _("Somebody else chose another as-of date or quarter meanwhile: %(period)s.")
            % {"period": f"{version.as_of.isoformat()}, {version.quarter.label}"},
        )
        return back(version)
    if Quarter.of(as_of) != quarter:
        messages.warning(
            request,
            _("The as-of date does not lie in the quarter. Please look whether it is right."),
        )
    answer = told(
        request,
        version,
        lambda: drafts.set_period(version=version, as_of=as_of, quarter=quarter),
        _("All figures were computed anew."),
    )
    if request.POST.get("next") == "publish":
        return redirect("admin:meetings_packet_publish", version.pk)
    return answer


def _entries(version_id: int) -> QuerySet[PacketEntry]:
    return PacketEntry.objects.select_related("packet_version").filter(packet_version=version_id)


@require_POST
def arrange(request: HttpRequest, version_id: int) -> HttpResponse:
    """Move one entry up or down, print it, or leave it out."""
    number = request.POST.get("entry", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    entry = get_object_or_404(_entries(version_id), pk=int(number))
    action, seen = request.POST.get("action", ""), request.POST.get("seen", "")
    try:
        if action in ("up", "down"):
            arranging.move_entry(entry=entry, up=action == "up", seen=seen)
        elif action in ("print", "leave-out"):
            arranging.switch_entry(entry=entry, on=action == "print", seen=seen)
    except RuleViolation as violation:
        messages.error(request, str(violation))
    return back_to_entry(entry)


@require_POST
def add_section(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(
        PacketVersion.objects.select_related("packet__meeting"), pk=version_id
    )
    form = SectionForm(request.POST, meeting=version.packet.meeting)
    if not form.is_valid():
        tell_errors(request, form)
        return back(version)
    try:
        entry = arranging.add_section(
            version=version,
            place=form.chosen_place,
            section_key=form.section_key,
            options=form.options,
        )
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return back(version)
    messages.success(request, _("“%(title)s” was added.") % {"title": entry.shown_title})
    return back_to_entry(entry)

"""A figure: what it counts, the records behind it, and the value set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.db import transaction
from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance.audit import record_access
from alliance.errors import RuleViolation
from alliance.models import AccessRecord
from alliance.periods import PeriodRule
from alliance.templatetags.packet import printed_value
from meetings.models import FigureOverride, PacketEntry
from meetings.services import drafts
from meetings.services.records import records_workbook
from meetings.views.workbench.answers import context, officer
from meetings.views.workbench.forms import FigureForm


@dataclass(frozen=True)
class CountedRecord:
    """A record with its label as it was counted. No address: it is in no list of the admin."""

    pk: int
    label: str
    address: str
    is_recorded: bool


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, entry_id: int, key: str) -> HttpResponse:
    entry = get_object_or_404(
        PacketEntry.objects.select_related("packet_version__packet"), pk=entry_id
    )
    found = entry.figure(key)
    if found is None:
        raise Http404
    refused = None
    if request.method == "POST":
        refused = _set(request, entry, key)
        if refused is None:
            return redirect(request.path)
    override = _override(entry, key)
    records = counted_records(found["records"])
    if request.GET.get("format") == "xlsx":
        if request.method == "GET":
            record_access(
                request, action=AccessRecord.Action.EXPORT, subject=entry, detail={"figure": key}
            )
        return records_workbook(found, [(each.label, each.is_recorded) for each in records])
    return render(
        request,
        "meetings/workbench/figure.html",
        context(
            request,
            title=found["label"],
            entry=entry,
            version=entry.packet_version,
            figure=found,
            computed=printed_value(found),
            rule=PeriodRule(found["rule"]).label if found["rule"] else "",
            override=override,
            shown=f"{override.value:,}" if override else "",
            difference=_difference(found, override),
            may_set=entry.packet_version.is_draft and not isinstance(found["value"], str),
            form=refused or _form(found, override),
            records=records,
        ),
    )


def _form(found: Mapping[str, Any], override: FigureOverride | None) -> FigureForm:
    return FigureForm(
        initial={
            "value": override.value if override else found["value"],
            "reason": override.reason if override else "",
            "seen": _code(override),
        }
    )


def _code(override: FigureOverride | None) -> str:
    return f"{override.pk}.{override.version}" if override else ""


def _override(entry: PacketEntry, key: str) -> FigureOverride | None:
    rows = entry.overrides.filter(figure_key=key).select_related("set_by__person")
    found: FigureOverride | None = rows.first()
    return found


def _set(request: HttpRequest, entry: PacketEntry, key: str) -> FigureForm | None:
    """Set the value or go back to the computed one; where that is refused, the form says why.

    What was seen is compared under the draft's lock: of two officers at once the second is told.
    """
    form = FigureForm(request.POST)
    try:
        with transaction.atomic():
            drafts.lock_draft(entry.packet_version)
            return _set_unless_changed(request, form, entry, key)
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return None


def _set_unless_changed(
    request: HttpRequest, form: FigureForm, entry: PacketEntry, key: str
) -> FigureForm | None:
    clears = request.POST.get("action") == "clear"
    if not clears and not form.is_valid():
        return form
    override = _override(entry, key)
    if request.POST.get("seen", "") != _code(override) and not (clears and override is None):
        # A form cleared unread may hold anything; what it says against is told all the same.
        form.full_clean()
        form.add_error(None, _changed_meanwhile(override))
        form.data = {**request.POST.dict(), "seen": _code(override)}  # type: ignore[assignment]
        return form
    if clears:
        drafts.clear_figure(entry=entry, figure_key=key)
        messages.success(request, _("The computed value is printed again."))
        return None
    drafts.set_figure(
        entry=entry,
        figure_key=key,
        value=form.cleaned_data["value"],
        reason=form.cleaned_data["reason"],
        by=officer(request),
    )
    messages.success(request, _("The value is printed as set."))
    return None


def _changed_meanwhile(override: FigureOverride | None) -> str:
    if override is None:
        return _("Somebody else went back to the computed value meanwhile. Save again to set one.")
    return _("%(who)s set %(value)s meanwhile (%(reason)s). Save again to replace it.") % {
        "who": override.set_by,
        "value": f"{override.value:,}",
        "reason": override.reason,
    }


def _difference(found: Mapping[str, Any], override: FigureOverride | None) -> str:
    if override is None or not isinstance(found["value"], int):
        return ""
    return f"{override.value - found['value']:+,}"


def counted_records(records: Mapping[str, Any]) -> list[CountedRecord]:
    """The records behind a figure, each with its page in the admin where it still exists."""
    rows = records["rows"]
    if not rows:
        return []
    try:
        model = apps.get_model(records["model"])
    except (LookupError, ValueError):
        return [CountedRecord(pk, label, "", is_recorded=False) for pk, label in rows]
    owner, column = _page_of(model)
    recorded = model._default_manager.filter(pk__in=[pk for pk, _label in rows])
    pages = dict(recorded.values_list("pk", column))
    return [
        CountedRecord(
            pk, label, _address(owner, pages[pk]) if pk in pages else "", is_recorded=pk in pages
        )
        for pk, label in rows
    ]


def _page_of(model: type[Model]) -> tuple[type[Model], str]:
    """Whose page shows a record of the model: its own, or that of the record it is a row of."""
    registered = admin.site._registry
    if model not in registered:
        for owner, page in registered.items():
            for inline in page.inlines:
                if inline.model is model and issubclass(inline, InlineModelAdmin):
                    key = _get_foreign_key(owner, model, fk_name=inline.fk_name)
                    return owner, key.attname
    return model, "pk"


def _address(model: type[Model], pk: int) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""

"""The register of aliases, and the desk where a column of names is matched."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from alliance.admin import RecordAdmin
from alliance.errors import RuleViolation
from alliance.periods import today
from alliance.spreadsheets import neutralised, pasted_rows
from members.admin.names import MOST_NAMES, NameReview
from members.models import Alias, Organisation
from members.services.matching import MatchStatus, NameMatch, match_names
from members.services.naming import check_alias, forget_alias, remember_alias


class NamesForm(forms.Form):
    names = forms.CharField(
        label=gettext_lazy("Names, one a line"),
        help_text=gettext_lazy("A column copied from Excel; of several columns the first counts."),
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
    )
    on = forms.DateField(
        label=gettext_lazy("as of"),
        initial=today,
        help_text=gettext_lazy("Names, mergers and memberships of this day count."),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )

    def clean_names(self) -> list[str]:
        rows = pasted_rows(self.cleaned_data["names"])
        names = [" ".join(cells[0].split()) for _number, cells in rows if cells[0].strip()]
        if not names:
            raise forms.ValidationError(_("There is nothing to paste."))
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(
                _("At most %(limit)s rows can be pasted at once."), params={"limit": MOST_NAMES}
            )
        return names


class AliasForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own is no generic class
    def clean(self) -> None:
        super().clean()
        organisation, name = (self.cleaned_data.get(key) for key in ("organisation", "name"))
        if organisation and name:
            try:
                check_alias(organisation=organisation, name=name)
            except RuleViolation as refusal:
                raise forms.ValidationError({"name": str(refusal)}) from refusal


@dataclass(frozen=True)
class NamedRow:
    """A line of the result."""

    name: str
    status: MatchStatus
    organisation: Organisation | None
    is_member: bool

    @property
    def label(self) -> str:
        labels = {
            MatchStatus.MATCHED: _("found"),
            MatchStatus.AMBIGUOUS: _("several bear this name"),
            MatchStatus.UNKNOWN: _("not known"),
        }
        return labels[self.status]

    @property
    def cells(self) -> list[str]:
        found = self.organisation
        return [
            self.name,
            self.label,
            found.name if found else "",
            (found.member_number or "") if found else "",
            (_("member") if self.is_member else _("no member")) if found else "",
        ]


def heads() -> list[str]:
    return [
        _("As written"),
        _("Result"),
        _("organisation"),
        _("member number"),
        _("Membership on the day"),
    ]


@admin.register(Alias)
class AliasAdmin(RecordAdmin):
    list_display = ("name", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__search_text")
    autocomplete_fields = ("organisation",)
    fields = ("name", "organisation")
    form = AliasForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Another writing is another alias."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = remember_alias(organisation=obj.organisation, name=obj.name)
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        forget_alias(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for alias in queryset.select_related("organisation"):
            forget_alias(alias)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.match_view)
        return [path("match/", view, name="members_alias_match"), *super().get_urls()]

    # --- The desk ------------------------------------------------------------------------------

    def match_view(self, request: HttpRequest) -> HttpResponseBase:
        form = NamesForm(request.POST if request.method == "POST" else None)
        context: dict[str, Any] = {"title": _("Match names"), "form": form}
        if form.is_valid():
            names, day = form.cleaned_data["names"], form.cleaned_data["on"]
            review = NameReview(request.POST, on=day)
            with transaction.atomic():
                review.ask(names)
                try:
                    chosen = review.settle() if "_check" not in request.POST else {}
                except RuleViolation as refusal:
                    messages.error(request, str(refusal))
                    transaction.set_rollback(True)
                    chosen = {}
            matches = match_names(names, on=day)
            settled = {match.name for match in matches if match.status == MatchStatus.MATCHED}
            # What is remembered need not be asked again; what holds this once stays on the page.
            review.asked = [row for row in review.asked if row.name not in settled]
            rows = _result(names, matches, chosen, day)
            if "_excel" in request.POST:
                return _workbook(rows)
            context |= {
                "rows": rows,
                "heads": heads(),
                "counts": [
                    (status, label, count)
                    for (status, label), count in Counter(
                        (row.status, row.label) for row in rows
                    ).items()
                ],
                "copied": _as_text([heads(), *(row.cells for row in rows)]),
                "review": review,
            }
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, "admin/members/match_names.html", frame | context)


def _result(
    names: list[str], matches: list[NameMatch], chosen: Mapping[str, Organisation], day: Any
) -> list[NamedRow]:
    members = set(
        Organisation.objects.members_on(day)
        .filter(pk__in={each.pk for each in chosen.values()})
        .values_list("pk", flat=True)
    )
    rows = []
    for name, match in zip(names, matches, strict=True):
        found = chosen.get(name)
        if found is not None:
            rows.append(NamedRow(name, MatchStatus.MATCHED, found, found.pk in members))
        else:
            rows.append(NamedRow(name, match.status, match.organisation, match.is_member))
    return rows


def _as_text(rows: Iterable[Iterable[str]]) -> str:
    """As Excel takes it from the clipboard."""
    return "\n".join("\t".join(neutralised(cell) for cell in row) for row in rows)


def _workbook(rows: list[NamedRow]) -> FileResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Matched names"))
    for cells in [heads(), *(row.cells for row in rows)]:
        sheet.append([neutralised(cell) for cell in cells])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    name = _("matched-names") + f"-{today().isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)

"""Duplicates: found, looked at side by side, put together, taken apart again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from alliance.admin import ReadOnlyAdmin
from alliance.errors import RuleViolation
from alliance.periods import today
from members.admin.names import organisation_meant
from members.directory import DirectoryEntry
from members.duplicates import Likeness, Pair, find_pairs
from members.merging import kind_of, plan_merger
from members.models import DistinctPair, Merger, Organisation
from members.services.merging import (
    changed_since,
    check_mergeable,
    merge_duplicate,
    record_as_different,
    undo_merger,
)

_PAIRS_ON_A_PAGE = 20
_DIFFERENT_SHOWN = 50


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )


def _name_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy("Its name in any spelling, or its member number."),
    )


class ChooseForm(forms.Form):
    """Two organisations that nothing but an officer knows to be one."""

    organisation = _name_field(gettext_lazy("duplicate"))
    into = _name_field(gettext_lazy("put into"))

    def clean_organisation(self) -> Organisation:
        return _meant(self.cleaned_data["organisation"])

    def clean_into(self) -> Organisation:
        return _meant(self.cleaned_data["into"])

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if "organisation" in data and "into" in data:
            try:
                check_mergeable(data["organisation"], data["into"])
            except RuleViolation as refusal:
                raise forms.ValidationError(str(refusal)) from refusal


def _meant(text: str) -> Organisation:
    try:
        return organisation_meant(text)
    except RuleViolation as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


@admin.register(Merger)
class MergerAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "organisation", "into", "made_by", "reason", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("organisation", "into", "made_by__person")
    search_fields = ("organisation__search_text", "into__search_text", "reason")
    date_hierarchy = "made_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)  # type: ignore[union-attr]  # nobody else comes here

    def get_urls(self) -> list[URLPattern]:
        def url(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"members_merger_{name}")

        return [
            url("duplicates/", self.duplicates_view, "duplicates"),
            url("<int:organisation_id>/into/<int:into_id>/", self.preview_view, "preview"),
            *super().get_urls(),
        ]

    # --- Finding -----------------------------------------------------------------------------

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return self._decide(request)
        found = find_pairs()
        counts = Counter(kind for pair in found for kind in {r.likeness for r in pair.reasons})
        chosen = request.GET.get("by", "")
        if chosen in Likeness.values:
            found = [p for p in found if any(r.likeness == chosen for r in p.reasons)]
        page = Paginator(found, _PAIRS_ON_A_PAGE).get_page(request.GET.get("page"))
        different = DistinctPair.objects.select_related("first", "second", "by__person")
        context = {
            "title": _("Duplicates"),
            "pairs": _with_organisations(list(page.object_list)),
            "page": page,
            "total": len(found),
            "likenesses": [(each, counts[each]) for each in Likeness if counts[each]],
            "chosen": chosen,
            "different": different[:_DIFFERENT_SHOWN],
        }
        return self._page(request, "admin/members/duplicates.html", context)

    def _decide(self, request: HttpRequest) -> HttpResponse:
        """Not the same; or, after all, to be asked about again."""
        if "_again" in request.POST:
            DistinctPair.objects.filter(pk=_number(request.POST["_again"])).delete()
            self.message_user(request, _("The pair will be asked about again."))
            return redirect(request.get_full_path())
        one, other = (
            Organisation.objects.filter(pk=_number(request.POST.get(name, ""))).first()
            for name in ("first", "second")
        )
        if one is None or other is None:
            raise Http404
        record_as_different(one=one, other=other, by=request.user)  # type: ignore[arg-type]
        self.message_user(
            request,
            _("%(one)s and %(other)s are recorded as different.") % {"one": one, "other": other},
        )
        return redirect(request.get_full_path())

    # --- Putting together --------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asked = Organisation.objects.filter(pk=_number(request.GET.get("organisation", ""))).first()
        initial = {"organisation": asked.member_number or asked.name} if asked else {}
        form = ChooseForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            chosen = form.cleaned_data
            return redirect(
                "admin:members_merger_preview", chosen["organisation"].pk, chosen["into"].pk
            )
        context = {"title": _("Merge a duplicate"), "form": form}
        return self._page(request, "admin/members/merger_choose.html", context)

    def preview_view(
        self, request: HttpRequest, organisation_id: int, into_id: int
    ) -> HttpResponse:
        both = Organisation.objects.in_bulk([organisation_id, into_id])
        if len(both) < len({organisation_id, into_id}):
            raise Http404
        organisation, into = both[organisation_id], both[into_id]
        try:
            check_mergeable(organisation, into)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:members_merger_duplicates")
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                merger = merge_duplicate(
                    organisation=organisation,
                    into=into,
                    by=request.user,  # type: ignore[arg-type]  # an officer is signed in
                    reason=form.cleaned_data["reason"],
                    seen=request.POST.get("seen", ""),
                )
            except RuleViolation as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(request, into, _("put together with %s") % organisation)
                self.message_user(
                    request,
                    _("%(name)s is now part of %(into)s.")
                    % {"name": organisation.name, "into": into.name},
                )
                return redirect("admin:members_merger_change", merger.pk)
        both_entries = _entries([organisation.pk, into.pk])
        context = {
            "title": _("Merge a duplicate"),
            "plan": plan_merger(organisation, into),
            "sides": [both_entries[organisation.pk], both_entries[into.pk]],
            "form": form,
        }
        return self._page(request, "admin/members/merger_preview.html", context)

    # --- Taking back -------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        merger = self.get_object(request, unquote(object_id))
        if merger is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                undo_merger(
                    merger=merger,
                    by=request.user,  # type: ignore[arg-type]  # an officer is signed in
                    reason=form.cleaned_data["reason"],
                )
            except RuleViolation as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(
                    request, merger.into, _("taken apart from %s") % merger.organisation
                )
                self.message_user(request, _("The merger is taken back."))
                return redirect("admin:members_merger_change", merger.pk)
            merger = Merger.objects.get(pk=merger.pk)
        context = {
            "title": str(merger),
            "merger": merger,
            "counts": _counted(merger),
            "changed": [] if merger.undone_at else changed_since(merger),
            "form": form,
        }
        return self._page(request, "admin/members/merger.html", context)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, frame | context)


def _with_organisations(pairs: list[Pair]) -> list[dict[str, Any]]:
    entries = _entries([pk for pair in pairs for pk in (pair.first, pair.second)])
    return [
        {
            "sides": [entries[pair.first], entries[pair.second]],
            "reasons": pair.reasons,
        }
        for pair in pairs
    ]


def _entries(pks: list[int]) -> dict[int, DirectoryEntry]:
    day = today()
    found = Organisation.objects.classified_on(day).with_membership_on(day).filter(pk__in=pks)
    return {each.pk: DirectoryEntry(each) for each in found}


def _counted(merger: Merger) -> list[tuple[str, int]]:
    """How many rows of which kind the merger touched."""
    counts = Counter(kind_of(apps.get_model(step["model"])) for step in merger.steps)
    return sorted(counts.items())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0

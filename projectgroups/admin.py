"""Project groups and their evaluation in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from alliance.admin import (
    AttachmentInline,
    PasteColumn,
    PasteTable,
    ReadOnlyAdmin,
    RecordAdmin,
    RecordTabularInline,
)
from alliance.admin.fixed import FixedRowsMixin
from alliance.admin.steps import StepsMixin
from alliance.periods import today
from members.admin.verbs import ReasonedVerbForm, verb_view
from members.models import User
from projectgroups import services
from projectgroups.models import (
    Candidate,
    Closure,
    DivisionPlaces,
    EvaluationResult,
    EvaluationRound,
    GroupMembership,
    Panelist,
    ProjectGroup,
    Score,
)
from projectgroups.pasting import score_row


class MembershipInline(RecordTabularInline):
    model = GroupMembership
    fields = ("position", "organisation", "is_lead")
    autocomplete_fields = ("organisation",)


@admin.register(ProjectGroup)
class ProjectGroupAdmin(RecordAdmin):
    list_display = ("name", "year", "division", "lead")
    list_filter = ("year", "division")
    search_fields = ("name", "members__name")
    inlines = (MembershipInline, AttachmentInline)
    fieldsets = ((None, {"fields": (("year", "division"), "name", "summary")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__organisation")

    @admin.display(description=_("lead"))
    def lead(self, group: ProjectGroup) -> str:
        return next((str(row.organisation) for row in group.memberships.all() if row.is_lead), "-")


class FixedInline(FixedRowsMixin, RecordTabularInline):
    """Rows of a round: once the scores are sealed, nobody changes them."""

    tab = True

    def is_fixed(self, parent: EvaluationRound) -> bool:
        return parent.is_fixed


class PlacesInline(FixedInline):
    model = DivisionPlaces
    fields = ("division", "places")
    max_num = 2


class PanelistInline(FixedInline):
    model = Panelist
    fields = ("position", "person")
    autocomplete_fields = ("person",)
    ordering = ("position", "pk")


class KeepsScoresMixin:
    """Says in words that a group with scores stays; Django would list every score instead."""

    cleaned_data: dict[str, Any]
    instance: Candidate

    def hand_clean_DELETE(self) -> None:  # noqa: N802 -- Django's name
        leaves = self.cleaned_data.get(DELETION_FIELD_NAME, False)
        if leaves and self.instance.pk and self.instance.scores.exists():
            raise ValidationError(
                _("%(group)s: experts have scored it in this round, so it stays."),
                params={"group": self.instance},
            )
        super().hand_clean_DELETE()  # type: ignore[misc]


class CandidateInline(FixedInline):
    model = Candidate
    fields = ("position", "group", "preference")
    autocomplete_fields = ("group",)
    ordering = ("position", "pk")
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type(formset.form)(
            formset.form.__name__, (KeepsScoresMixin, formset.form), {}
        )
        return formset


class ReopenForm(ReasonedVerbForm):
    title = _("Open the round again")
    done = _("%(name)s takes scores again.")

    def run(self, subject: Any, by: User) -> Any:
        return services.reopen_round(
            round_id=subject.pk, by=by, reason=self.cleaned_data["reason"], at=timezone.now()
        )


SCORES_TABLE = PasteTable(
    model=Score,
    parent_field="candidate__round",
    columns=(
        PasteColumn(_("Group"), "group", required=True, fills_down=True),
        PasteColumn(_("Expert"), "expert", required=True),
        PasteColumn(_("Score"), "value", required=True),
    ),
    build=score_row,
)


State = EvaluationRound.State
STEPS = {
    State.PLANNED: ("open_for_scores",),
    State.OPEN: ("seal", "close"),
    State.SEALED: ("close", "reopen"),
    State.CLOSED: ("reopen",),
}


@admin.register(EvaluationRound)
class EvaluationRoundAdmin(StepsMixin, RecordAdmin):
    list_display = ("name", "date", "place", "is_final", "state")
    list_filter = ("year", "number", "state")
    list_select_related = ("place",)
    search_fields = ("year", "label")
    date_hierarchy = "date"
    autocomplete_fields = ("place",)
    readonly_fields = ("state",)
    inlines = (PlacesInline, PanelistInline, CandidateInline)
    paste_tables = (SCORES_TABLE,)
    actions_submit_line = ("open_for_scores", "seal", "close")
    actions_detail = ("reopen",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("year", "number", "label", "is_final"),
                    ("date", "start", "end"),
                    ("place", "state"),
                    "purpose",
                    ("target", "criteria"),
                )
            },
        ),
        (_("Rule"), {"fields": (("panel_size", "decimals"), ("rounding", "tie_rule"))}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        rule = ("panel_size", "decimals", "rounding", "tie_rule")
        return ("state", *rule) if obj is not None and obj.is_fixed else ("state",)

    def offers_step(self, name: str, obj: Any) -> bool:
        return name in STEPS[obj.state]

    def may_paste(self, request: HttpRequest, table: PasteTable, parent: Any) -> bool:
        is_open = parent is not None and parent.takes_scores
        return is_open and super().may_paste(request, table, parent)

    @admin.display(description=_("evaluation round"), ordering="date")
    def name(self, item: EvaluationRound) -> str:
        return str(item)

    @action(description=_("Open for scores"))
    def open_for_scores(self, request: HttpRequest, item: EvaluationRound) -> str:
        services.open_round(round_id=item.pk, by=_user(request))
        return gettext("The round takes scores.")

    @action(description=_("Seal the scores"))
    def seal(self, request: HttpRequest, item: EvaluationRound) -> str:
        services.seal_round(round_id=item.pk, by=_user(request))
        return gettext("The scores are sealed.")

    @action(description=_("Close the round"))
    def close(self, request: HttpRequest, item: EvaluationRound) -> str:
        closure = services.close_round(
            round_id=item.pk, by=_user(request), on=today(), at=timezone.now()
        )
        return gettext("The round is closed; %(count)s groups are selected.") % {
            "count": closure.results.filter(selected=True).count()
        }

    @action(description=_("Open the round again"), url_path="reopen", permissions=["change"])
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, ReopenForm)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    return request.user


class ScoreInline(RecordTabularInline):
    model = Score
    fields = ("panelist", "value", "submitted_at")
    readonly_fields = ("submitted_at",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "panelist":
            match = request.resolver_match
            kwargs["queryset"] = Panelist.objects.filter(
                round__candidates=match.kwargs.get("object_id") if match else None
            ).select_related("person")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _takes_scores(self, obj: Any) -> bool:
        return obj is not None and obj.round.takes_scores

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._takes_scores(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._takes_scores(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._takes_scores(obj) and super().has_delete_permission(request, obj)


@admin.register(Candidate)
class CandidateAdmin(RecordAdmin):
    """A group in a round, with what the experts gave it."""

    list_display = ("group", "round", "division", "submitted", "preference")
    list_filter = ("round", "group__division")
    list_select_related = ("group", "round")
    search_fields = ("group__name",)
    fields = ("round", "group", "position", "preference")
    readonly_fields = ("round", "group")
    inlines = (ScoreInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        candidates: Any = super().get_queryset(request)
        return candidates.with_score_counts()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # groups enter a round on the round's own page

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and not obj.round.is_fixed

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or not obj.round.is_fixed

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What an officer enters counts: it stands on a signed sheet."""
        if formset.model is Score and formset.has_changed():
            services.hold_for_scores(form.instance.round_id)
        for row in formset.forms:
            if row.has_changed() and isinstance(row.instance, Score):
                row.instance.submitted_at = row.instance.submitted_at or timezone.now()
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("division"), ordering="group__division")
    def division(self, candidate: Candidate) -> str:
        return candidate.group.get_division_display()

    @admin.display(description=_("scores handed in"), ordering="submitted")
    def submitted(self, candidate: Candidate) -> int:
        return candidate.submitted  # type: ignore[attr-defined, no-any-return]


@admin.register(EvaluationResult)
class EvaluationResultAdmin(ReadOnlyAdmin):
    list_display = ("group", "closure", "division", "rank", "mean", "selected")
    list_filter = ("closure__round", "division", "selected")
    list_select_related = ("group", "closure__round")
    search_fields = ("group__name",)


@admin.register(Closure)
class ClosureAdmin(ReadOnlyAdmin):
    list_display = ("round", "closed_at", "closed_by", "reopened_at", "reopened_by", "reason")
    list_filter = ("round",)
    list_select_related = ("round", "closed_by__person", "reopened_by__person")

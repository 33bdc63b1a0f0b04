"""What putting a duplicate into another organisation would do: looked at first, then done.

Every row of every app that names an organisation is found through the model registry and moves
along, unless its model says `keeps_organisation` (a trace, or what is derived). A row that a rule
of the database would refuse beside what the other has already stays where it is, and is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import TextChoices
from django.db.models.constraints import BaseConstraint
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.models import DatedModel, Picture
from members.models import Alias, Classification, Membership, Organisation
from members.names import fold_name
from members.services.dated import ONE_DAY

# What the other takes over where it has nothing; the first two exist once and leave the duplicate.
UNIQUE_FIELDS = ("member_number", "registration_number")
TAKEN_OVER = (
    *UNIQUE_FIELDS,
    "representative",
    "region",
    "address",
    "homepage",
    "introduction",
    "products",
)
# Aliases and names follow these by rules of their own.
_BY_RULE = (Membership, Classification)


class Effect(TextChoices):
    MOVED = "moved", pgettext_lazy("merger", "moves")
    UNITED = "united", pgettext_lazy("merger", "becomes one period")
    FILLED = "filled", pgettext_lazy("merger", "fills a period without a class")
    ALIAS = "alias", pgettext_lazy("merger", "becomes an alias")
    TAKEN = "taken", pgettext_lazy("merger", "is taken over")
    STAYS = "stays", pgettext_lazy("merger", "stays")


@dataclass(frozen=True)
class Change:
    """Columns of a stored row that get other values."""

    row: models.Model
    values: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of the preview."""

    kind: str
    effect: Effect
    what: str
    why: str = ""


@dataclass
class MergePlan:
    organisation: Organisation
    into: Organisation
    lines: list[Line] = field(default_factory=list)
    # In this order: removed, made and changed rows, so that each step on its way keeps the rules.
    removed: list[models.Model] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    made: list[models.Model] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same as long as the same would be done."""
        told = [
            (each.row._meta.label, each.row.pk, sorted(each.values.items()))
            for each in self.changes
        ]
        gone = [(each._meta.label, each.pk) for each in self.removed]
        new = [(each._meta.label, stored_values(each)) for each in self.made]
        lines = [(str(line.kind), line.effect.value, line.what) for line in self.lines]
        text = json.dumps([told, gone, new, lines], cls=DjangoJSONEncoder, sort_keys=True)
        return sha256(text.encode()).hexdigest()

    @property
    def groups(self) -> list[tuple[str, Effect, list[Line]]]:
        """Lines by kind of record and what becomes of it, what stays last."""
        found: dict[tuple[str, Effect], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.kind, line.effect), []).append(line)
        ordered = sorted(found.items(), key=lambda item: item[0][1] == Effect.STAYS)
        return [(kind, effect, lines) for (kind, effect), lines in ordered]


def plan_merger(organisation: Organisation, into: Organisation) -> MergePlan:
    plan = MergePlan(organisation, into)
    _plan_own_columns(plan)
    _plan_names(plan)
    _plan_memberships(plan)
    _plan_classes(plan)
    for model, column in relations():
        if model not in _BY_RULE:
            _plan_rows(plan, model, column)
    for owned in owned_models():
        _plan_owned(plan, owned)
    return plan


# --- What names an organisation --------------------------------------------------------------


def relations() -> Iterator[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Every column of every app that names an organisation and may name another one."""
    for model in apps.get_models(include_auto_created=True):
        if getattr(model, "keeps_organisation", False) or model._meta.proxy:
            continue
        # The links of an organisation's many-to-many columns are its own rows.
        for column in model._meta.local_concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model is Organisation:
                yield model, column


def owned_models() -> Iterator[type[models.Model]]:
    """Models whose rows hang on a record of any kind: pictures, attachments."""
    for model in apps.get_models():
        if any(isinstance(each, GenericForeignKey) for each in model._meta.private_fields):
            yield model


def kind_of(model: type[models.Model]) -> str:
    """What officers call such rows; a bare link goes by the name of what it links."""
    owner: Any = model._meta.auto_created
    if owner:
        for each in owner._meta.local_many_to_many:
            if each.remote_field.through is model:
                return str(each.verbose_name)
    return str(model._meta.verbose_name)


def describe(row: models.Model, column: str = "organisation") -> str:
    """The row in a few words, its period included."""
    if row._meta.auto_created:
        others = [
            each.name
            for each in row._meta.local_concrete_fields
            if isinstance(each, models.ForeignKey) and each.name != column
        ]
        return ", ".join(str(getattr(row, name)) for name in others)
    if isinstance(row, DatedModel):
        return f"{row} {period_of(row)}"
    return str(row)


def period_of(row: DatedModel) -> str:
    return f"{row.valid_from or ''}~{row.valid_to or ''}"


def stored_values(row: models.Model) -> dict[str, Any]:
    """The row's columns as they can be written down and read back; its version aside."""
    return {
        each.attname: each.value_to_string(row) if each.value_from_object(row) is not None else None
        for each in row._meta.local_concrete_fields
        if each.name != "version"
    }


# --- The organisation itself -----------------------------------------------------------------


def _plan_own_columns(plan: MergePlan) -> None:
    own: dict[str, Any] = {"successor_id": plan.into.pk}
    taken: dict[str, Any] = {}
    for name in TAKEN_OVER:
        theirs, ours = getattr(plan.organisation, name), getattr(plan.into, name)
        label = str(Organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        if not theirs or theirs == ours:
            continue
        if ours:
            why = _("%(name)s has “%(value)s”.") % {"name": plan.into.name, "value": ours}
            plan.lines.append(Line(label, Effect.STAYS, str(theirs), why))
            continue
        taken[name] = theirs
        plan.lines.append(Line(label, Effect.TAKEN, str(theirs)))
        if name in UNIQUE_FIELDS:
            own[name] = None
    plan.changes.append(Change(plan.organisation, own))
    if taken:
        plan.changes.append(Change(plan.into, taken))


def _plan_names(plan: MergePlan) -> None:
    """Every writing that the other is not known by becomes its alias."""
    known = {fold_name(plan.into.name)}
    for dated in plan.into.names.all():
        known |= {dated.folded, dated.folded_short}
    known |= set(plan.into.aliases.values_list("folded", flat=True))
    # The duplicate's own aliases move as they are.
    known |= set(plan.organisation.aliases.values_list("folded", flat=True))
    written = [plan.organisation.name, plan.organisation.short_name]
    for dated in plan.organisation.names.all():
        written += [dated.name, dated.short_name]
    kind = kind_of(Alias)
    for name in dict.fromkeys(written):
        folded = fold_name(name)
        if not folded or folded in known:
            continue
        known.add(folded)
        taken = Alias.objects.filter(folded=folded).select_related("organisation").first()
        if taken is not None:
            why = _("It is an alias of %(name)s.") % {"name": taken.organisation.name}
            plan.lines.append(Line(kind, Effect.STAYS, name, why))
            continue
        plan.made.append(Alias(organisation=plan.into, name=name, folded=folded))
        plan.lines.append(Line(kind, Effect.ALIAS, name))


# --- Dated facts of which an organisation has one at a time ----------------------------------


def _plan_memberships(plan: MergePlan) -> None:
    """Periods that overlap become one, so that nobody counts twice and nobody joins twice."""
    ours = {each.pk: each for each in plan.into.memberships.order_by("valid_from")}
    for theirs in plan.organisation.memberships.order_by("valid_from"):
        kind = kind_of(Membership)
        met = [each for each in ours.values() if _overlap(each, theirs)]
        if not met:
            plan.changes.append(Change(theirs, {"organisation_id": plan.into.pk}))
            plan.lines.append(Line(kind, Effect.MOVED, period_of(theirs)))
            continue
        kept, together = met[0], [*met, theirs]
        last = max(together, key=lambda each: each.valid_to or date.max)
        united = {
            "valid_from": min(each.valid_from for each in together),
            "valid_to": last.valid_to,
            "leaving_reason": last.leaving_reason,
        }
        for gone in (*met[1:], theirs):
            plan.removed.append(gone)
            ours.pop(gone.pk, None)
            # It may have been made longer before.
            plan.changes = [each for each in plan.changes if each.row is not gone]
        values = {name: value for name, value in united.items() if getattr(kept, name) != value}
        parts = " + ".join(period_of(each) for each in together)
        for name, value in united.items():
            setattr(kept, name, value)
        if values:
            plan.changes.append(Change(kept, values))
        plan.lines.append(Line(kind, Effect.UNITED, f"{parts} = {period_of(kept)}"))


def _plan_classes(plan: MergePlan) -> None:
    """The other's class holds; the duplicate's fills the days for which it has none."""
    ours = list(plan.into.classifications.order_by("valid_from"))
    kind = kind_of(Classification)
    for theirs in plan.organisation.classifications.order_by("valid_from"):
        label = f"{theirs} {period_of(theirs)}"
        gaps = list(_without(theirs, ours))
        if not gaps:
            why = _("%(name)s is classified in this period.") % {"name": plan.into.name}
            plan.lines.append(Line(kind, Effect.STAYS, label, why))
            continue
        (start, end), *others = gaps
        values = {"organisation_id": plan.into.pk, "valid_from": start, "valid_to": end}
        plan.changes.append(Change(theirs, values))
        for start, end in others:
            plan.made.append(
                Classification(
                    organisation=plan.into,
                    kind=theirs.kind,
                    sub_kind=theirs.sub_kind,
                    valid_from=start,
                    valid_to=end,
                )
            )
        filled = ", ".join(f"{start}~{end or ''}" for start, end in gaps)
        if gaps == [(theirs.valid_from, theirs.valid_to)]:
            plan.lines.append(Line(kind, Effect.MOVED, label))
        else:
            plan.lines.append(Line(kind, Effect.FILLED, f"{label} → {filled}"))


def _overlap(one: DatedModel, other: DatedModel) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (
        one.valid_to or date.max
    )


def _without(row: DatedModel, others: Iterable[DatedModel]) -> Iterator[tuple[date, date | None]]:
    """The parts of the row's period that none of the others covers."""
    start: date | None = row.valid_from
    for other in others:
        if start is None or not _overlap(other, row):
            continue
        if start < other.valid_from:
            yield start, other.valid_from - ONE_DAY
        end = other.valid_to
        start = None if end is None else max(start, end + ONE_DAY)
    if start is not None and (row.valid_to is None or start <= row.valid_to):
        yield start, row.valid_to


# --- All other rows --------------------------------------------------------------------------


def _plan_rows(
    plan: MergePlan, model: type[models.Model], column: models.ForeignKey[Any, Any]
) -> None:
    kind = kind_of(model)
    rules = _rules_with(model, column)
    rows = model._base_manager.filter(**{column.name: plan.organisation}).order_by("pk")
    for row in rows:
        # Described before it is asked about, as a row of the duplicate.
        label = describe(row, column.name)
        if why := _refusal(row, column, plan.into, rules):
            plan.lines.append(Line(kind, Effect.STAYS, label, why))
            continue
        plan.changes.append(Change(row, {column.attname: plan.into.pk}))
        plan.lines.append(Line(kind, Effect.MOVED, label))


def _rules_with(
    model: type[models.Model], column: models.ForeignKey[Any, Any]
) -> list[BaseConstraint]:
    """The rules that another organisation in the column could break."""
    rules: list[BaseConstraint] = [
        each
        for each in model._meta.constraints
        if (isinstance(each, NoOverlap) and column.name in each.keys)
        or (
            isinstance(each, models.UniqueConstraint)
            and (column.name in each.fields or each.contains_expressions)
        )
    ]
    together = [each for each in model._meta.unique_together if column.name in each]
    if column.unique:
        together.append((column.name,))
    return rules + [
        models.UniqueConstraint(
            fields=list(names),
            name="already_there",
            violation_error_message=_("It is there already."),
        )
        for names in together
    ]


def _refusal(
    row: models.Model,
    column: models.ForeignKey[Any, Any],
    into: Organisation,
    rules: list[BaseConstraint],
) -> str:
    """Why the row cannot name the other organisation as well; empty where it can."""
    if not rules:
        return ""
    before = getattr(row, column.attname)
    setattr(row, column.attname, into.pk)
    try:
        for rule in rules:
            rule.validate(type(row), row)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    finally:
        setattr(row, column.attname, before)
    return ""


def _plan_owned(plan: MergePlan, model: type[models.Model]) -> None:
    """Pictures and attachments; of two logos the other's stays the logo."""
    kind_of_owner = ContentType.objects.get_for_model(Organisation)
    mine = {"owner_type": kind_of_owner, "owner_id": plan.organisation.pk}
    has_logo = plan.into.logo is not None
    for row in model._base_manager.filter(**mine).order_by("pk"):
        label = str(row)
        if isinstance(row, Picture) and row.group == Organisation.LOGO and has_logo:
            why = _("%(name)s has a logo.") % {"name": plan.into.name}
            plan.lines.append(Line(kind_of(model), Effect.STAYS, label, why))
            continue
        plan.changes.append(Change(row, {"owner_id": plan.into.pk}))
        plan.lines.append(Line(kind_of(model), Effect.MOVED, label))

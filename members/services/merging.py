"""Put a duplicate into the organisation that it is, and take that back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.admin.conflicts import last_change
from alliance.errors import RuleViolation
from alliance.models import VersionedModel
from alliance.periods import today
from members.merging import MergePlan, describe, kind_of, plan_merger, stored_values
from members.models import DistinctPair, Merger, Organisation, RegisterChange, User
from members.services.listings import mark_stale
from members.services.naming import refresh_names
from members.services.trace import leave_trace

# What is derived of an organisation's names may change any day without anybody's doing.
_DERIVED = {"name", "short_name", *Organisation.INDEX_FIELDS}
_MOST_NAMED = 10


def merge_duplicate(
    *,
    organisation: Organisation,
    into: Organisation,
    by: User | None,
    reason: str = "",
    seen: str | None = None,
) -> Merger:
    """All that the duplicate has becomes the other's; its page leads there from now on.

    `seen` is the fingerprint of the plan that the officer looked at: another one is refused.
    """
    with transaction.atomic():
        organisation, into = _locked(organisation, into)
        plan = plan_merger(organisation, into)
        if seen is not None and seen != plan.fingerprint:
            raise RuleViolation(
                _("What would move has changed meanwhile. Look at it and confirm again.")
            )
        merger = Merger(organisation=organisation, into=into, made_by=by, reason=reason[:200])
        merger.steps = list(_do(plan))
        merger.save()
        refresh_names([Organisation.objects.get(pk=into.pk)])
        mark_stale([organisation.pk, into.pk])
        for each in (organisation, into):
            leave_trace(
                each,
                RegisterChange.Kind.MERGED,
                on=today(),
                by=by,
                reason=reason,
                before=organisation.name,
                after=into.name,
            )
    return merger


def check_mergeable(organisation: Organisation, into: Organisation) -> None:
    if organisation.pk == into.pk:
        raise RuleViolation(_("An organisation cannot merge into itself."))
    for each in (organisation, into):
        if each.successor_id is not None:
            raise RuleViolation(_("%(name)s was merged already.") % {"name": each.name})


def undo_merger(*, merger: Merger, by: User | None, reason: str = "") -> Merger:
    """Everything is as it was before; refused where something of it was changed since."""
    with transaction.atomic():
        taken_back = Merger.objects.filter(pk=merger.pk, undone_at=None).update(
            undone_at=timezone.now(), undone_by=by, undo_reason=reason[:200]
        )
        if not taken_back:
            raise RuleViolation(_("This merger was taken back already."))
        merger.refresh_from_db()
        if changed := changed_since(merger):
            told = changed[:_MOST_NAMED]
            if len(changed) > _MOST_NAMED:
                told.append(_("and %(count)s more") % {"count": len(changed) - _MOST_NAMED})
            raise RuleViolation(
                _("Changed since the merger, so it cannot be taken back: %(records)s.")
                % {"records": "; ".join(told)}
            )
        for step in reversed(merger.steps):
            _undo(step)
        both = list(Organisation.objects.filter(pk__in=[merger.organisation_id, merger.into_id]))
        refresh_names(both)
        mark_stale(each.pk for each in both)
        for each in both:
            leave_trace(
                each,
                RegisterChange.Kind.SEPARATED,
                on=today(),
                by=by,
                reason=reason,
                before=merger.into.name,
                after=merger.organisation.name,
            )
    return merger


def changed_since(merger: Merger) -> list[str]:
    """Rows that are no longer as the merger left them, in words."""
    found = []
    for step in merger.steps:
        if "state" not in step:
            continue
        model = apps.get_model(step["model"])
        row = _row(model, step["pk"])
        if row is not None and _digest(row) == step["state"]:
            continue
        found.append(_told(model, step["pk"], row))
    return list(dict.fromkeys(found))


def record_as_different(*, one: Organisation, other: Organisation, by: User | None) -> DistinctPair:
    """Both look alike and are not the same: the pair is not asked about again."""
    if one.pk == other.pk:
        raise RuleViolation(_("Choose two organisations."))
    first, second = sorted((one, other), key=lambda each: each.pk)
    pair, _is_new = DistinctPair.objects.get_or_create(
        first=first, second=second, defaults={"by": by}
    )
    return pair


# --- Doing -----------------------------------------------------------------------------------


def _locked(organisation: Organisation, into: Organisation) -> tuple[Organisation, Organisation]:
    wanted = sorted({organisation.pk, into.pk})
    rows = Organisation.objects.select_for_update().order_by("pk").filter(pk__in=wanted)
    found = {each.pk: each for each in rows}
    try:
        both = found[organisation.pk], found[into.pk]
    except KeyError:
        raise RuleViolation(_("The organisation was deleted meanwhile.")) from None
    check_mergeable(*both)
    return both


def _do(plan: MergePlan) -> Iterator[dict[str, Any]]:
    """Do the plan, and tell each step as it can be taken back."""
    steps: list[dict[str, Any]] = []
    for row in plan.removed:
        steps.append({"do": "removed", **_address(row), "row": stored_values(_fresh(row))})
        with _told_refusal(row):
            type(row)._base_manager.filter(pk=row.pk).delete()
    for change in plan.changes:
        before = stored_values(_fresh(change.row))
        with _told_refusal(change.row):
            _update(type(change.row), change.row.pk, change.values)
        was = {name: before[name] for name in change.values}
        steps.append({"do": "changed", **_address(change.row), "before": was})
    for row in plan.made:
        with _told_refusal(row):
            row.save(force_insert=True)
        steps.append({"do": "made", **_address(row)})
    # The digest of a row stands at its last step only: how it is when all is done.
    last = {(step["model"], step["pk"]): step for step in steps if step["do"] != "removed"}
    for step in last.values():
        model = apps.get_model(step["model"])
        step["state"] = _digest(model._base_manager.get(pk=step["pk"]))
    yield from steps


def _address(row: models.Model) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk}


def _fresh(row: models.Model) -> models.Model:
    return type(row)._base_manager.get(pk=row.pk)


def _row(model: type[models.Model], pk: Any) -> models.Model | None:
    rows = model._base_manager.filter(pk=pk).order_by("pk")
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update()
    return rows.first()


def _update(model: type[models.Model], pk: Any, values: dict[str, Any]) -> None:
    """Not by `save`, whose rules are for people; forms opened before must notice all the same."""
    if issubclass(model, VersionedModel):
        values = values | {"version": F("version") + 1}
    model._base_manager.filter(pk=pk).update(**values)


@contextmanager
def _told_refusal(row: models.Model) -> Iterator[None]:
    """What the database refuses is told in words."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise RuleViolation(
            _("%(kind)s “%(record)s” cannot be moved: the database refused.")
            % {"kind": kind_of(type(row)), "record": describe(row)}
        ) from error


# --- Taking back -----------------------------------------------------------------------------


def _undo(step: dict[str, Any]) -> None:
    model = apps.get_model(step["model"])
    try:
        with transaction.atomic():
            if step["do"] == "made":
                model._base_manager.filter(pk=step["pk"]).delete()
            elif step["do"] == "changed":
                _update(model, step["pk"], _read(model, step["before"]))
            else:
                _put_back(model, _read(model, step["row"]))
    except DatabaseError as error:
        raise RuleViolation(
            _("%(kind)s cannot be put back beside what was recorded since.")
            % {"kind": kind_of(model)}
        ) from error


def _put_back(model: type[models.Model], values: dict[str, Any]) -> None:
    """Under its old number; bulk, as `save` may have rules for people."""
    model._base_manager.bulk_create([model(**values)])


def _read(model: type[models.Model], written: dict[str, Any]) -> dict[str, Any]:
    columns = {each.attname: each for each in model._meta.local_concrete_fields}
    return {
        name: None if value is None else columns[name].to_python(value)
        for name, value in written.items()
    }


def _digest(row: models.Model) -> str:
    values = stored_values(row)
    if isinstance(row, Organisation):
        values = {name: value for name, value in values.items() if name not in _DERIVED}
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _told(model: type[models.Model], pk: Any, row: models.Model | None) -> str:
    change = last_change(model, pk)
    name = describe(row) if row is not None else (change.record or str(pk))
    what = _("changed") if row is not None else _("deleted")
    who = [each for each in (change.by, change.message) if each]
    told = f"{kind_of(model)} “{name}” {what}"
    return f"{told} ({', '.join(who)})" if who else told

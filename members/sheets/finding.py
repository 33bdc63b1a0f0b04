"""Whose row it is: by member number, else registration number, else name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from members.models import Organisation
from members.services.matching import MatchStatus, NameMatch, match_names
from members.sheets.cells import member_number_key, read_text, registration_key
from members.sheets.columns import Column
from members.sheets.rows import SheetRow

# Candidates that an error names.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a row is found, as written there; empty where the cell is."""

    number: str
    registration: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """`organisation_id` is None for somebody new, or where there is a `problem`."""

    organisation_id: int | None
    by: Column | None = None
    problem: tuple[Column, str] | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    name: str
    number: str
    registration: str


def keys_of(row: SheetRow) -> Keys:
    cells = row.cells
    return Keys(
        member_number_key(cells.get(Column.NUMBER, "")),
        registration_key(cells.get(Column.REGISTRATION, "")),
        read_text(cells.get(Column.NAME, ""), most=None),
    )


def find_many(rows: Sequence[Keys], *, on: date) -> list[Found]:
    by_number = _known("member_number", {row.number for row in rows})
    by_registration = _known("registration_number", {row.registration for row in rows})
    to_match = [
        row.name
        for row in rows
        if row.name and row.number not in by_number and row.registration not in by_registration
    ]
    matches = dict(zip(to_match, match_names(to_match, on=on), strict=True)) if to_match else {}
    return [
        _find(row, by_number.get(row.number), by_registration.get(row.registration), matches)
        for row in rows
    ]


def _known(key: str, wanted: set[str]) -> dict[str, _Known]:
    rows = Organisation.objects.filter(**{f"{key}__in": wanted - {""}}).values_list(
        key, "pk", "name", "member_number", "registration_number"
    )
    return {
        text: _Known(pk, name, number or "", registration or "")
        for text, pk, name, number, registration in rows
    }


def _find(
    row: Keys, numbered: _Known | None, registered: _Known | None, matches: dict[str, NameMatch]
) -> Found:
    if numbered is not None:
        if registered is not None and registered.pk != numbered.pk:
            return _refused(
                Column.REGISTRATION,
                _("This registration number is that of %(name)s.") % {"name": registered.name},
            )
        return Found(numbered.pk, Column.NUMBER)
    if registered is not None:
        return _unless_numbered_otherwise(row, registered, Column.REGISTRATION)
    if not row.name:
        if row.number:
            return _refused(Column.NUMBER, _("There is no such member number."))
        if row.registration:
            return Found(None)
        return _refused(
            Column.NAME, _("One of member number, registration number and name is needed.")
        )
    return _by_name(row, matches[row.name])


def _by_name(row: Keys, match: NameMatch) -> Found:
    if match.status == MatchStatus.AMBIGUOUS:
        names = ", ".join(
            f"{each.name} ({each.member_number or each.registration_number or '–'})"
            for each in match.candidates[:_MOST_NAMED]
        )
        message = _("Several bear this name: %(names)s. Give the member number.")
        return _refused(Column.NAME, message % {"names": names})
    organisation = match.organisation
    if organisation is None:
        return Found(None)
    found = _Known(
        organisation.pk,
        organisation.name,
        organisation.member_number or "",
        organisation.registration_number or "",
    )
    if row.registration and found.registration:
        message = _(
            "%(name)s is registered under %(number)s. "
            "If it is the same organisation, give its member number."
        )
        return _refused(
            Column.REGISTRATION, message % {"name": found.name, "number": found.registration}
        )
    return _unless_numbered_otherwise(row, found, Column.NAME)


def _unless_numbered_otherwise(row: Keys, found: _Known, by: Column) -> Found:
    if row.number and found.number:
        message = _("%(name)s has the member number %(number)s.")
        return _refused(Column.NUMBER, message % {"name": found.name, "number": found.number})
    return Found(found.pk, by)


def _refused(column: Column, message: str) -> Found:
    return Found(None, None, (column, message))

"""Cells of pasted tables that name an organisation."""

from __future__ import annotations

from collections.abc import Sequence

from alliance.admin import columns
from members.models import Organisation
from members.services.matching import match_names


def organisations_called(name: str) -> Sequence[Organisation]:
    """In any spelling; more than one where the name is ambiguous."""
    match = match_names([name])[0]
    return [match.organisation] if match.organisation is not None else match.candidates


organisation_cell = columns.record(organisations_called)

"""Pages that stay whole while members come and go: each begins after the last entry seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import Q

from members.models import Organisation
from members.querysets import OrganisationQuerySet

_signer = Signer(salt="members.api.paging")


class UnknownCursor(Exception):
    pass


@dataclass(frozen=True)
class Slice:
    organisations: list[Organisation]
    next_cursor: str | None


def slice_after(found: OrganisationQuerySet, cursor: str, limit: int) -> Slice:
    """In Korean order; one more is read than asked for, to know whether there are more."""
    ordered = found.order_by("sort_key", "pk")
    if cursor:
        key, pk = _read(cursor)
        ordered = ordered.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk))
    read = list(ordered[: limit + 1])
    shown = read[:limit]
    return Slice(shown, _after(shown[-1]) if len(read) > limit else None)


def _after(organisation: Organisation) -> str:
    return _signer.sign_object([organisation.sort_key, organisation.pk])


def _read(cursor: str) -> tuple[str, int]:
    try:
        key, pk = _signer.unsign_object(cursor)
    except (BadSignature, ValueError) as problem:
        raise UnknownCursor from problem
    return key, pk

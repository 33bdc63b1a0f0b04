"""What the public directory shows: listed members of the day, and what they have released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count

from members.models import Classification, Organisation
from members.querysets import OrganisationQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE_SIZE = 20
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Facet:
    code: str
    label: str | _StrPromise
    count: int
    chosen: bool


@dataclass(frozen=True)
class DirectoryEntry:
    """An organisation loaded with `classified_on`, and its class in words."""

    organisation: Organisation

    @property
    def kind_label(self) -> str:
        kind = self.organisation.kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.Kind(kind).label) if kind else ""

    @property
    def class_label(self) -> str:
        """The sub-kind where there is one: 소기업 says more than 기업."""
        sub_kind = self.organisation.sub_kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.SubKind(sub_kind).label) if sub_kind else self.kind_label


@dataclass(frozen=True)
class DirectorySearch:
    """What the visitor asked for. Anything unknown is passed over rather than refused."""

    text: str = ""
    kind: str = ""

    @classmethod
    def read(cls, text: str, kind: str) -> DirectorySearch:
        return cls(
            " ".join(text.replace("\x00", " ").split())[:LONGEST_SEARCH],
            kind if kind in Classification.Kind.values else "",
        )

    def organisations(self, day: date) -> OrganisationQuerySet:
        """In Korean order, each with its class of the day."""
        found = self._matching(day).classified_on(day)
        if self.kind:
            found = found.filter(kind=self.kind)
        return found.prefetch_related("business_fields", "tags")

    def kinds(self, day: date) -> list[Facet]:
        """Each kind with what the search would find in it."""
        counted = dict(
            self._matching(day)
            .classified_on(day)
            .order_by()
            .values_list("kind")
            .annotate(how_many=Count("pk"))
        )
        return [
            Facet(kind.value, kind.label, counted.get(kind.value, 0), kind.value == self.kind)
            for kind in Classification.Kind
        ]

    def _matching(self, day: date) -> OrganisationQuerySet:
        return Organisation.objects.visible_on(day).matching(self.text)

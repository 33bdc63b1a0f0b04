"""An organisation's class in words."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Classification, Organisation


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

"""Figures: numbers that know what they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from alliance.periods import DayRange, PeriodRule


@dataclass(frozen=True)
class CountedRecords:
    """The records behind a figure, with their labels as they read on the day."""

    model: str
    rows: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(
        cls, records: QuerySet[Any] | Iterable[Model], model: type[Model] | None = None
    ) -> CountedRecords:
        rows = list(records)
        owner = model or (
            records.model if isinstance(records, QuerySet) else type(rows[0]) if rows else None
        )
        label = owner._meta.label_lower if owner else ""
        return cls(label, tuple((row.pk, str(row)) for row in rows))

    def to_json(self) -> dict[str, Any]:
        return {"model": self.model, "rows": [[pk, label] for pk, label in self.rows]}


@dataclass(frozen=True)
class Figure:
    """One number of a packet. `definition` says in words what is counted."""

    key: str
    label: str
    value: int | str | None
    unit: str
    definition: str
    as_of: date
    start: date | None = None
    end: date | None = None
    rule: PeriodRule | None = None
    records: CountedRecords = field(default_factory=lambda: CountedRecords(""))

    @classmethod
    def count(
        cls,
        key: str,
        records: QuerySet[Any] | Iterable[Model],
        *,
        label: str,
        unit: str,
        definition: str,
        as_of: date,
        within: DayRange | None = None,
        rule: PeriodRule | None = None,
        model: type[Model] | None = None,
    ) -> Figure:
        """A figure whose value is the number of the records it lists, so the two cannot differ."""
        counted = CountedRecords.of(records, model)
        return cls(
            key=key,
            label=str(label),
            value=len(counted.rows),
            unit=str(unit),
            definition=str(definition),
            as_of=as_of,
            start=within.start if within else None,
            end=within.end if within else None,
            rule=rule,
            records=counted,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "definition": self.definition,
            "as_of": self.as_of.isoformat(),
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "rule": str(self.rule) if self.rule else None,
            "records": self.records.to_json(),
        }

"""Part of the readers: by class, region, field of business or subcommittee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Segment:
    """What is named narrows, within one list any of it will do; nothing named is everybody."""

    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    # Primary keys of members.BusinessField.
    fields: tuple[int, ...] = ()
    # Codes of members.Body.
    subcommittees: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {name: list(values) for name, values in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{name: tuple(values) for name, values in kept.items()})


EVERYBODY = Segment()

"""How much of an entry is there, and what would make it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.entry_content import EntryContent

# Shorter ones tell a partner too little to write a first mail.
TELLING_INTRODUCTION = 60


@dataclass(frozen=True)
class Part:
    # The form's field that it is filled in at.
    field: str
    label: Any
    done: bool


@dataclass(frozen=True)
class Completeness:
    parts: tuple[Part, ...]

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if not part.done]

    @property
    def percent(self) -> int:
        return 100 * (len(self.parts) - len(self.missing)) // len(self.parts)

    @property
    def is_complete(self) -> bool:
        return not self.missing


_PARTS: tuple[tuple[str, Any, Callable[[EntryContent], bool]], ...] = (
    (
        "introduction",
        _("An introduction of at least 60 letters"),
        lambda entry: len(entry.introduction.strip()) >= TELLING_INTRODUCTION,
    ),
    ("logo", _("A logo"), lambda entry: bool(entry.logo)),
    ("business_fields", _("A field of business"), lambda entry: bool(entry.business_fields)),
    ("tags", _("Three tags"), lambda entry: len(entry.tags) >= 3),
    ("products", _("Products or services"), lambda entry: bool(entry.products.strip())),
    ("homepage", _("A homepage"), lambda entry: bool(entry.homepage)),
    (
        "contact_name",
        _("A contact with name and e-mail or telephone"),
        lambda entry: bool(entry.contact_name and (entry.contact_email or entry.contact_phone)),
    ),
)


def completeness(entry: EntryContent) -> Completeness:
    return Completeness(
        tuple(Part(field, label, is_done(entry)) for field, label, is_done in _PARTS)
    )

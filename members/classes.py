"""Kind and sub-kind as one choice of a form: `company.small`, `university.`."""

from __future__ import annotations

from typing import Any

from members.models import Classification


def class_choices() -> list[tuple[str, Any]]:
    return [
        (f"{kind.value}.{sub_kind}", f"{kind.label} {label}".strip())
        for kind in Classification.Kind
        for sub_kind, label in _sub_kind_choices(kind)
    ]


def _sub_kind_choices(kind: Classification.Kind) -> list[tuple[str, Any]]:
    """A kind without sub-kinds is one choice by itself."""
    found: list[tuple[str, Any]] = [
        (each.value, each.label) for each in Classification.SUB_KINDS[kind]
    ]
    return found or [("", "")]


def choice_of(kind: str, sub_kind: str) -> str:
    return f"{kind}.{sub_kind}"


def parts_of(choice: str) -> tuple[str, str]:
    kind, _dot, sub_kind = choice.partition(".")
    return kind, sub_kind


def size_choices() -> list[tuple[str, Any]]:
    """The sizes of a company."""
    return [
        (each.value, each.label) for each in Classification.SUB_KINDS[Classification.Kind.COMPANY]
    ]

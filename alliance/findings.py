"""What the secretariat is told before it prints: something is missing, or does not add up.

Whoever checks only tells; nobody is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")


@dataclass(frozen=True)
class CheckFinding:
    """`code` is for programs, `message` for people, `link` leads to where it is put right."""

    code: str
    severity: Severity
    message: str
    link: str = ""

    @classmethod
    def error(cls, code: str, message: str, link: str = "") -> CheckFinding:
        return cls(code, Severity.ERROR, message, link)

    @classmethod
    def warning(cls, code: str, message: str, link: str = "") -> CheckFinding:
        return cls(code, Severity.WARNING, message, link)

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR


def errors_first(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    return sorted(findings, key=lambda finding: not finding.is_error)

"""Names in sheets: what an officer is asked about them, on whichever page takes the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Organisation
from members.name_review import NameQuestion, review_names
from members.services.matching import MatchStatus, match_names
from members.services.name_decisions import NEW, NameDecision, settle_names

QUESTIONS = "admin/members/_name_questions.html"
# A sheet has so many names at most; more would be no sheet.
MOST_NAMES = 3000


def organisation_meant(text: str) -> Organisation:
    """By member number, or by its name in any spelling. Raises RuleViolation."""
    numbered = Organisation.objects.filter(member_number=text.strip().upper()).first()
    if numbered is not None:
        return numbered
    match = match_names([text])[0]
    if match.status == MatchStatus.AMBIGUOUS:
        names = ", ".join(f"{each.name} ({each.member_number or '–'})" for each in match.candidates)
        raise RuleViolation(
            _("Several bear this name: %(names)s. Give the member number.") % {"names": names}
        )
    if match.organisation is None:
        raise RuleViolation(_("No organisation bears this name."))
    return match.organisation


@dataclass
class AskedName:
    """A row of the questions as the page shows it."""

    position: int
    question: NameQuestion
    choice: str = ""
    other: str = ""
    remember: bool = True
    problem: str = ""

    @property
    def name(self) -> str:
        return self.question.name

    @property
    def options(self) -> list[tuple[str, str]]:
        return [
            (
                str(each.pk),
                f"{each.name} ({each.member_number})" if each.member_number else each.name,
            )
            for each in self.question.suggestions
        ]

    @property
    def is_ambiguous(self) -> bool:
        return self.question.match.status == MatchStatus.AMBIGUOUS


@dataclass
class NameReview:
    """Asks about the names that are open, reads what was answered, and carries it out.

    `data` is what the page sent; ask first, then settle.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    on: date | None = None
    asked: list[AskedName] = field(default_factory=list)
    template = QUESTIONS

    def ask(self, names: Iterable[str]) -> list[AskedName]:
        """A row for each open name, with what was answered before."""
        typed = {name: position for position, name in self._answered()}
        questions = [each for each in review_names(names, on=self.on) if each.is_open]
        self.asked = [
            self._row(number, question, typed.get(question.name))
            for number, question in enumerate(questions[:MOST_NAMES])
        ]
        return self.asked

    def settle(self) -> dict[str, Organisation]:
        """What was decided, by the name as it was written; a row tells what was refused."""
        decisions = {row.name: decision for row in self.asked if (decision := self._decision(row))}
        settled = settle_names(decisions, on=self.on)
        for row in self.asked:
            row.problem = row.problem or settled.problems.get(row.name, "")
        return settled.organisations

    def _row(self, number: int, question: NameQuestion, before: int | None) -> AskedName:
        if before is None:
            return AskedName(number, question)
        return AskedName(
            number,
            question,
            choice=self._text(f"name-choice-{before}"),
            other=self._text(f"name-other-{before}"),
            remember=bool(self._text(f"name-remember-{before}")),
        )

    def _decision(self, row: AskedName) -> NameDecision | None:
        if row.other:
            try:
                return NameDecision(organisation_meant(row.other), remember=row.remember)
            except RuleViolation as refusal:
                row.problem = str(refusal)
                return None
        if row.choice == NEW:
            return NameDecision(is_new=True)
        if not (row.choice.isascii() and row.choice.isdigit() and len(row.choice) < 16):
            return None
        meant = Organisation.objects.filter(pk=int(row.choice)).first()
        if meant is None:
            row.problem = _("The organisation was deleted meanwhile.")
            return None
        return NameDecision(meant, remember=row.remember)

    def _answered(self) -> list[tuple[int, str]]:
        found = []
        for key in self.data:
            number = key.removeprefix("name-written-")
            if number != key and number.isascii() and number.isdigit() and len(number) < 6:
                found.append((int(number), self._text(key)))
        return sorted(found)[:MOST_NAMES]

    def _text(self, key: str) -> str:
        value = self.data.get(key, "")
        return value.strip() if isinstance(value, str) else ""


class OrganisationCells:
    """For a column of a pasted table: asks about the names that its parser does not know."""

    template = QUESTIONS

    def __init__(
        self, value: Callable[[Organisation, str], Any] = lambda organisation, text: organisation
    ) -> None:
        self._value = value

    def review(
        self, cells: Iterable[str], data: Mapping[str, Any]
    ) -> tuple[list[AskedName], dict[str, Any]]:
        """The questions, and the values of the cells that were answered."""
        review = NameReview(data)
        asked = review.ask(cells)
        answers = review.settle()
        return asked, {name: self._value(meant, name) for name, meant in answers.items()}


ORGANISATION_CELLS = OrganisationCells()

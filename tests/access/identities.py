"""Who may stand before a door: each has one account, whatever the page."""

from __future__ import annotations

from enum import StrEnum


class Who(StrEnum):
    VISITOR = "visitor"
    OUTSIDER = "account without a person"
    COMPANY = "acts for a member company"
    OTHER_COMPANY = "acts for another member company"
    PARTNER = "acts for RAPA"
    OTHER_PARTNER = "acts for IITP"
    FORMER_PARTNER = "acted for RAPA until yesterday"
    JUDGE = "evaluates the project group"
    OTHER_JUDGE = "evaluates the groups of another round"
    MEMBER = "committee member of this term"
    FORMER_MEMBER = "committee member of the last term"
    NEXT_MEMBER = "committee member of the next term"
    CHAIR = "chair of the committee"
    SUBCOMMITTEE_CHAIR = "chair of a subcommittee"
    PROXY = "named proxy"
    OBSERVER = "sits in the meeting"
    OFFICER = "officer"
    CLOSED_OFFICER = "officer whose account is closed"
    CLOSED_MEMBER = "committee member whose account is closed"

    @property
    def is_stranger(self) -> bool:
        """A closed account is nobody's: its session is as good as none."""
        return self in (Who.VISITOR, Who.CLOSED_OFFICER, Who.CLOSED_MEMBER)


STRANGERS = frozenset(who for who in Who if who.is_stranger)
SIGNED_IN = frozenset(Who) - STRANGERS

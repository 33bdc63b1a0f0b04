"""The members' records as officers work with them."""

from members.admin import (
    accounts,
    aliases,
    applications,
    bodies,
    certificates,
    changes,
    drafts,
    importing,
    memberships,
    merging,
    organisations,
    people,
    requests,
    size_checks,
    words,
)

__all__ = [
    "accounts",
    "aliases",
    "applications",
    "bodies",
    "certificates",
    "changes",
    "drafts",
    "importing",
    "memberships",
    "merging",
    "organisations",
    "people",
    "requests",
    "size_checks",
    "words",
]

"""The members' records as officers work with them."""

from members.admin import (
    accounts,
    aliases,
    applications,
    bodies,
    certificates,
    drafts,
    importing,
    memberships,
    merging,
    organisations,
    people,
    requests,
    size_checks,
)

__all__ = [
    "accounts",
    "aliases",
    "applications",
    "bodies",
    "certificates",
    "drafts",
    "importing",
    "memberships",
    "merging",
    "organisations",
    "people",
    "requests",
    "size_checks",
]

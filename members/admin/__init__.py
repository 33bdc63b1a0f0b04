"""The members' records as officers work with them."""

from members.admin import accounts, bodies, organisations, people

__all__ = ["accounts", "bodies", "organisations", "people"]

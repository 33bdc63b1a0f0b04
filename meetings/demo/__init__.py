"""The demo alliance's committee: its meetings and their packets."""

from meetings.demo import committee, packets  # noqa: F401 -- registers the loaders

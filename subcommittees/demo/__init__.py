"""The demo alliance's subcommittee meetings."""

from subcommittees.demo import loader  # noqa: F401 -- registers the loader

"""The demo alliance's documents, notices and news."""

from archive.demo import loader  # noqa: F401 -- registers the loader

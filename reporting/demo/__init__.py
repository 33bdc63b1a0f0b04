"""The demo alliance's partner reports and web measures."""

from reporting.demo import loader  # noqa: F401 -- registers the loader

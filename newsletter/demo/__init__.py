"""The demo alliance's newsletters, promotions and mailings."""

from newsletter.demo import loader  # noqa: F401 -- registers the loader

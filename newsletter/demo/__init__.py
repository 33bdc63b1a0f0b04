"""The demo alliance's newsletters, promotions and mailings."""

from newsletter.demo import desk, loader  # noqa: F401 -- registers the loaders

"""The demo alliance's organisations, people, bodies and accounts."""

from members.demo import loader  # noqa: F401 -- registers the loader

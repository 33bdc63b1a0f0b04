"""The demo alliance's joint seminar, consultations and year-end event."""

from events.demo import loader  # noqa: F401 -- registers the loader

"""The demo alliance's project groups and their evaluation in two rounds."""

from projectgroups.demo import loader  # noqa: F401 -- registers the loader

"""The public part of the directory for programs: read only, described by its own document."""

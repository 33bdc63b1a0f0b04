"""What can go wrong while a document is laid out, in words for the officer.

An error may travel from the rendering process to its parent, so each keeps its arguments as they
are and finds its words when it is shown.
"""

from django.utils.translation import gettext as _


class RenderingError(Exception):
    """A document could not be made; the message is for people."""


class MissingLibraries(RenderingError):
    """Pango (a system library) is not installed."""

    def __str__(self) -> str:
        return _(
            "Pango is missing, so no PDF can be made. Install the system packages "
            "libpangoft2-1.0-0 and libharfbuzz-subset0."
        )


class UnusableAttachment(RenderingError):
    """An attached PDF is encrypted, broken or too large."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason

    def __str__(self) -> str:
        return _("The attachment %(name)s cannot be used: %(reason)s") % {
            "name": self.name,
            "reason": self.reason,
        }


class NestedTooDeeply(RenderingError):
    """Python's own limit on nesting was met."""

    def __str__(self) -> str:
        return _("The document is nested too deeply.")


class LimitExceeded(RenderingError):
    """The rendering took more time or memory than it may."""


class RefusedAddress(RenderingError):
    """A document asked for something other than project files and its own pictures."""


class UnusablePicture(RefusedAddress):
    """A picture is none, is of an unknown kind, or has too many pixels."""


class ConflictingPicture(RenderingError):
    """Two parts call different pictures by one key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return _(
            "Two parts of the document use the picture key %(key)s for different pictures."
        ) % {"key": self.key}

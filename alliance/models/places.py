from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models.versioned import VersionedModel


class Place(VersionedModel):
    name = LineField(_("name"), max_length=120)
    room = LineField(_("room"), max_length=120, blank=True)
    area = LineField(
        _("area"), max_length=60, blank=True, help_text=_("As printed in brackets: 서울 강남")
    )
    address = LineField(_("address"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "room"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "room"],
                name="alliance_place_once",
                violation_error_message=_("This place is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.room}".strip()

    @property
    def printed(self) -> str:
        """`K-META 대회의실(서울 강남)`."""
        return f"{self}({self.area})" if self.area else str(self)

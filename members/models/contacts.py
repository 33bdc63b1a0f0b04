"""Whom to talk to at an organisation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import VersionedModel
from members.models.organisations import Organisation


class Contact(VersionedModel):
    """Somebody to talk to at a member organisation."""

    class Role(models.TextChoices):
        MAIN = "main", _("main contact")
        NEWSLETTER = "newsletter", _("newsletter")
        EVENTS = "events", _("events")
        TECHNICAL = "technical", _("technology")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MAIN)
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(pgettext_lazy("post", "title"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_public = models.BooleanField(_("shown in the directory"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["organisation", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(role="main"),
                name="members_one_main_contact",
                violation_error_message=_("The organisation has a main contact already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.title}".strip()

    def describe(self, *, name: str, title: str, email: str, phone: str) -> None:
        """Whoever takes another's place was never asked: what that one released is not theirs."""
        if self.name != name:
            self.is_public = False
        self.name, self.title, self.email, self.phone = name, title, email, phone

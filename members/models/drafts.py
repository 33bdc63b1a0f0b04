"""What a member writes about itself: a draft until it is published, and what was published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import Picture, VersionedModel
from members.models.organisations import BusinessField, Organisation
from members.querysets import EntryDraftQuerySet


def _by(verbose_name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


class EntryDraft(VersionedModel):
    """The entry as its own people would have it; `base` is the public entry that it began from."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("entry", "being written")
        SUBMITTED = "submitted", pgettext_lazy("entry", "waiting for the secretariat")
        RETURNED = "returned", pgettext_lazy("entry", "returned with a comment")
        PUBLISHED = "published", pgettext_lazy("entry", "published")
        DISCARDED = "discarded", pgettext_lazy("entry", "discarded")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    EDITABLE = (State.DRAFT, State.RETURNED)

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="entry_drafts",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    introduction = models.TextField(_("introduction"), blank=True)
    business_fields = models.ManyToManyField(
        BusinessField, blank=True, related_name="+", verbose_name=_("fields of business")
    )
    # As typed: what the entry had may be more than the form takes.
    tags = models.TextField(
        _("tags"), max_length=1000, blank=True, help_text=_("Separated by commas.")
    )
    products = models.TextField(_("products and services"), blank=True, help_text=_("One a line."))
    homepage = models.URLField(_("homepage"), blank=True)
    seeks_partners = models.BooleanField(_("looking for partners"), default=False)
    contact_name = models.CharField(_("name of the contact"), max_length=60, blank=True)
    contact_title = models.CharField(_("title of the contact"), max_length=60, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    contact_phone = models.CharField(_("telephone of the contact"), max_length=30, blank=True)
    # The parts that anyone may read, by their keys.
    released = models.JSONField(_("released to the public"), default=list, blank=True)
    base = models.JSONField(_("began from"), default=dict, editable=False)

    began_at = models.DateTimeField(_("begun at"))
    began_by = _by(_("begun by"))
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    saved_by = _by(_("saved by"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    submitted_by = _by(_("handed in by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = _by(_("decided by"))
    comment = models.TextField(_("comment of the secretariat"), blank=True)

    # The logo, if the draft brings a new one: nobody else's until it is published.
    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")
    removes_logo = models.BooleanField(_("takes the logo away"), default=False)

    objects: ClassVar = EntryDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of an entry")
        verbose_name_plural = _("drafts of entries")
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="members_one_open_draft",
                violation_error_message=_("There is a draft of this entry already."),
            ),
            models.CheckConstraint(
                name="members_draft_handed_in_by_somebody",
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                violation_error_message=_("What is handed in has a day."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def logo(self) -> Picture | None:
        found: Picture | None = self.pictures.order_by("-pk").first()
        return found


class EntryPublication(models.Model):
    """What of an entry was published when, by whom. Rows are only ever added."""

    keeps_organisation = True

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="entry_publications",
        verbose_name=_("organisation"),
    )
    draft = models.OneToOneField(
        EntryDraft,
        on_delete=models.PROTECT,
        related_name="publication",
        verbose_name=_("draft of an entry"),
    )
    published_at = models.DateTimeField(_("published at"))
    published_by = _by(_("published by"))
    submitted_by = _by(_("handed in by"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    class Meta:
        verbose_name = _("publication of an entry")
        verbose_name_plural = _("publications of entries")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.published_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "What was published is never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        message = "What was published is never deleted."
        raise TypeError(message)

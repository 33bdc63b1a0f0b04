"""Pictures and files that belong to a record of any app."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models.versioned import VersionedModel


def _stored_name(kind: str, filename: str) -> str:
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else "bin"
    return f"{kind}/{uuid4().hex}.{suffix[:8]}"


def picture_name(instance: models.Model, filename: str) -> str:
    """Names in storage are ours; the uploader's name is kept as data."""
    return _stored_name("pictures", filename)


def attachment_name(instance: models.Model, filename: str) -> str:
    return _stored_name("attachments", filename)


class OwnedFile(VersionedModel):
    owner_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, verbose_name=_("belongs to")
    )
    owner_id = models.PositiveBigIntegerField(_("record number"))
    owner = GenericForeignKey("owner_type", "owner_id")
    position = models.PositiveIntegerField(_("position"), default=0)
    original_name = models.CharField(_("file name"), max_length=255, blank=True)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="%(class)s_owner")]


class Picture(OwnedFile):
    """Printed in grids with captions. Checked and scaled when it comes in (alliance.pictures)."""

    file = models.ImageField(
        _("picture"), upload_to=picture_name, width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    caption = LineField(_("caption"), max_length=200, blank=True)
    group = LineField(
        _("group"),
        max_length=100,
        blank=True,
        help_text=_("Pictures of one group are printed in one grid under this title."),
    )

    class Meta(OwnedFile.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.caption or self.original_name or str(self.file.name)

    @property
    def key(self) -> str:
        """How snapshots name the picture; `Snapshot.pictures` maps it to the stored file."""
        return f"picture-{self.pk}"

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "caption": self.caption,
            "alt": self.caption or self.group,
            "group": self.group,
        }


class Attachment(OwnedFile):
    """A file kept with a record: a poster, a news clip, slides."""

    file = models.FileField(_("file"), upload_to=attachment_name)
    title = LineField(_("title"), max_length=200, blank=True)

    class Meta(OwnedFile.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.original_name or str(self.file.name)

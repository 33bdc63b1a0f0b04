"""Reports gathered for the members, the notice board, and news of the alliance."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import Attachment, Picture, VersionedModel
from alliance.outline.fields import OutlineField
from archive.querysets import ArchiveDocumentQuerySet, NewsItemQuerySet, NoticeQuerySet
from archive.search import search_initials, search_text
from members.models import Organisation


class ArchiveDocument(VersionedModel):
    """A report passed on to the members.

    Its number (연번) is its place in the year by 게시일 and then by entry, computed and never
    stored: a document recorded late moves the later numbers of drafts, not of what was published.
    """

    class Language(models.TextChoices):
        KOREAN = "ko", _("Korean")
        ENGLISH = "en", _("English")
        OTHER = "other", _("another language")

    posted_on = models.DateField(_("posted on"), db_index=True)
    issuer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="archive_documents",
        verbose_name=_("issuer"),
    )
    issuer_name = LineField(
        _("issuer as printed"),
        max_length=150,
        blank=True,
        help_text=_("As the document writes it; left empty, the organisation's name on the day."),
    )
    title = LineField(_("title"), max_length=300)
    link = models.URLField(_("link"), max_length=500, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language, default=Language.KOREAN
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    search_text = models.TextField(editable=False, blank=True, default="")
    search_initials = models.TextField(editable=False, blank=True, default="")

    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    objects: ClassVar = ArchiveDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive document")
        verbose_name_plural = _("archive documents")
        ordering = ["posted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "title", "posted_on"],
                name="archive_document_once",
                violation_error_message=_("This document is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("archive:document-detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.issuer_name:
            self.issuer_name = self.issuer.name_on(self.posted_on)
        names = [self.title, self.issuer_name, self.issuer.name, self.issuer.short_name]
        self.search_text, self.search_initials = search_text(names), search_initials(names)
        super().save(*args, **kwargs)


class Notice(VersionedModel):
    """An entry of the notice board (게시판); mailings are the newsletter's."""

    title = LineField(_("title"), max_length=200)
    body = OutlineField(_("text"), blank=True)
    posted_on = models.DateField(_("posted on"))
    visible_from = models.DateField(_("visible from"), null=True, blank=True)
    visible_to = models.DateField(_("visible until"), null=True, blank=True)
    pinned = models.BooleanField(_("pinned to the top"), default=False)

    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    objects: ClassVar = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-posted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="archive_notice_from_before_to",
                condition=Q(visible_from__isnull=True)
                | Q(visible_to__isnull=True)
                | Q(visible_to__gte=F("visible_from")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("archive:notice-detail", args=[self.pk])


class NewsItem(VersionedModel):
    """News of the alliance itself (얼라이언스 소식)."""

    title = LineField(_("title"), max_length=200)
    body = OutlineField(_("text"), blank=True)
    posted_on = models.DateField(_("posted on"), db_index=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    is_published = models.BooleanField(_("on the public page"), default=True)

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("alliance news")
        verbose_name_plural = _("alliance news")
        ordering = ["-posted_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("archive:news-detail", args=[self.pk])

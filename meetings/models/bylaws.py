"""The rules of the alliance, article by article, in versions that hold from a day to a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.lines import LineField
from alliance.models import DatedModel, VersionedModel


class Bylaw(DatedModel):
    code = models.SlugField(_("code"), max_length=40, help_text=_("Shared by all its versions."))
    title = LineField(_("title"), max_length=120)
    short_title = LineField(
        _("short title"), max_length=40, help_text=_("As citations print it: 운영규정.")
    )
    note = LineField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bylaw")
        verbose_name_plural = _("bylaws")
        ordering = ["code", "-valid_from"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="meetings_one_bylaw_version_at_a_time",
                keys=["code"],
                violation_error_message=_("Another version of the bylaw holds in this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.valid_from:%Y-%m-%d})"


class BylawArticle(VersionedModel):
    bylaw = models.ForeignKey(
        Bylaw, on_delete=models.CASCADE, related_name="articles", verbose_name=_("bylaw")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = LineField(_("title"), max_length=80)

    class Meta:
        verbose_name = pgettext_lazy("bylaw", "article")
        verbose_name_plural = pgettext_lazy("bylaw", "articles")
        ordering = ["bylaw", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["bylaw", "number"],
                name="meetings_article_number_once",
                violation_error_message=_("This article is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"제{self.number}조({self.title})"


class BylawParagraph(VersionedModel):
    article = models.ForeignKey(
        BylawArticle,
        on_delete=models.CASCADE,
        related_name="paragraphs",
        verbose_name=pgettext_lazy("bylaw", "article"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), help_text=_("In our own words."))

    class Meta:
        verbose_name = pgettext_lazy("bylaw", "paragraph")
        verbose_name_plural = pgettext_lazy("bylaw", "paragraphs")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                name="meetings_paragraph_number_once",
                violation_error_message=_("This paragraph is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.number}항"


class BylawItem(VersionedModel):
    class Code(models.TextChoices):
        """What the portal's checks make of an item."""

        CHAIR_CHOICE = "chair_choice", _("choice of the chair")
        RULE_CHANGE = "rule_change", _("change of the bylaws")
        ACTIVITY_PLAN = "activity_plan", _("activity plan")
        SUBCOMMITTEE_SETUP = "subcommittee_setup", _("setting up or closing subcommittees")
        OTHER_MATTERS = "other_matters", _("other matters")
        COMPOSITION = "composition", _("make-up of the committee")
        CHAIR_COUNT = "chair_count", _("one chair, vice chair if needed")
        SUBCOMMITTEE_CHAIRS = "subcommittee_chairs", _("subcommittee chairs are members")
        MEMBER_TERM = "member_term", _("term of a member")
        PROXY = "proxy", pgettext_lazy("bylaw", "proxy")
        SUBCOMMITTEE_CHAIR_TERM = "subcommittee_chair_term", _("term of a subcommittee chair")
        NONE = "", pgettext_lazy("bylaw", "none")

    paragraph = models.ForeignKey(
        BylawParagraph,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=pgettext_lazy("bylaw", "paragraph"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), help_text=_("In our own words."))
    code = models.CharField(
        _("meaning for the checks"), max_length=30, choices=Code, default=Code.NONE, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("bylaw", "item")
        verbose_name_plural = pgettext_lazy("bylaw", "items")
        ordering = ["paragraph", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph", "number"],
                name="meetings_bylaw_item_number_once",
                violation_error_message=_("This item is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def citation(self) -> str:
        """`운영규정 제3조 2항 4호`."""
        paragraph = self.paragraph
        article = paragraph.article
        return (
            f"{article.bylaw.short_title} 제{article.number}조 {paragraph.number}항 {self.number}호"
        )

"""Packets: a meeting's document, its versions, and the ordered entries of each version.

A version is a draft until it is published; from then on the version, its entries, their snapshots
and its files stay as they are: the constraints of meetings.constraints make the database refuse.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.errors import RuleViolation
from alliance.lines import LineField
from alliance.models import Attachment, VersionedModel
from alliance.outline.fields import OutlineField
from alliance.packets import UnknownSectionError, get_section
from alliance.periods import PeriodRule, Quarter
from meetings.constraints import FrozenRows, FrozenVersions
from meetings.models.meetings import Meeting
from meetings.querysets.packets import PacketEntryQuerySet, PacketQuerySet, PacketVersionQuerySet

# What an entry may tell its section; the engine adds the meeting, attendance marks and digests.
KNOWN_OPTIONS = ("rule", "partner", "subcommittee")


def packet_file_name(version: PacketVersion, filename: str) -> str:
    """Unguessable; the reader's name for the file is made when it is handed out."""
    return f"packets/{version.packet.meeting.code}/{uuid4().hex}.pdf"


def check_options(options: Any) -> None:
    """Raises ValidationError for options that no section understands."""
    if not isinstance(options, dict):
        raise ValidationError({"options": _("Options are names with values.")})
    unknown = sorted(set(options) - set(KNOWN_OPTIONS))
    if unknown:
        raise ValidationError(
            {
                "options": _("Unknown options: %(unknown)s. Known are: %(known)s.")
                % {"unknown": ", ".join(unknown), "known": ", ".join(KNOWN_OPTIONS)}
            }
        )
    if not all(isinstance(value, str) for value in options.values()):
        raise ValidationError({"options": _("The value of an option is text.")})
    if options.get("rule", PeriodRule.CALENDAR_QUARTER) not in PeriodRule.values:
        raise ValidationError(
            {
                "options": _("The period rule is one of: %(rules)s.")
                % {"rules": ", ".join(PeriodRule.values)}
            }
        )


class Packet(VersionedModel):
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="packet", verbose_name=_("meeting")
    )
    title = LineField(_("title"), max_length=200)
    issuer = LineField(_("issued by"), max_length=100)

    objects = PacketQuerySet.as_manager()

    class Meta:
        verbose_name = _("packet")
        verbose_name_plural = _("packets")
        ordering = ["-meeting__year", "-meeting__ordinal"]

    def __str__(self) -> str:
        return self.title

    @property
    def draft(self) -> PacketVersion | None:
        return self.versions.filter(state=PacketVersion.State.DRAFT).first()

    @property
    def published(self) -> PacketVersion | None:
        """The version that counts: the last one published and not withdrawn."""
        return self.versions.published().order_by("-number").first()


class PacketVersion(VersionedModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    packet = models.ForeignKey(
        Packet, on_delete=models.PROTECT, related_name="versions", verbose_name=_("packet")
    )
    number = models.PositiveSmallIntegerField(_("version number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    as_of = models.DateField(_("as-of date"))
    period_year = models.PositiveSmallIntegerField(_("year"))
    period_quarter = models.PositiveSmallIntegerField(
        _("quarter"), choices=[(number, f"{number}/4분기") for number in (1, 2, 3, 4)]
    )
    since = models.DateField(
        _("first day after the last packet"), null=True, blank=True, editable=False
    )
    # Titles and dates around the entries, as they read at assembly (packets.document.Frame).
    frame = models.JSONField(_("frame"), default=dict, editable=False)
    assembled_at = models.DateTimeField(_("assembled at"), null=True, editable=False)
    reason = LineField(_("reason for this version"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = LineField(
        _("reason for the withdrawal"), max_length=300, blank=True, editable=False
    )
    file = models.FileField(_("file"), upload_to=packet_file_name, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    pages = models.PositiveIntegerField(pgettext_lazy("packet", "pages"), null=True, editable=False)
    print_file = models.FileField(
        _("file for printing"), upload_to=packet_file_name, blank=True, editable=False
    )
    print_sha256 = models.CharField(
        _("SHA-256 of the file for printing"), max_length=64, blank=True, editable=False
    )

    objects = PacketVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("packet version")
        verbose_name_plural = _("packet versions")
        ordering = ["packet", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["packet", "number"], name="meetings_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["packet"],
                condition=Q(state="draft"),
                name="meetings_one_draft_per_packet",
                violation_error_message=_("The packet has a draft already."),
            ),
            models.CheckConstraint(
                name="meetings_published_is_complete",
                condition=Q(state="draft")
                | (Q(published_at__isnull=False, pages__gt=0) & ~Q(file="") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="meetings_withdrawn_has_reason",
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
            ),
            FrozenVersions(name="meetings_version_frozen"),
        ]

    def __str__(self) -> str:
        return _("%(packet)s, version %(number)s") % {"packet": self.packet, "number": self.number}

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.period_year, self.period_quarter)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class PacketEntry(VersionedModel):
    """One piece of a version: a section of some app, or a written or attached part."""

    class Part(models.TextChoices):
        MATERIAL = "material", _("meeting material")
        RESULTS = "results", _("meeting results")
        ANNEX = "annex", _("annex")

    packet_version = models.ForeignKey(
        PacketVersion,
        on_delete=models.CASCADE,
        related_name="entries",
        verbose_name=_("packet version"),
    )
    position = models.PositiveIntegerField(_("position"))
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.ANNEX)
    annex_number = models.PositiveSmallIntegerField(
        _("annex to agenda item"),
        null=True,
        blank=True,
        help_text=_("The number of the agenda item (안건1, 안건2 …)."),
    )
    section_key = models.CharField(
        _("section"), max_length=60, blank=True, help_text=_("Empty: a written or attached part.")
    )
    title = LineField(_("title"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, choices=[(1, "□"), (2, "① ② ③"), (0, _("no heading"))]
    )
    starts_page = models.BooleanField(_("starts a page"), default=True)
    is_enabled = models.BooleanField(_("printed"), default=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    text_before = OutlineField(_("text before"), blank=True)
    text_after = OutlineField(_("text after"), blank=True)
    attachments = GenericRelation(
        Attachment, content_type_field="owner_type", object_id_field="owner_id"
    )
    snapshot = models.JSONField(_("snapshot"), null=True, editable=False, encoder=DjangoJSONEncoder)
    collected_at = models.DateTimeField(_("collected at"), null=True, editable=False)
    is_frozen = models.BooleanField(default=False, editable=False)

    objects = PacketEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("packet entry")
        verbose_name_plural = _("packet entries")
        ordering = ["packet_version", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meetings_annex_has_number",
                condition=Q(part="annex", annex_number__isnull=False)
                | (~Q(part="annex") & Q(annex_number__isnull=True)),
                violation_error_message=_("An annex, and only an annex, names its agenda item."),
            ),
            models.UniqueConstraint(
                fields=["packet_version", "position"],
                name="meetings_entry_position_once",
                violation_error_message=_("Another entry stands at this position."),
            ),
            FrozenRows(name="meetings_entry_frozen", within="packet_version"),
        ]

    def __str__(self) -> str:
        return self.shown_title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.packet_version.is_draft:
            raise RuleViolation(_("A published packet is not changed; make a new version."))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        check_options(self.options)

    @property
    def shown_title(self) -> str:
        """The officer's title, else the one that the facts make, else the section's own."""
        if self.title or not self.section_key:
            return self.title
        made: str = (self.snapshot or {}).get("title", "")
        if made:
            return made
        try:
            return str(get_section(self.section_key).title)
        except UnknownSectionError:
            return self.section_key

    def figure(self, key: str) -> dict[str, Any] | None:
        for figure in (self.snapshot or {}).get("figures", []):
            if figure["key"] == key:
                found: dict[str, Any] = figure
                return found
        return None


class FigureOverride(VersionedModel):
    """A figure set by hand. The computed value stays in the snapshot and is shown beside it."""

    entry = models.ForeignKey(
        PacketEntry,
        on_delete=models.CASCADE,
        related_name="overrides",
        verbose_name=_("packet entry"),
    )
    figure_key = models.CharField(_("figure"), max_length=100)
    value = models.BigIntegerField(_("value"))
    reason = LineField(_("reason"), max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set at"), auto_now=True)
    is_frozen = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("figure set by hand")
        verbose_name_plural = _("figures set by hand")
        ordering = ["entry", "figure_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "figure_key"], name="meetings_figure_set_once"
            ),
            models.CheckConstraint(name="meetings_override_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="meetings_override_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("A figure counts records, so it is not below 0."),
            ),
            FrozenRows(name="meetings_override_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.figure_key} = {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.entry.is_frozen:
            raise RuleViolation(_("A published packet is not changed; make a new version."))
        super().save(*args, **kwargs)


class DraftLink(models.Model):
    """A link to a draft for one reader, for comment; it expires and can be revoked."""

    packet_version = models.ForeignKey(
        PacketVersion,
        on_delete=models.CASCADE,
        related_name="links",
        verbose_name=_("packet version"),
    )
    reader = LineField(_("reader"), max_length=100)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(pgettext_lazy("link", "expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.reader

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()

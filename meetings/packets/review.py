"""What an officer should know before a draft is published. Nothing here stops anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.findings import CheckFinding, errors_first
from alliance.periods import Quarter
from meetings.checks import check_meeting
from meetings.models import PacketEntry, PacketVersion
from meetings.packets.changes import DraftChanges, changes_since_assembly
from meetings.packets.places import annex_titles
from meetings.packets.written import has_words


@dataclass(frozen=True)
class Review:
    findings: tuple[CheckFinding, ...]
    changes: DraftChanges

    @property
    def errors(self) -> int:
        return sum(finding.is_error for finding in self.findings)


def review(version: PacketVersion) -> Review:
    findings = [*check_meeting(version.packet.meeting), *check_draft(version)]
    changes = DraftChanges()
    if version.assembled_at is not None:
        try:
            changes = changes_since_assembly(version)
        except RuleViolation as violation:
            findings.append(CheckFinding.error("not_computed", str(violation)))
    return Review(tuple(errors_first(findings)), changes)


def check_draft(version: PacketVersion) -> list[CheckFinding]:
    """The draft itself: what would be printed empty, not at all, or out of its period."""
    entries = list(version.entries.printed().prefetch_related("attachments", "overrides"))
    findings = list(_entry_findings(version, entries))
    if not entries:
        workbench = reverse("admin:meetings_packet_workbench", args=[version.packet_id])
        findings.append(
            CheckFinding.error("nothing_printed", _("Every entry is left out."), workbench)
        )
    if Quarter.of(version.as_of) != version.quarter:
        findings.append(
            CheckFinding.warning(
                "as_of_outside", _("The as-of date does not lie in the packet's quarter.")
            )
        )
    return findings


def _entry_findings(
    version: PacketVersion, entries: Iterable[PacketEntry]
) -> Iterable[CheckFinding]:
    annexes = annex_titles(version.packet.meeting)
    for entry in entries:
        link = reverse("admin:meetings_packetentry_change", args=[entry.pk])
        words = {"entry": entry.shown_title or f"{entry.position}"}
        if entry.annex_number is not None and entry.annex_number not in annexes:
            yield CheckFinding.error(
                "annex_not_printed",
                _("“%(entry)s” is not printed: the agenda has no item %(number)s with an annex.")
                % {**words, "number": entry.annex_number},
                link,
            )
        if _is_empty(entry):
            yield CheckFinding.warning(
                "entry_empty", _("“%(entry)s” has neither text nor a file.") % words, link
            )
        for override in entry.overrides.all():
            figure = entry.figure(override.figure_key)
            if figure is None:
                yield CheckFinding.warning(
                    "override_without_figure",
                    _("“%(entry)s”: a figure set by hand (%(reason)s) no longer exists.")
                    % {**words, "reason": override.reason},
                    link,
                )
            elif figure["value"] != override.value:
                yield CheckFinding.warning(
                    "set_by_hand",
                    _("“%(entry)s”: %(label)s %(shown)s is set by hand; computed: %(computed)s.")
                    % {
                        **words,
                        "label": figure["label"],
                        "shown": f"{override.value:,}",
                        "computed": f"{figure['value']:,}" if figure["value"] is not None else "-",
                    },
                    reverse(
                        "admin:meetings_packetentry_figure", args=[entry.pk, override.figure_key]
                    ),
                )


def _is_empty(entry: PacketEntry) -> bool:
    if entry.section_key or has_words(entry.text_before) or has_words(entry.text_after):
        return False
    # A heading may stand alone, over sections numbered under it.
    return not entry.attachments.all() and not (entry.title and entry.level == 1)

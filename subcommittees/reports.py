"""A meeting as its report prints it: plain JSON, as it stands in a packet's snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance import korean
from alliance.outline import Kind, Node, parse
from subcommittees.models import (
    Finding,
    FindingRow,
    ParticipantCount,
    Presentation,
    SubcommitteeMeeting,
)


def report_body(meeting: SubcommitteeMeeting) -> dict[str, Any]:
    presentations = list(meeting.presentations.all())
    purpose, purpose_section = _split_purpose(meeting.purpose)
    return {
        "title": meeting.report_title,
        "date": meeting.date.isoformat(),
        "purpose": purpose_section,
        "overview_title": meeting.overview_title or pgettext("print", "Meeting overview"),
        "facts": _facts(meeting, purpose),
        "agenda_title": meeting.agenda_title or pgettext("print", "Main agenda"),
        "agenda": meeting.agenda or _agenda_of(presentations),
        "programme_title": meeting.programme_title or pgettext("print", "Detailed programme"),
        "programme": [row.to_json() for row in meeting.timetable_rows.all()],
        "findings_title": meeting.findings_title or pgettext("print", "Main points of the meeting"),
        "blocks": [*_talks(presentations), *_general_findings(meeting)],
        "pictures_title": meeting.pictures_title or pgettext("print", "The meeting in pictures"),
        "picture_groups": _picture_groups(meeting),
    }


def digest_parts(meeting: SubcommitteeMeeting) -> list[str]:
    """What the results tell of the meeting: its talks with their speakers, else its agenda."""
    parts = [part.strip() for part in meeting.headline.split("/") if part.strip()]
    talks = [_with_speaker(item.title, item) for item in meeting.presentations.all()]
    if parts or talks:
        return parts + talks
    return [
        f"({node.label}) {node.text}".strip() if node.label else node.text
        for node in parse(meeting.agenda).nodes
        if node.kind != Kind.BLANK and node.text
    ]


def _with_speaker(title: str, presentation: Presentation) -> str:
    speaker = presentation.speaker_line
    return f"{title}({speaker})" if speaker else title


def _split_purpose(purpose: str) -> tuple[str, str]:
    """A plain line stands among the facts, anything longer under a heading of its own."""
    nodes = [node for node in parse(purpose).nodes if node.kind != Kind.BLANK]
    if len(nodes) == 1 and nodes[0].kind == Kind.PARAGRAPH:
        return nodes[0].text, ""
    return "", purpose if nodes else ""


def _facts(meeting: SubcommitteeMeeting, purpose: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    if purpose:
        facts.append({"label": pgettext("print", "Purpose"), "value": purpose})
    when = f"{korean.packet_date(meeting.date)} {korean.time_range(meeting.start, meeting.end)}"
    if meeting.place is None:
        facts.append({"label": pgettext("print", "When"), "value": when})
    elif meeting.place.address:
        place = f"{meeting.place}({meeting.place.address})"
        facts.append({"label": pgettext("print", "When"), "value": when})
        facts.append({"label": pgettext("print", "Where"), "value": place})
    else:
        facts.append(
            {
                "label": pgettext("print", "When and where"),
                "value": f"{when} / {meeting.place.printed}",
            }
        )
    participants = _participants(meeting)
    if participants:
        facts.append(participants)
    return facts


def _participants(meeting: SubcommitteeMeeting) -> dict[str, Any] | None:
    basis = SubcommitteeMeeting.Basis
    total = meeting.participants_total
    if total is None and not meeting.participants_words:
        return None
    value = meeting.participants_words
    if total is not None:
        words = (
            _("about %(count)s people")
            if meeting.participants_basis == basis.APPROXIMATE
            else _("%(count)s people")
        )
        number = words % {"count": f"{total:,}"}
        value = (
            f"{value} {number}"
            if value
            else pgettext("print", "total %(number)s") % {"number": number}
        )
    parts = "/".join(
        _("%(part)s %(count)s people") % {"part": part.get_kind_display(), "count": part.count}
        for part in _in_order(meeting.participant_counts.all())
    )
    invited = meeting.participants_basis == basis.INVITED
    return {
        "label": pgettext("print", "Invited") if invited else pgettext("print", "Participants"),
        "value": f"{value}({parts})" if parts else value,
        "items": [meeting.participants_note] if meeting.participants_note else [],
    }


def _in_order(counts: Iterable[ParticipantCount]) -> list[ParticipantCount]:
    order = list(ParticipantCount.Kind)
    return sorted(counts, key=lambda part: order.index(ParticipantCount.Kind(part.kind)))


def _agenda_of(presentations: list[Presentation]) -> str:
    """`- (발제1) 교육분야 메타버스 우수사례(웅진씽크빅 김라온 부장)`."""
    return "\n".join(
        "- "
        + _("(Talk %(number)s) %(title)s")
        % {"number": item.number, "title": _with_speaker(item.field or item.title, item)}
        for item in presentations
    )


def _talks(presentations: list[Presentation]) -> list[dict[str, Any]]:
    blocks = []
    for item in presentations:
        own = list(item.findings.all())
        if not (item.sections or own):
            continue
        blocks.append(
            {
                "mark": "○",
                "heading": _with_speaker(item.shown_heading, item),
                "text": item.sections,
                "parts": [_finding(finding) for finding in own],
            }
        )
    return blocks


def _general_findings(meeting: SubcommitteeMeeting) -> list[dict[str, Any]]:
    findings = [item for item in meeting.findings.all() if item.presentation_id is None]
    return [
        {
            "mark": f"{number})" if len(findings) > 1 else "○",
            "heading": finding.heading,
            "text": "",
            "parts": [{**_finding(finding), "heading": ""}],
        }
        for number, finding in enumerate(findings, start=1)
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    table = finding.kind == Finding.Kind.TABLE
    return {
        "heading": finding.heading,
        "text": finding.text,
        "rows": [_row(row) for row in finding.rows.all()] if table else [],
    }


def _row(row: FindingRow) -> dict[str, Any]:
    """`(label) text` is an item also without a mark, which table cells rarely have."""
    items: list[dict[str, Any]] = []
    for _depth, node in parse(_marked(row.text)).walk():
        if node.kind == Kind.BLANK:
            continue
        if node.kind in (Kind.REMARK, Kind.FOOTNOTE, Kind.EXPLANATION) and items:
            items[-1]["notes"].append(f"{node.mark} {_labelled(node)}")
        else:
            items.append({"label": node.label, "text": node.text, "notes": []})
    return {"heading": row.heading, "items": items}


def _labelled(node: Node) -> str:
    return f"({node.label}) {node.text}" if node.label else node.text


def _marked(text: str) -> str:
    return "\n".join(
        f"- {line.strip()}" if line.lstrip().startswith(("(", "（")) else line
        for line in text.splitlines()
    )


def _picture_groups(meeting: SubcommitteeMeeting) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for picture in meeting.pictures.all():
        groups.setdefault(picture.group, []).append(picture.to_json())
    return [{"title": title, "pictures": pictures} for title, pictures in groups.items()]

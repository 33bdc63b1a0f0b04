"""Four meetings with their programmes, presentations, findings and drawn pictures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from alliance.demo import DEMO_TODAY, demo_loader
from alliance.illustrations import hang_picture, scene
from alliance.models import Place
from alliance.periods import SEOUL
from members.demo.people import demo_person
from members.models import Body, User
from subcommittees import services
from subcommittees.models import (
    Finding,
    FindingRow,
    ParticipantCount,
    Presentation,
    SubcommitteeMeeting,
)

FOLDER = Path(__file__).parent
REPORTS = ("future_strategy", "talent", "tech_standard", "ethics_system")
OFFICER = "officer@demo.example"
KIND_OF_PICTURE = "데모: 회의 사진 자리"


@demo_loader("subcommittees", after=("members",))
def load() -> None:
    """Whoever is there already is left alone, whatever officers made of it since."""
    officer = User.objects.get(email=OFFICER)
    for tint, name in enumerate(REPORTS):
        report = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        key = report["meeting"]
        body = Body.objects.get(code=key["subcommittee"])
        number = {"body": body, "year": key["date"].year, "ordinal": key["ordinal"]}
        if SubcommitteeMeeting.objects.filter(**number).exists():
            continue
        meeting = _meeting(body, report)
        _programme(meeting, report)
        _presentations(meeting, report)
        _findings(meeting, report)
        _pictures(meeting, report, tint)
        services.hold_meeting(
            meeting_id=meeting.pk,
            on=DEMO_TODAY,
            by=officer,
            at=datetime.combine(meeting.date, meeting.end, tzinfo=SEOUL),
        )
        services.submit_report(meeting_id=meeting.pk, by=officer, on=DEMO_TODAY)
        services.accept_report(meeting_id=meeting.pk, by=officer)


def _meeting(body: Body, report: Mapping[str, Any]) -> SubcommitteeMeeting:
    facts: dict[str, Any] = {
        key: value.strip("\n") if isinstance(value, str) else value
        for key, value in report["meeting"].items()
        if key != "subcommittee"
    }
    place, _is_new = Place.objects.get_or_create(
        name=report["place"]["name"],
        room=report["place"]["room"],
        defaults={"address": report["place"].get("address", "")},
    )
    meeting = SubcommitteeMeeting(body=body, year=facts["date"].year, place=place, **facts)
    meeting.full_clean()
    meeting.save()
    ParticipantCount.objects.bulk_create(
        ParticipantCount(meeting=meeting, kind=kind, count=count)
        for kind, count in report.get("participants", {}).items()
    )
    return meeting


def _programme(meeting: SubcommitteeMeeting, report: Mapping[str, Any]) -> None:
    rows = []
    for row in report.get("programme", ()):
        start, end = row["time"].split("-")
        rows.append(
            services.ProgrammeRow(
                start=time.fromisoformat(start),
                end=time.fromisoformat(end),
                content=row["content"],
                presenter=row.get("presenter", ""),
                sub_items=tuple(row.get("sub_items", ())),
            )
        )
    services.replace_programme(meeting=meeting, rows=rows)


def _presentations(meeting: SubcommitteeMeeting, report: Mapping[str, Any]) -> None:
    for number, talk in enumerate(report.get("presentations", ()), start=1):
        presentation = Presentation(
            meeting=meeting,
            number=number,
            field=talk.get("field", ""),
            title=talk["title"],
            heading=talk.get("heading", ""),
            speaker=demo_person(talk["speaker"]),
            sections=talk.get("sections", "").strip("\n"),
        )
        presentation.full_clean()
        presentation.save()
        if "rows" in talk:
            table = Finding.objects.create(
                meeting=meeting,
                presentation=presentation,
                position=number,
                kind=Finding.Kind.TABLE,
            )
            FindingRow.objects.bulk_create(
                FindingRow(
                    finding=table,
                    position=position,
                    heading=row["heading"],
                    text=row["text"].strip("\n"),
                )
                for position, row in enumerate(talk["rows"], start=1)
            )


def _findings(meeting: SubcommitteeMeeting, report: Mapping[str, Any]) -> None:
    for position, finding in enumerate(report.get("findings", ()), start=1):
        Finding.objects.create(
            meeting=meeting,
            position=position,
            heading=finding["heading"],
            text=finding["text"].strip("\n"),
        )


def _pictures(meeting: SubcommitteeMeeting, report: Mapping[str, Any], tint: int) -> None:
    for position, picture in enumerate(report.get("pictures", ()), start=1):
        hang_picture(
            meeting,
            scene(picture["caption"], KIND_OF_PICTURE, tint=tint),
            name=f"{meeting.body.code}-{meeting.ordinal}-{position}.png",
            caption=picture["caption"],
            group=picture.get("group", ""),
            position=position,
        )

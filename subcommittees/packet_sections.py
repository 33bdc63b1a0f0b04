"""The subcommittees' pages in a meeting packet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import Figure
from alliance.packets import Fact, Options, Snapshot, packet_section
from alliance.periods import PeriodRule, ReportingPeriod, today
from members.models import Body
from subcommittees.models import SubcommitteeMeeting
from subcommittees.reports import digest_parts, report_body


def report_digest(snapshot: Mapping[str, Any]) -> list[str]:
    """`(미래전략) A/B/C`: all that the subcommittee's meetings dealt with."""
    body = snapshot["body"]
    parts = [part for meeting in body["meetings"] for part in meeting["digest"]]
    return [f"({body['subcommittee']}) {'/'.join(parts)}"] if parts else []


def report_facts(start: date, end: date) -> Iterable[Fact]:
    for meeting in SubcommitteeMeeting.objects.held_between(start, end).select_related("body"):
        yield Fact(meeting._meta.label_lower, meeting.pk, str(meeting), meeting.date)


def subcommittees_today() -> Iterable[tuple[Options, str]]:
    """One entry for each subcommittee."""
    bodies = Body.objects.on(today()).filter(kind=Body.Kind.SUBCOMMITTEE)
    for body in bodies.order_by("position", "name"):
        yield {"subcommittee": body.code}, body.short_name or body.name


@packet_section(
    "subcommittees.report",
    title=_("Subcommittee report"),
    template_name="subcommittees/packet/report.html",
    digest=report_digest,
    facts=report_facts,
    default_rule=PeriodRule.SINCE_LAST_PACKET,
    variants=subcommittees_today,
)
def report(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    """Every meeting of `options["subcommittee"]` in the period; without the option, of all."""
    rule = PeriodRule(options.get("rule", PeriodRule.SINCE_LAST_PACKET))
    within = period.range_for(rule)
    held = SubcommitteeMeeting.objects.held_between(within.start, within.end)
    code = options.get("subcommittee", "")
    if code:
        held = held.of_subcommittee(code)
    meetings = list(held.printable())
    name, number = _named(code, as_of)
    return Snapshot(
        title=_title(meetings, name, number),
        body={
            "subcommittee": name,
            "meetings": [
                {**report_body(meeting), "digest": digest_parts(meeting)} for meeting in meetings
            ],
        },
        figures=(
            Figure.count(
                "meetings",
                meetings,
                label=gettext("subcommittee meetings"),
                unit=pgettext("unit", "meetings"),
                definition=gettext("Meetings of the subcommittee held in the period"),
                as_of=as_of,
                within=within,
                rule=rule,
                model=SubcommitteeMeeting,
            ),
        ),
        pictures={
            picture.key: picture.file.name
            for meeting in meetings
            for picture in meeting.pictures.all()
        },
    )


def _named(code: str, as_of: date) -> tuple[str, int]:
    """The subcommittee's short name, and its number in the printed order on the day."""
    bodies = list(
        Body.objects.on(as_of).filter(kind=Body.Kind.SUBCOMMITTEE).order_by("position", "name")
    )
    for number, body in enumerate(bodies, start=1):
        if body.code == code:
            return body.short_name or body.name, number
    return code, 0


def _title(meetings: list[SubcommitteeMeeting], name: str, number: int) -> str:
    if len(meetings) == 1:
        title = meetings[0].report_title
    elif name:
        title = gettext("Activities of the subcommittee %(name)s") % {"name": name}
    else:
        title = gettext("Activities of the subcommittees")
    return f"{number}. {title}" if number else title

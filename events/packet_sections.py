"""The events' pages in a meeting packet: joint seminar, consultations, year-end event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import CountedRecords, Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import DayRange, PeriodRule, ReportingPeriod
from events.models import Advisor, Award, Booking, ConsultationEvent, Event, PressCoverage
from events.reports import awards_body, consultation_body, event_body, press_body, short_days, when
from members.models import Organisation


def _suffixed(number: int) -> str:
    """Figures of the first event bear plain keys, those of further ones a number."""
    return "" if number == 1 else f"-{number}"


def _rule(options: Options) -> PeriodRule:
    return PeriodRule(options.get("rule", PeriodRule.CALENDAR_QUARTER))


def _event_facts(kind: str, start: date, end: date) -> Iterable[Fact]:
    for event in Event.objects.of_kind(kind).held_within(DayRange(start, end)):
        yield Fact(event._meta.label_lower, event.pk, str(event), event.date)


def _events_figure(
    events: Sequence[Event],
    *,
    as_of: date,
    within: DayRange,
    definition: str,
    rule: PeriodRule | None = None,
) -> Figure:
    return Figure.count(
        "events",
        events,
        label=gettext("events"),
        unit=pgettext("unit", "events"),
        definition=definition,
        as_of=as_of,
        within=within,
        rule=rule,
        model=Event,
    )


def _participants(event: Event, suffix: str, as_of: date) -> list[Figure]:
    if event.participants is None:
        return []
    return [
        Figure(
            key=f"participants{suffix}",
            label=gettext("participants"),
            value=event.participants,
            unit=pgettext("unit", "people"),
            definition=gettext("Participants as recorded with the event"),
            as_of=as_of,
            records=CountedRecords.of([event]),
        )
    ]


def _press(event: Event, suffix: str, as_of: date) -> tuple[PressCoverage | None, list[Figure]]:
    """The last count made by the as-of date."""
    coverage = PressCoverage.objects.latest_of(event.pk, by=as_of).select_related("event").first()
    if coverage is None:
        return None, []
    return coverage, [
        Figure(
            key=f"press{suffix}",
            label=gettext("press articles"),
            value=coverage.article_count,
            unit=pgettext("unit", "articles"),
            definition=gettext("Articles on the event, as counted on the day of the count"),
            as_of=coverage.counted_on,
            records=CountedRecords.of([coverage]),
        )
    ]


def _pictures(events: Iterable[Event]) -> dict[str, str]:
    return {picture.key: picture.file.name for event in events for picture in event.pictures.all()}


# --- The joint seminar -----------------------------------------------------------------------


def seminar_digest(snapshot: Mapping[str, Any]) -> list[str]:
    return [
        f"({event['short_name']}) {event['headline']}"
        f"({'/'.join(filter(None, (short_days(event), event['place_name'])))})"
        for event in snapshot["body"]["events"]
    ]


def seminar_facts(start: date, end: date) -> Iterable[Fact]:
    return _event_facts(Event.Kind.SEMINAR, start, end)


@packet_section(
    "events.public_seminar",
    title=_("Joint public seminar of the subcommittees"),
    template_name="events/packet/public_seminar.html",
    digest=seminar_digest,
    facts=seminar_facts,
)
def public_seminar(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = _rule(options)
    within = period.range_for(rule)
    events = list(Event.objects.of_kind(Event.Kind.SEMINAR).held_within(within).printable())
    figures = [
        _events_figure(
            events,
            as_of=as_of,
            within=within,
            rule=rule,
            definition=gettext("Public seminars held in the period"),
        )
    ]
    bodies = []
    for number, event in enumerate(events, start=1):
        suffix = _suffixed(number)
        coverage, press = _press(event, suffix, as_of)
        figures += [*_participants(event, suffix, as_of), *press]
        bodies.append(
            {
                **event_body(event, as_of=as_of),
                "press": press_body(coverage),
                "figures": {name: name + suffix for name in ("participants", "press")},
            }
        )
    return Snapshot(body={"events": bodies}, figures=tuple(figures), pictures=_pictures(events))


# --- The year-end event ----------------------------------------------------------------------


def year_end_digest(snapshot: Mapping[str, Any]) -> list[str]:
    lines = []
    for event in snapshot["body"]["events"]:
        where = f" / {event['place']}" if event["place"] else ""
        lines += [
            f"({event['short_name']}) {event['headline']}",
            "  - " + gettext("When: %(when)s") % {"when": when(event) + where},
        ]
        if who := _who(event, snapshot):
            lines.append("  - " + gettext("Participants: %(who)s") % {"who": who})
    return lines


def _who(event: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str:
    if not event["participants"]:
        return str(event["audience"])
    count = f"{figure_value(snapshot, event['figures']['participants']):,}"
    words = (
        pgettext("event", "about %(count)s people")
        if event["approximate"]
        else pgettext("event", "%(count)s people in all")
    )
    return f"{event['audience']} {words % {'count': count}}".strip()


def year_end_facts(start: date, end: date) -> Iterable[Fact]:
    return _event_facts(Event.Kind.YEAR_END, start, end)


@packet_section(
    "events.year_end",
    title=_("Year-end event"),
    template_name="events/packet/year_end.html",
    digest=year_end_digest,
    facts=year_end_facts,
)
def year_end(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    """Held in the period, or announced by the as-of date for the days to come."""
    rule = _rule(options)
    within = period.range_for(rule)
    of_kind = Event.objects.of_kind(Event.Kind.YEAR_END)
    events = [
        *of_kind.held_within(within).printable(),
        *of_kind.planned_within(period.upcoming, as_of=as_of).printable(),
    ]
    figures = [
        _events_figure(
            events,
            as_of=as_of,
            within=DayRange(within.start, period.upcoming.end),
            rule=rule,
            definition=gettext("Year-end events held in the period or announced for 92 days ahead"),
        )
    ]
    bodies = []
    for number, event in enumerate(events, start=1):
        suffix = _suffixed(number)
        awards = Award.objects.of_events([event.pk])
        figures += [*_participants(event, suffix, as_of), *_award_figures(awards, suffix, as_of)]
        bodies.append(
            {
                **event_body(event, as_of=as_of),
                "awards": _awards(awards, suffix),
                "figures": {name: name + suffix for name in ("participants", "awards")},
            }
        )
    return Snapshot(body={"events": bodies}, figures=tuple(figures), pictures=_pictures(events))


def _awards(awards: QuerySet[Award], suffix: str) -> dict[str, Any] | None:
    """Each class and grade with the key of its figure."""
    body = awards_body(list(awards))
    if not body["classes"]:
        return None
    for each in (*body["classes"], *body["grades"]):
        each["figure"] = each["code"] + suffix
    return body


def _award_figures(awards: Any, suffix: str, as_of: date) -> list[Figure]:
    """The total, and two splits of it: by class and by grade."""
    chosen = [("awards", gettext("awards"), awards)]
    present = list(awards)
    chosen += [
        (code.value, str(code.label), awards.filter(award_class=code))
        for code in Award.AwardClass
        if any(award.award_class == code for award in present)
    ]
    chosen += [
        (code.value, str(code.label), awards.filter(grade=code))
        for code in Award.Grade
        if code != Award.Grade.NONE and any(award.grade == code for award in present)
    ]
    return [
        Figure(
            key=key + suffix,
            label=label,
            value=found.total(),
            unit=pgettext("unit", "awards"),
            definition=gettext("Sum of the awards recorded with the event"),
            as_of=as_of,
            records=CountedRecords.of(found),
        )
        for key, label, found in chosen
    ]


# --- Consultations ---------------------------------------------------------------------------


def consultations_digest(snapshot: Mapping[str, Any]) -> list[str]:
    return [
        gettext(
            "(%(organiser)s) outreach (%(title)s held (%(sessions)s investment consultations of "
            "%(companies)s companies/%(legal)s legal consultations))"
        )
        % {
            "organiser": day["organiser"],
            "title": f"{day['occasion']} ‘{day['title']}’".strip(),
            **{
                name: figure_value(snapshot, day["figures"][name])
                for name in ("sessions", "companies", "legal")
            },
        }
        for day in snapshot["body"]["days"]
    ]


def consultations_facts(start: date, end: date) -> Iterable[Fact]:
    for day in ConsultationEvent.objects.held_within(DayRange(start, end)):
        yield Fact(day._meta.label_lower, day.pk, str(day), day.date)


@packet_section(
    "events.consultations",
    title=_("Consultation days"),
    template_name="events/packet/consultations.html",
    digest=consultations_digest,
    facts=consultations_facts,
)
def consultations(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = _rule(options)
    within = period.range_for(rule)
    days = list(ConsultationEvent.objects.held_within(within).select_related("organiser"))
    figures = [
        Figure.count(
            "days",
            days,
            label=gettext("consultation days"),
            unit=pgettext("unit", "days"),
            definition=gettext("Consultation days held in the period"),
            as_of=as_of,
            within=within,
            rule=rule,
            model=ConsultationEvent,
        )
    ]
    bodies = []
    for number, day in enumerate(days, start=1):
        counted = _consultation_figures(day, _suffixed(number), as_of)
        figures += counted.values()
        bodies.append(
            {
                **consultation_body(day),
                "figures": {name: figure.key for name, figure in counted.items()},
            }
        )
    return Snapshot(title=_title(days), body={"days": bodies}, figures=tuple(figures))


def _title(days: Sequence[ConsultationEvent]) -> str:
    """One day gives the section its name."""
    if len(days) != 1:
        return ""
    day = days[0]
    return gettext("%(occasion)s “%(title)s” held (%(month)s/%(day)s)") % {
        "occasion": day.occasion,
        "title": day.title,
        "month": day.date.month,
        "day": day.date.day,
    }


def _consultation_figures(
    consultation: ConsultationEvent, suffix: str, as_of: date
) -> dict[str, Figure]:
    """Sessions and companies are two numbers: a company may meet several advisors."""
    every = Booking.objects.of_consultation(consultation.pk)
    investment = every.of_kind(Advisor.Kind.INVESTMENT)
    legal = every.of_kind(Advisor.Kind.LEGAL)
    companies = Organisation.objects.filter(pk__in=every.order_by().values("organisation"))
    invested = Organisation.objects.filter(pk__in=investment.order_by().values("organisation"))
    counted: dict[str, tuple[Any, str, str, str]] = {
        "sessions": (
            investment,
            gettext("investment consultations"),
            pgettext("unit", "sessions"),
            gettext("Turns that companies had with investors"),
        ),
        "companies": (
            invested,
            gettext("companies in investment consultations"),
            pgettext("unit", "companies"),
            gettext("Different organisations with an investment consultation, however spelt"),
        ),
        "legal": (
            legal,
            gettext("legal consultations"),
            pgettext("unit", "sessions"),
            gettext("Turns that companies had with lawyers"),
        ),
        "all_companies": (
            companies,
            gettext("companies in all consultations"),
            pgettext("unit", "companies"),
            gettext("Different organisations with a consultation of either kind"),
        ),
        "members": (
            companies.members_on(consultation.date),
            gettext("members among the companies"),
            pgettext("unit", "companies"),
            gettext("Those of the companies that were members on the day"),
        ),
    }
    return {
        name: Figure.count(
            name + suffix, records, label=label, unit=unit, definition=definition, as_of=as_of
        )
        for name, (records, label, unit, definition) in counted.items()
    }

"""What a partner organisation tells of the quarter, by category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.figures import CountedRecords, Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import DayRange, ReportingPeriod, today
from members.models import Organisation
from reporting.models import Activity, Partner, PartnerReport

CATEGORY_NOTES = {
    Activity.Category.INFO: _("what members are told of"),
    Activity.Category.BUSINESS: _("members taking part in the partner's programmes"),
    Activity.Category.POLICY: _("support of project groups and subcommittees"),
    Activity.Category.OUTREACH: _("the alliance at the partner's events and bodies"),
    Activity.Category.COOPERATION: _("surveys and events run together"),
}


# --- The results' line -----------------------------------------------------------------------


def partner_digest(snapshot: Mapping[str, Any]) -> list[str]:
    """`(RAPA) 정보제공(…)/사업연계(…)`."""
    body = snapshot["body"]
    if body["partner"] is None or body["state"] is None or body.get("later"):
        return []
    told = (
        gettext("nothing to report")
        if not body["groups"]
        else "/".join(_group_words(group, snapshot) for group in body["groups"])
    )
    return [f"({body['partner']['short']}) {told}"]


def _group_words(group: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str:
    told = ", ".join(_activity_words(item, snapshot) for item in group["activities"])
    return f"{group['label']}({told})"


def _activity_words(item: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str:
    details = [item["days"]] if item["days"] else []
    if item["exhibitors"]:
        count = figure_value(snapshot, item["exhibitors"]["figure"])
        details.append(gettext("%(count)s organisations") % {"count": f"{count:,}"})
    words = item["result_words"] or item["label"]
    return f"{words}({', '.join(details)})" if details else words


# --- The section -----------------------------------------------------------------------------


def activity_facts(start: date, end: date) -> Iterable[Fact]:
    for activity in Activity.objects.dated_within(DayRange(start, end)):
        yield Fact(activity._meta.label_lower, activity.pk, activity.label, activity.held_from)


def reporting_partners() -> Iterable[tuple[Options, str]]:
    """One entry for each partner that reports today."""
    for partner in Partner.objects.on(today()).select_related("organisation"):
        yield {"partner": partner.code}, partner.organisation.printed_short


@packet_section(
    "reporting.partner_report",
    title=_("Report of a partner organisation"),
    template_name="reporting/packet/partner_report.html",
    digest=partner_digest,
    facts=activity_facts,
    variants=reporting_partners,
)
def partner_report(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    code = str(options.get("partner", ""))
    report = (
        PartnerReport.objects.of_quarter(period.quarter)
        .handed_in()
        .filter(partner__code=code)
        .select_related("partner__organisation")
        .order_by("-partner__valid_from")
        .first()
    )
    partner = report.partner if report else _partner_called(code, period, as_of)
    if partner is None:
        return Snapshot(body={"partner": None, "state": None, "groups": []})
    activities = list(
        Activity.objects.of_report(code, period.quarter).known_by(as_of).with_details()
    )
    name = partner.organisation.name_on(as_of)
    short = partner.organisation.printed_short
    return Snapshot(
        title=gettext("Report of %(organisation)s")
        % {"organisation": name if name == short else f"{name}({short})"},
        body={
            "partner": {"code": code, "organisation": name, "short": short},
            "state": report.state if report else None,
            "groups": _groups(activities),
            # It tells of something, and of nothing that had happened by the as-of date.
            "later": bool(report and not activities and not report.nothing_to_report),
        },
        figures=tuple(_figures(activities, as_of)),
        pictures={
            picture.key: picture.file.name
            for activity in activities
            for picture in activity.pictures.all()
        },
    )


def _partner_called(code: str, period: ReportingPeriod, as_of: date) -> Partner | None:
    """Of the as-of date; else who bore the code in the quarter and is no partner any more."""
    called = Partner.objects.filter(code=code).select_related("organisation")
    of_the_day: Partner | None = called.on(as_of).first()
    in_quarter = called.filter(valid_from__lte=period.quarter.end).exclude(
        valid_to__lt=period.quarter.start
    )
    return of_the_day or in_quarter.order_by("-valid_from").first()


def _groups(activities: list[Activity]) -> list[dict[str, Any]]:
    """By category, in the order in which the partner first names each."""
    order = list(dict.fromkeys(activity.category for activity in activities))
    return [
        {
            "category": category,
            "label": str(Activity.Category(category).label),
            "note": str(CATEGORY_NOTES[Activity.Category(category)]),
            "activities": [
                activity_json(activity) for activity in activities if activity.category == category
            ],
        }
        for category in order
    ]


def activity_json(activity: Activity) -> dict[str, Any]:
    exhibitors = list(activity.exhibitors.all())
    counts = list(activity.counts.all())
    return {
        "label": activity.label,
        "headline": activity.headline,
        "result_words": activity.result_words,
        "days": day_words(activity),
        "when": _when(activity),
        "place": activity.place,
        "hosts": activity.hosts,
        "text": activity.text,
        "status": activity.status,
        "status_label": activity.get_status_display(),
        "lies_outside": activity.lies_outside_the_quarter,
        "counts": [[count.label, count.value, count.unit] for count in counts],
        "counts_figure": f"counts-{activity.pk}" if _can_be_added(activity) else None,
        "exhibitors": {
            "label": activity.exhibitors_label or gettext("organisations taking part"),
            "figure": f"exhibitors-{activity.pk}",
            "members_figure": (
                f"exhibiting-members-{activity.pk}" if activity.exhibitors_tell_members else None
            ),
            "groups": [
                {"field": field, "organisations": [row.organisation.name for row in rows]}
                for field, rows in groupby(exhibitors, key=lambda row: row.field)
            ],
        }
        if exhibitors
        else None,
        "programme": [row.to_json() for row in activity.programme.all()],
        "picture_groups": [
            {"title": title, "images": [picture.to_json() for picture in pictures]}
            for title, pictures in groupby(
                activity.pictures.all(), key=lambda picture: picture.group
            )
        ],
    }


def day_words(activity: Activity) -> str:
    """The partner's own words, else the days: `11.19`, `11.12~11.14`."""
    if activity.date_words or activity.held_from is None:
        return activity.date_words
    first = korean.short_date(activity.held_from)
    if activity.held_to is None or activity.held_to == activity.held_from:
        return first
    return f"{first}~{korean.short_date(activity.held_to)}"


def _when(activity: Activity) -> str:
    """The full date and the hours, for what is announced with hours."""
    if activity.held_from is None or activity.start is None:
        return ""
    hours = (
        korean.time_range(activity.start, activity.end)
        if activity.end
        else korean.clock(activity.start)
    )
    return f"{korean.packet_date(activity.held_from)} {hours}"


def _can_be_added(activity: Activity) -> bool:
    counts = list(activity.counts.all())
    return len(counts) > 1 and len({count.unit for count in counts}) == 1


def _figures(activities: list[Activity], as_of: date) -> Iterable[Figure]:
    yield Figure.count(
        "activities",
        activities,
        label=gettext("activities reported"),
        unit=pgettext("unit", "items"),
        definition=gettext("Activities of the partner's report of the quarter"),
        as_of=as_of,
        model=Activity,
    )
    for activity in activities:
        if activity.exhibitors.all():
            yield from _exhibitor_figures(activity, as_of)
        if _can_be_added(activity):
            counts = list(activity.counts.all())
            yield Figure(
                key=f"counts-{activity.pk}",
                label=gettext("sum of the counts of “%(label)s”") % {"label": activity.label},
                value=sum(count.value for count in counts),
                unit=counts[0].unit,
                definition=gettext("As counted by the partner"),
                as_of=as_of,
                records=CountedRecords.of([activity], Activity),
            )


def _exhibitor_figures(activity: Activity, as_of: date) -> Iterable[Figure]:
    organisations = Organisation.objects.filter(exhibits__activity=activity).order_by(
        "exhibits__position"
    )
    yield Figure.count(
        f"exhibitors-{activity.pk}",
        organisations,
        label=gettext("organisations taking part in “%(label)s”") % {"label": activity.label},
        unit=pgettext("unit", "organisations"),
        definition=gettext("Organisations that took part, each once"),
        as_of=as_of,
    )
    if activity.exhibitors_tell_members:
        yield Figure.count(
            f"exhibiting-members-{activity.pk}",
            organisations.members_on(as_of),
            label=gettext("members taking part in “%(label)s”") % {"label": activity.label},
            unit=pgettext("unit", "organisations"),
            definition=gettext("Those of them that were members on the as-of date"),
            as_of=as_of,
        )

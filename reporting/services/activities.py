"""Filing an activity with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.db.models import Max

from members.models import Organisation
from reporting.models import (
    Activity,
    ActivityCount,
    ActivityProgrammeRow,
    Exhibitor,
    PartnerReport,
)
from reporting.services.reports import hold_draft


@dataclass(frozen=True)
class CountEntry:
    label: str
    value: int
    unit: str


@dataclass(frozen=True)
class ProgrammeEntry:
    start: time
    end: time
    content: str
    presenter: str = ""
    sub_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExhibitorEntry:
    organisation: Organisation
    field: str = ""


@dataclass(frozen=True)
class ActivityEntry:
    category: str
    label: str
    headline: str = ""
    result_words: str = ""
    text: str = ""
    status: str = Activity.Status.DONE
    held_from: date | None = None
    held_to: date | None = None
    start: time | None = None
    end: time | None = None
    date_words: str = ""
    place: str = ""
    hosts: str = ""
    exhibitors_label: str = ""
    exhibitors_tell_members: bool = False
    counts: tuple[CountEntry, ...] = field(default=())
    programme: tuple[ProgrammeEntry, ...] = field(default=())
    exhibitors: tuple[ExhibitorEntry, ...] = field(default=())


_OWN_FIELDS = (
    "headline",
    "result_words",
    "text",
    "status",
    "held_from",
    "held_to",
    "start",
    "end",
    "date_words",
    "place",
    "hosts",
    "exhibitors_label",
    "exhibitors_tell_members",
)


@transaction.atomic
def file_activity(*, report: PartnerReport, entry: ActivityEntry) -> Activity:
    """Add the activity at the end of the report; the same head word in a category is the same."""
    hold_draft(report)
    last = report.activities.aggregate(last=Max("position"))["last"] or 0
    activity, created = Activity.objects.update_or_create(
        report=report,
        category=entry.category,
        label=entry.label,
        defaults={name: getattr(entry, name) for name in _OWN_FIELDS},
        create_defaults={
            "position": last + 1,
            **{name: getattr(entry, name) for name in _OWN_FIELDS},
        },
    )
    if not created:
        for rows in (activity.counts, activity.programme, activity.exhibitors):
            rows.all().delete()
    for position, count in enumerate(entry.counts, start=1):
        ActivityCount.objects.create(
            activity=activity,
            position=position,
            label=count.label,
            value=count.value,
            unit=count.unit,
        )
    for position, row in enumerate(entry.programme, start=1):
        ActivityProgrammeRow.objects.create(
            activity=activity,
            position=position,
            start=row.start,
            end=row.end,
            content=row.content,
            presenter=row.presenter,
            sub_items="\n".join(row.sub_items),
        )
    for position, exhibitor in enumerate(entry.exhibitors, start=1):
        Exhibitor.objects.create(
            activity=activity,
            position=position,
            field=exhibitor.field,
            organisation=exhibitor.organisation,
        )
    return activity

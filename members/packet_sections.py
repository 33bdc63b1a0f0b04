"""The members' page in a meeting packet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import CountedRecords, Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import ReportingPeriod
from members.counting import UNCLASSIFIED
from members.models import Classification, Organisation


def status_digest(snapshot: Mapping[str, Any]) -> list[str]:
    day = date.fromisoformat(snapshot["body"]["as_of"])
    return [
        gettext("(Members) as of %(year)s-%(month)s-%(day)s %(count)s members")
        % {
            "year": f"{day:%y}",
            "month": day.month,
            "day": day.day,
            "count": f"{figure_value(snapshot, 'total'):,}",
        }
    ]


def joining_facts(start: date, end: date) -> Iterable[Fact]:
    """Every admission; the figures count organisations, so a fact names the organisation."""
    for organisation in Organisation.objects.joined_between(start, end).with_joining_day(
        start, end
    ):
        yield Fact(
            organisation._meta.label_lower,
            organisation.pk,
            organisation.name,
            organisation.joined_on,
        )


@packet_section(
    "members.status",
    title=_("Members of the alliance"),
    template_name="members/packet/status.html",
    digest=status_digest,
    facts=joining_facts,
)
def members_status(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    members = list(
        Organisation.objects.members_on(as_of)
        .classified_on(as_of)
        .named_on(as_of)
        .only("pk", "sort_key")
    )

    def figure(key: str, label: Any, counted: Iterable[Any]) -> Figure:
        rows = tuple((each.pk, each.name_that_day) for each in counted)
        return Figure(
            key=key,
            label=str(label),
            value=len(rows),
            unit=pgettext("unit", "members"),
            definition=gettext("Organisations whose membership covers the as-of date"),
            as_of=as_of,
            records=CountedRecords(Organisation._meta.label_lower, rows),
        )

    figures = [figure("total", gettext("members"), members)]
    for kind in Classification.Kind:
        of_kind = [each for each in members if each.kind == kind]
        figures.append(figure(kind.value, kind.label, of_kind))
        figures += [
            figure(
                sub_kind.value,
                sub_kind.label,
                [each for each in of_kind if each.sub_kind == sub_kind],
            )
            for sub_kind in Classification.SUB_KINDS[kind]
        ]
    if without := [each for each in members if not each.kind]:
        figures.append(figure(UNCLASSIFIED, _("unclassified"), without))
    return Snapshot(body={"as_of": as_of.isoformat()}, figures=tuple(figures))

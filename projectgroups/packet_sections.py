"""The project groups' page in a meeting packet: what was evaluated, by whom, with what result.

Neither scores nor groups that were not selected go into a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.figures import Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import DayRange, PeriodRule, ReportingPeriod
from projectgroups.models import Division, EvaluationRound, Panelist, ProjectGroup


def evaluation_digest(snapshot: Mapping[str, Any]) -> list[str]:
    lines = []
    for item in snapshot["body"]["rounds"]:
        keys = item["figures"]
        words = {
            "round": item["name"],
            "date": korean.short_date(item["date"]),
            "total": figure_value(snapshot, keys["selected"]),
            "idea": figure_value(snapshot, keys["idea"]),
            "business_model": figure_value(snapshot, keys["business_model"]),
        }
        if not item["closed"]:
            lines.append(gettext("(Project groups) %(round)s held (%(date)s)") % words)
            continue
        lines += [
            gettext("(Project groups) %(round)s held (%(total)s groups selected/%(date)s)") % words,
            gettext(
                "※ %(idea)s groups selected for idea creation/"
                "%(business_model)s groups for business models"
            )
            % words,
        ]
    return lines


def evaluation_facts(start: date, end: date) -> Iterable[Fact]:
    for item in EvaluationRound.objects.held_within(DayRange(start, end)):
        yield Fact(item._meta.label_lower, item.pk, str(item), item.date)


@packet_section(
    "projectgroups.evaluation",
    title=_("Evaluation of the project groups"),
    template_name="projectgroups/packet/evaluation.html",
    digest=evaluation_digest,
    facts=evaluation_facts,
)
def evaluation(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = PeriodRule(options.get("rule", PeriodRule.CALENDAR_QUARTER))
    within = period.range_for(rule)
    held = list(EvaluationRound.objects.held_within(within).select_related("place"))
    figures = [
        Figure.count(
            "rounds",
            held,
            label=gettext("evaluation rounds"),
            unit=pgettext("unit", "rounds"),
            definition=gettext("Evaluation rounds of project groups held in the period"),
            as_of=as_of,
            within=within,
            rule=rule,
            model=EvaluationRound,
        )
    ]
    rounds = []
    for number, item in enumerate(held, start=1):
        suffix = "" if number == 1 else f"-{number}"
        keys = {name: name + suffix for name in ("selected", *Division.values, "experts")}
        figures += _figures(item, keys, as_of)
        rounds.append({**_round(item), "figures": keys})
    return Snapshot(title=_title(held), body={"rounds": rounds}, figures=tuple(figures))


def _title(held: list[EvaluationRound]) -> str:
    """One round gives the section its name; several share the general one."""
    if len(held) != 1:
        return ""
    return gettext("Metaverse Alliance %(round)s held") % {"round": _name(held[0])}


def _name(item: EvaluationRound) -> str:
    if item.is_final:
        return gettext("final evaluation of the project groups")
    return gettext("%(round)s of the project groups") % {"round": item.printed_label}


def _round(item: EvaluationRound) -> dict[str, Any]:
    return {
        "name": _name(item),
        "date": item.date.isoformat(),
        "start": item.start.isoformat("minutes") if item.start else None,
        "end": item.end.isoformat("minutes") if item.end else None,
        "place": item.place.printed if item.place else "",
        "purpose": item.purpose,
        "target": item.target,
        "criteria": item.criteria or _rule_in_words(item),
        "closed": item.state == EvaluationRound.State.CLOSED,
    }


def _rule_in_words(item: EvaluationRound) -> str:
    return pgettext(
        "evaluation",
        "rank by the mean of %(experts)s experts' scores without the lowest and the highest",
    ) % {"experts": item.panel_size}


def _figures(item: EvaluationRound, keys: Mapping[str, str], as_of: date) -> list[Figure]:
    selected = ProjectGroup.objects.selected_in([item])
    counted = [
        Figure.count(
            keys["selected"],
            selected,
            label=gettext("selected project groups"),
            unit=pgettext("unit", "groups"),
            definition=gettext("Project groups that the round selected"),
            as_of=as_of,
        )
    ]
    counted += [
        Figure.count(
            keys[division],
            ProjectGroup.objects.selected_in([item], division=division),
            label=gettext("selected project groups: %(division)s") % {"division": division.label},
            unit=pgettext("unit", "groups"),
            definition=gettext("Project groups of the division that the round selected"),
            as_of=as_of,
        )
        for division in Division
    ]
    counted.append(
        Figure.count(
            keys["experts"],
            Panelist.objects.filter(round=item).select_related("person"),
            label=gettext("experts of the panel"),
            unit=pgettext("unit", "experts"),
            definition=gettext("Experts who evaluated the groups in this round"),
            as_of=as_of,
        )
    )
    return counted

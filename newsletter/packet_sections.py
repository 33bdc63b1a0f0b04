"""The newsletter's pages in a meeting packet: issues, promotions, mailings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import DayRange, PeriodRule, ReportingPeriod
from newsletter.models import EmailNotice, NewsletterIssue, Promotion, SendingPlan


def _rule(options: Options) -> PeriodRule:
    return PeriodRule(options.get("rule", PeriodRule.CALENDAR_QUARTER))


# --- Issues ----------------------------------------------------------------------------------


def issue_facts(start: date, end: date) -> Iterable[Fact]:
    for issue in NewsletterIssue.objects.sent_within(DayRange(start, end)):
        yield Fact(issue._meta.label_lower, issue.pk, str(issue), issue.date)


@packet_section(
    "newsletter.issues",
    title=_("Metaverse Alliance daily newsletter"),
    template_name="newsletter/packet/issues.html",
    facts=issue_facts,
)
def issues(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = _rule(options)
    current = period.range_for(rule)
    sent = NewsletterIssue.objects.sent_within(current)
    plan = SendingPlan.objects.on(as_of).first()
    shown = sent.filter(pictures__isnull=False).order_by("-date").distinct().first()
    pictures = list(shown.pictures.all()[:1]) if shown else []
    return Snapshot(
        body={
            "per_week": plan.issues_per_week if plan else None,
            "shown_issue": shown.date.isoformat() if shown else None,
            "images": [picture.to_json() for picture in pictures],
        },
        figures=(
            Figure.count(
                "current",
                sent,
                label=gettext("newsletter issues of this time"),
                unit=pgettext("unit", "issues"),
                definition=gettext("Newsletter issues sent in the period"),
                as_of=as_of,
                within=current,
                rule=rule,
            ),
        ),
        pictures={picture.key: picture.file.name for picture in pictures},
    )


# --- Promotions ------------------------------------------------------------------------------


def promotions_digest(snapshot: Mapping[str, Any]) -> list[str]:
    count = figure_value(snapshot, "current")
    return [
        gettext("(Member services) promotion of partner organisations %(count)s items")
        % {"count": f"{count:,}"}
    ]


def promotion_facts(start: date, end: date) -> Iterable[Fact]:
    for promotion in Promotion.objects.first_sent_within(DayRange(start, end)):
        yield Fact(
            promotion._meta.label_lower, promotion.pk, promotion.title, promotion.first_sent_on
        )


@packet_section(
    "newsletter.promotions",
    title=_("Promotion of partner organisations in the newsletter"),
    template_name="newsletter/packet/promotions.html",
    digest=promotions_digest,
    facts=promotion_facts,
)
def promotions(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = _rule(options)
    year, current = period.year_to_date, period.range_for(rule)
    of_year = Promotion.objects.first_sent_within(year)
    of_period = list(
        Promotion.objects.first_sent_within(current)
        .select_related("organisation")
        .prefetch_related("pictures")
    )
    images, without_picture, stored = [], [], {}
    for promotion in of_period:
        caption = f"{promotion.title} ({promotion.organisation.printed_short})"
        if picture := next(iter(promotion.pictures.all()), None):
            images.append({**picture.to_json(), "caption": caption, "alt": caption})
            stored[picture.key] = picture.file.name
        else:
            without_picture.append(caption)
    return Snapshot(
        body={"images": images, "without_picture": without_picture},
        figures=(
            Figure.count(
                "total",
                of_year,
                label=gettext("promotions of the year"),
                unit=pgettext("unit", "items"),
                definition=gettext(
                    "Bookings, each once, by the first issue sent with it, from 1 January"
                ),
                as_of=as_of,
                within=year,
            ),
            Figure.count(
                "current",
                of_period,
                label=gettext("promotions of this time"),
                unit=pgettext("unit", "items"),
                definition=gettext("Bookings, each once, by the first issue sent with it"),
                as_of=as_of,
                within=current,
                rule=rule,
                model=Promotion,
            ),
        ),
        pictures=stored,
    )


# --- Mailings --------------------------------------------------------------------------------


def notices_digest(snapshot: Mapping[str, Any]) -> list[str]:
    count = figure_value(snapshot, "current")
    return [
        gettext("(Member services) mailed calls and events %(count)s items")
        % {"count": f"{count:,}"}
    ]


def notice_facts(start: date, end: date) -> Iterable[Fact]:
    for notice in EmailNotice.objects.sent_within(DayRange(start, end)):
        yield Fact(notice._meta.label_lower, notice.pk, notice.title, notice.sent_on)


@packet_section(
    "newsletter.notices",
    title=_("Calls and events mailed to the members"),
    template_name="newsletter/packet/notices.html",
    digest=notices_digest,
    facts=notice_facts,
)
def notices(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = _rule(options)
    year, current = period.year_to_date, period.range_for(rule)
    of_period = list(
        EmailNotice.objects.sent_within(current)
        .select_related("organisation")
        .prefetch_related("pictures")
    )
    stored = {
        picture.key: picture.file.name for notice in of_period for picture in notice.pictures.all()
    }
    return Snapshot(
        body={
            "notices": [
                {
                    "title": notice.title,
                    "organisation": notice.organisation.printed_short,
                    "sent_on": notice.sent_on.isoformat(),
                    "text": notice.body,
                    "images": [picture.to_json() for picture in notice.pictures.all()],
                }
                for notice in of_period
            ]
        },
        figures=(
            Figure.count(
                "total",
                EmailNotice.objects.sent_within(year),
                label=gettext("e-mail notices of the year"),
                unit=pgettext("unit", "items"),
                definition=gettext("Notices mailed from 1 January to the as-of date"),
                as_of=as_of,
                within=year,
            ),
            Figure.count(
                "current",
                of_period,
                label=gettext("e-mail notices of this time"),
                unit=pgettext("unit", "items"),
                definition=gettext("Notices mailed in the period"),
                as_of=as_of,
                within=current,
                rule=rule,
                model=EmailNotice,
            ),
        ),
        pictures=stored,
    )

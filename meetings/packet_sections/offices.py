"""Annexes of the committee's own items: renewals of office with their rule, and lectures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.packets import Options, Snapshot, packet_section
from alliance.periods import ReportingPeriod
from meetings.models import AgendaItem, BylawItem, Meeting, Renewal
from meetings.packet_sections.material import meeting_of
from meetings.posts import PostsOn
from meetings.terms import term_end
from members.models import Seat

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"


@packet_section(
    "meetings.renewal",
    title=_("Renewal of office"),
    template_name="meetings/packet/renewal.html",
)
def renewal(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    """What the agenda proposed; what the meeting made of it stands in the results."""
    meeting = meeting_of(options)
    renewals = list(
        Renewal.objects.filter(agenda_item__meeting=meeting, on_agenda=True)
        .select_related("agenda_item", "basis__paragraph__article__bylaw")
        .prefetch_related("seats__seat__person", "seats__seat__represents", "seats__seat__body")
        .order_by("agenda_item__number", "position", "pk")
    )
    seats = [row.seat for item in renewals for row in item.seats.all()]
    posts = PostsOn(meeting.date, [seat.person for seat in seats])
    bases = {item.basis_id: item.basis for item in renewals}
    return Snapshot(
        title=renewals[0].agenda_item.full_title if renewals else "",
        body={
            "renewals": [_renewal(item, posts) for item in renewals],
            "bases": [_basis(basis) for basis in bases.values()],
        },
    )


def _renewal(item: Renewal, posts: PostsOn) -> dict[str, Any]:
    return {
        "office": item.get_office_display(),
        "term": _term_words(item.term_months),
        "citation": item.basis.citation,
        "people": [_person(row.seat, item.term_months, posts) for row in item.seats.all()],
    }


def _person(seat: Seat, months: int, posts: PostsOn) -> dict[str, Any]:
    line: dict[str, Any] = {"who": posts.line(seat.person, seat.represents), "term": ""}
    if seat.valid_to is not None:
        start = seat.valid_to + timedelta(days=1)
        end = term_end(seat.valid_to, months)
        line["term"] = (
            f"{korean.packet_date(start, weekday=False)} ~ {korean.packet_date(end, weekday=False)}"
        )
    return line


def _term_words(months: int) -> str:
    years, rest = divmod(months, 12)
    words = []
    if years:
        words.append(gettext("%(count)s year") % {"count": years})
    if rest:
        words.append(gettext("%(count)s months") % {"count": rest})
    return " ".join(words)


def _basis(item: BylawItem) -> dict[str, Any]:
    """The whole article, as the committee is shown it, with the cited item marked."""
    article = item.paragraph.article
    return {
        "citation": item.citation,
        "bylaw": article.bylaw.title,
        "article": str(article),
        "paragraphs": [
            {
                "mark": CIRCLED[paragraph.number - 1 : paragraph.number] or f"{paragraph.number}",
                "text": paragraph.text,
                "items": [
                    {"number": each.number, "text": each.text, "cited": each.pk == item.pk}
                    for each in paragraph.items.all()
                ],
            }
            for paragraph in article.paragraphs.prefetch_related("items")
        ],
    }


def lecture_digest(snapshot: Mapping[str, Any]) -> list[str]:
    return [
        gettext("Talk by %(speaker)s on ‘%(topic)s’")
        % {"speaker": lecture["speaker"], "topic": lecture["subtitle"] or lecture["title"]}
        for lecture in snapshot["body"]["lectures"]
        if lecture["speaker"]
    ]


@packet_section(
    "meetings.lecture",
    title=_("Lecture"),
    template_name="meetings/packet/lecture.html",
    digest=lecture_digest,
)
def lecture(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    meeting = meeting_of(options)
    items = list(
        meeting.agenda_items.filter(kind=AgendaItem.Kind.LECTURE)
        .select_related("speaker")
        .prefetch_related("timetable_rows")
    )
    posts = PostsOn(meeting.date, [item.speaker for item in items if item.speaker])
    return Snapshot(
        title=items[0].title if len(items) == 1 else "",
        body={"lectures": list(_lectures(meeting, items, posts))},
    )


def _lectures(
    meeting: Meeting, items: Iterable[AgendaItem], posts: PostsOn
) -> Iterable[dict[str, Any]]:
    for item in items:
        row = next(iter(item.timetable_rows.all()), None)
        when = ""
        if row is not None:
            when = (
                f"{korean.packet_date(meeting.date)} {korean.time_range(row.start, row.end)} "
                f"{korean.prime_minutes(row.minutes)}"
            )
        facts = [
            (pgettext("print", "Subject"), item.title),
            (pgettext("print", "Subtitle"), item.subtitle),
        ]
        speaker = posts.line(item.speaker) if item.speaker else ""
        facts += [(pgettext("print", "Speaker"), speaker), (pgettext("print", "When"), when)]
        yield {
            "title": item.title,
            "subtitle": item.subtitle,
            "speaker": speaker,
            "facts": [[label, value] for label, value in facts if value],
        }

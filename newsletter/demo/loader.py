from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from alliance import illustrations
from alliance.demo import DEMO_TODAY, demo_loader
from alliance.korean import packet_date
from alliance.periods import SEOUL
from members.models import Organisation
from members.services.matching import find_organisation
from members.services.register import NewOrganisation, register_many
from newsletter.calendar import sending_days
from newsletter.demo.bookings import INVENTED_BODIES, mailings, promotions
from newsletter.demo.draft import draft_next_issue
from newsletter.demo.readers import load_readers
from newsletter.demo.stories import stories_of
from newsletter.models import EmailNotice, NewsletterIssue, Promotion, SendingPlan
from newsletter.services import (
    book_promotion,
    open_issue,
    place_promotion,
    prepare_notice,
    record_notice_sent,
    record_past_issue,
    set_articles,
)

FIRST_ISSUE = date(2025, 1, 2)
ILLUSTRATED_FROM = date(2025, 10, 1)


@demo_loader("newsletter", after=("members",))
def load() -> None:
    register_many(
        [
            NewOrganisation(name=name, is_listed=False, is_demo=True)
            for name in INVENTED_BODIES
            if not Organisation.objects.filter(name=name).exists()
        ],
        by=None,
    )
    if not SendingPlan.objects.on(DEMO_TODAY).exists():
        SendingPlan.objects.create(issues_per_week=5, valid_from=date(2022, 1, 1))
    booked = _book_promotions()
    _send_issues(booked)
    _mail_notices()
    load_readers()
    draft_next_issue()


def _organisation(name: str) -> Organisation:
    found = find_organisation(name)
    if found is None:
        message = f"The demo knows no organisation {name}"
        raise LookupError(message)
    return found


def _book_promotions() -> list[Promotion]:
    booked = []
    for order, booking in enumerate(promotions()):
        promotion = book_promotion(
            organisation=_organisation(booking.organisation),
            title=booking.title,
            starts_on=booking.starts_on,
            ends_on=booking.ends_on,
            link=f"https://partner.example/promotions/{order + 1}",
        )
        if booking.starts_on >= ILLUSTRATED_FROM:
            illustrations.hang_picture(
                promotion,
                illustrations.banner(
                    booking.title, f"{promotion.organisation.printed_short} 홍보 배너", tint=order
                ),
                name="banner.png",
                caption=booking.title,
            )
        booked.append(promotion)
    return booked


def _send_issues(booked: list[Promotion]) -> None:
    sent = set(NewsletterIssue.objects.sent().values_list("date", flat=True))
    of_day: dict[date, list[Promotion]] = defaultdict(list)
    for promotion in booked:
        for day in sending_days(promotion.starts_on, promotion.ends_on):
            of_day[day].append(promotion)
    for day in sending_days(FIRST_ISSUE, DEMO_TODAY):
        if day in sent:
            continue
        issue = open_issue(on=day, title="메타버스 얼라이언스 데일리 뉴스레터")
        set_articles(issue=issue, entries=stories_of(day))
        for promotion in of_day[day]:
            place_promotion(promotion=promotion, issue=issue)
        record_past_issue(issue=issue, at=datetime.combine(day, time(9), tzinfo=SEOUL))
        if day.month != (day + timedelta(days=7)).month or day == DEMO_TODAY:
            _illustrate(issue, of_day[day])


def _illustrate(issue: NewsletterIssue, shown: list[Promotion]) -> None:
    headings = ["국내 소식", "글로벌 소식", "행사·공고", *(each.title for each in shown[:2])]
    illustrations.hang_picture(
        issue,
        illustrations.page("데일리 뉴스레터", headings, f"{packet_date(issue.date)} 발행 화면"),
        name="issue.png",
        caption=f"{packet_date(issue.date)} 뉴스레터",
    )


def _mail_notices() -> None:
    for mailing in mailings():
        owner = _organisation(mailing.organisation)
        if EmailNotice.objects.filter(organisation=owner, title=mailing.title).exists():
            continue
        notice = prepare_notice(organisation=owner, title=mailing.title, body=mailing.body)
        record_notice_sent(
            notice=notice, at=datetime.combine(mailing.sent_on, time(10), tzinfo=SEOUL)
        )

"""One record of every kind, so that every page of the admin has something to show."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from alliance.models import AccessRecord, Place
from archive.models import ArchiveDocument, NewsItem, Notice
from events.models import (
    Advisor,
    Award,
    Booking,
    ConsultationEvent,
    Event,
    PressArticle,
    PressCoverage,
    Slot,
)
from meetings.models import (
    AgendaItem,
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    Decision,
    MinutesEntry,
    Renewal,
)
from members.models import (
    Body,
    BusinessField,
    MemberImport,
    Person,
    RegisterChange,
    Tag,
)
from members.services.merging import merge_duplicate
from members.services.naming import record_organisation, remember_alias
from newsletter.models import (
    Bounce,
    DayOff,
    Delivery,
    DomainLimit,
    EmailNotice,
    Feed,
    IssueCorrection,
    Mailing,
    NewsletterIssue,
    Promotion,
    PromotionClicks,
    SendingPlan,
    Story,
    Subscriber,
    SubscriberImport,
    SubscriptionRequest,
    Suppression,
)
from newsletter.tokens import Purpose, promotion_token, request_token, subscriber_token
from projectgroups.models import (
    Candidate,
    Closure,
    Division,
    EvaluationResult,
    EvaluationRound,
    Panelist,
    ProjectGroup,
)
from reporting.models import PageViewCount, VisitMonth
from subcommittees.models import Finding, Presentation, SubcommitteeMeeting
from tests.access.identities import Who
from tests.access.world import DAY, World, account

AT = datetime(2025, 11, 20, 6, tzinfo=UTC)
TOMORROW = DAY + timedelta(days=1)


def fill(world: World) -> None:
    _shared_ground(world)
    _archive(world)
    _newsletter(world)
    _events(world)
    _subcommittees(world)
    _project_groups(world)
    _reporting(world)
    _meetings(world)


def _organisation(world: World) -> Any:
    return world.records["members.organisation"]


def _shared_ground(world: World) -> None:
    world.keep(
        world.accounts[Who.COMPANY],
        RegisterChange.objects.first(),
        MemberImport.objects.create(name="명부.xlsx", effective_on=DAY, state="done"),
        remember_alias(organisation=record_organisation(name="표기 둘"), name="표기 하나"),
        merge_duplicate(
            organisation=record_organisation(name="다시 적은 곳"),
            into=record_organisation(name="먼저 적은 곳"),
            by=None,
        ),
        BusinessField.objects.create(name="교육"),
        Tag.objects.create(name="XR"),
        Place.objects.create(name="K-META", room="대회의실"),
        AccessRecord.objects.create(action="download", subject_type="", subject="묶음"),
    )

    world.names["duplicate"] = record_organisation(name="또 적은 곳").pk


def _archive(world: World) -> None:
    issuer = _organisation(world)
    document = ArchiveDocument.objects.create(title="동향 보고서", issuer=issuer, posted_on=DAY)
    later = ArchiveDocument.objects.create(title="내일 보고서", issuer=issuer, posted_on=TOMORROW)
    notice = Notice.objects.create(title="모집 공고", posted_on=DAY)
    over = Notice.objects.create(title="지난 공고", posted_on=DAY, visible_to=date(2025, 1, 1))
    news = NewsItem.objects.create(title="새 소식", posted_on=DAY)
    unpublished = NewsItem.objects.create(title="안 낸 소식", posted_on=DAY, is_published=False)
    world.keep(document, notice, news)
    world.names |= {
        "document": document.pk,
        "later_document": later.pk,
        "notice": notice.pk,
        "notice_taken_down": over.pk,
        "news": news.pk,
        "unpublished_news": unpublished.pk,
    }


def _newsletter(world: World) -> None:
    issue = NewsletterIssue.objects.create(date=date(2025, 11, 20), state="sent", sent_at=AT)
    NewsletterIssue.objects.create(date=date(2025, 11, 21))
    organisation = _organisation(world)
    mailing = Mailing.objects.create(
        issue=issue,
        state=Mailing.State.PAUSED,
        subject="뉴스레터",
        template=b"",
        started_at=AT,
        deadline_at=AT,
        touched_at=AT,
    )
    promotion = Promotion.objects.create(
        organisation=organisation,
        title="배너",
        starts_on=DAY,
        ends_on=TOMORROW,
        link="https://partner.example/",
    )
    delivery = Delivery.objects.create(
        mailing=mailing,
        email="reader@people.example",
        domain="people.example",
        state=Delivery.State.IN_DOUBT,
        due_at=AT,
        changed_at=AT,
    )
    world.keep(
        issue,
        mailing,
        Bounce.objects.create(
            delivery=delivery, kind=Bounce.Kind.SOFT, source=Bounce.Source.MAIL, received_at=AT
        ),
        DayOff.objects.create(name="창립기념일", starts_on=DAY, ends_on=DAY),
        DomainLimit.objects.create(domain="people.example", per_minute=60),
        IssueCorrection.objects.create(issue=issue, title="날짜 정정", text="26일이 맞습니다."),
        Feed.objects.create(name="가나일보", url="https://news.example/rss.xml"),
        Story.objects.create(title="소식", link="https://news.example/1", published_at=AT),
        SendingPlan.objects.create(valid_from=date(2022, 1, 1)),
        promotion,
        PromotionClicks.objects.create(promotion=promotion, day=DAY, count=1),
        EmailNotice.objects.create(organisation=organisation, title="메일 공고"),
    )
    subscriber = Subscriber.objects.create(email="reader@readers.example")
    world.keep(
        delivery,
        subscriber,
        SubscriberImport.objects.create(
            name="명부.csv", state="ready", by=world.accounts[Who.OFFICER]
        ),
        Suppression.objects.create(
            email="gone@readers.example", reason=Suppression.Reason.BOUNCED, suppressed_at=AT
        ),
    )
    asked = SubscriptionRequest.objects.create(
        email="asked@readers.example", requested_at=timezone.now()
    )
    world.names |= {
        "sent_issue": "2025-11-20",
        "unsent_issue": "2025-11-21",
        "confirm_token": request_token(asked),
        "follow_token": promotion_token(promotion.pk),
        "preferences_token": subscriber_token(subscriber, Purpose.PREFERENCES),
        "unsubscribe_token": subscriber_token(subscriber, Purpose.UNSUBSCRIBE),
    }


def _events(world: World) -> None:
    seminar = {"kind": Event.Kind.SEMINAR, "date": date(2025, 11, 13)}
    event = Event.objects.create(name="공개세미나", announced_on=date(2025, 10, 1), **seminar)
    hidden = Event.objects.create(name="알리지 않은 행사", **seminar)
    organisation = _organisation(world)
    consultation = ConsultationEvent.objects.create(
        event=event, date=event.date, title="투자 상담", organiser=organisation
    )
    advisor = Advisor.objects.create(consultation=consultation, firm=organisation)
    slot = Slot.objects.create(consultation=consultation, start=time(14), end=time(14, 15))
    world.keep(
        event,
        consultation,
        advisor,
        slot,
        Booking.objects.create(advisor=advisor, slot=slot, organisation=organisation),
        Award.objects.create(event=event, award_class=Award.AwardClass.MERIT, count=1),
        PressCoverage.objects.create(event=event, article_count=1, counted_on=DAY),
        PressArticle.objects.create(
            event=event, outlet="가나일보", title="성황리에 끝나", published_on=DAY
        ),
    )
    world.names |= {"event": event.pk, "unannounced_event": hidden.pk}


def _subcommittees(world: World) -> None:
    meeting = SubcommitteeMeeting.objects.create(
        body=Body.objects.get(code="talent"),
        year=2025,
        ordinal=3,
        date=date(2025, 10, 21),
        start=time(15),
        end=time(17),
    )
    world.keep(
        meeting,
        Presentation.objects.create(meeting=meeting, number=1, title="교육서비스"),
        Finding.objects.create(meeting=meeting, heading="시사점"),
    )


def _project_groups(world: World) -> None:
    """Two open rounds, each with its own expert; the first was closed once before."""
    for who, number in ((Who.JUDGE, 2), (Who.OTHER_JUDGE, 1)):
        person = Person.objects.create(name=f"최{who.name.lower()}")
        world.accounts[who] = account(who, person=person)
        evaluation = EvaluationRound.objects.create(
            year=2025, number=number, date=date(2025, 11, 10), state="open"
        )
        group = ProjectGroup.objects.create(year=2025, name=f"그룹{number}", division=Division.IDEA)
        world.keep(
            evaluation,
            group,
            Candidate.objects.create(round=evaluation, group=group),
            Panelist.objects.create(round=evaluation, person=person),
        )
    closure = Closure.objects.create(
        round=world.records["projectgroups.evaluationround"],
        closed_at=AT,
        reopened_at=AT,
        reason="점수 누락",
    )
    result = EvaluationResult.objects.create(
        closure=closure,
        group=world.records["projectgroups.projectgroup"],
        division=Division.IDEA,
        rank=1,
        mean=Decimal("91.5"),
        selected=True,
    )
    world.keep(closure, result)


def _reporting(world: World) -> None:
    world.keep(
        VisitMonth.objects.create(year=2025, month=10, visits=10, counted_to=date(2025, 10, 31)),
        PageViewCount.objects.create(start=date(2025, 1, 1), end=DAY, total_views=10),
    )


def _meetings(world: World) -> None:
    item = AgendaItem.objects.create(
        meeting=world.records["meetings.meeting"], number=1, title="회원사 현황"
    )
    bylaw = Bylaw.objects.create(
        code="rules", title="운영규정", short_title="운영규정", valid_from=date(2022, 1, 1)
    )
    article = BylawArticle.objects.create(bylaw=bylaw, number=3, title="구성")
    paragraph = BylawParagraph.objects.create(article=article, number=2, text="위원을 둔다.")
    basis = BylawItem.objects.create(paragraph=paragraph, number=4, text="의장")
    world.keep(
        item,
        bylaw,
        article,
        paragraph,
        basis,
        MinutesEntry.objects.create(agenda_item=item, text="- 보고함"),
        Decision.objects.create(agenda_item=item, text="원안 가결"),
        Renewal.objects.create(agenda_item=item, office=Renewal.Office.CHAIR, basis=basis),
    )

import logging

from celery import shared_task

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def send_due() -> None:
    """Send for a while, then make room for other work; the next call goes on."""
    from newsletter.sending import engine, mailings

    trouble = engine.take_part()
    if not trouble and engine.something_is_due():
        mailings.wake_one()


@shared_task(ignore_result=True)
def tend_mailings() -> None:
    """Beat's: free what the dead held, end what is done, and wake whoever sleeps."""
    from newsletter.sending import engine

    engine.look_after()


@shared_task(ignore_result=True)
def read_bounces() -> None:
    """Only scheduled where a mailbox is set."""
    from django.conf import settings

    from newsletter.sending import bounces, mailbox

    try:
        mailbox.read(settings.BOUNCE_MAILBOX, bounces.take)
    except mailbox.UnreachableError as problem:
        # Five minutes later it is tried again.
        logger.warning("The mailbox of returned mail could not be read: %s", problem)


@shared_task(ignore_result=True)
def draft_todays_issue() -> None:
    """Beat's, early each morning; no draft on days without a newsletter."""
    from django.utils import timezone

    from alliance.periods import today
    from newsletter import calendar, composing
    from newsletter.intake.stories import give_back_unsent

    give_back_unsent(before=today())
    if calendar.is_sending_day(today()):
        composing.compose_issue(on=today(), at=timezone.now())


@shared_task(ignore_result=True)
def send_scheduled_issues() -> None:
    """Beat's, every minute."""
    from django.utils import timezone

    from newsletter import dispatch

    dispatch.send_due(at=timezone.now())


@shared_task(ignore_result=True)
def send_letters() -> None:
    """To single readers: please confirm, what was recorded, is it still wanted."""
    from newsletter.subscriptions import letters

    letters.send_waiting()


@shared_task(ignore_result=True)
def tend_subscriptions() -> None:
    """Once a day: ask whose consent is two years old, and forget what nobody confirmed."""
    from django.utils import timezone

    from alliance.periods import today
    from newsletter.subscriptions import desk, forgetting, renewal

    renewal.ask_due(on=today(), at=timezone.now())
    forgetting.forget_unconfirmed(at=timezone.now())
    desk.discard_forgotten(at=timezone.now())


# Feeds are read within seconds; whatever a stranger's feed keeps busy, other work waits for.
@shared_task(ignore_result=True, soft_time_limit=240, time_limit=300)
def fetch_news() -> None:
    from django.utils import timezone

    from newsletter.intake import taking
    from newsletter.models import Feed

    taking.read_feeds(Feed.objects.active(), at=timezone.now())


@shared_task(ignore_result=True)
def look_after_stories() -> None:
    from django.conf import settings
    from django.utils import timezone

    from newsletter.intake import upkeep

    # The demo's links are invented, and by the real clock its stories are old.
    if not settings.DEMO:
        upkeep.check_links(at=timezone.now())
        upkeep.forget(at=timezone.now())


@shared_task(ignore_result=True)
def look_at_links_of_issues() -> None:
    """Beat's, every two minutes: what was just typed is flagged before it is approved."""
    from django.conf import settings
    from django.utils import timezone

    from newsletter.intake import upkeep

    if not settings.DEMO:
        upkeep.check_issue_links(at=timezone.now())

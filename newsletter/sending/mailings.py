"""What officers do with mailings, and how a mailing goes from its start to its end."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from alliance.periods import seoul_day
from newsletter.models import (
    Delivery,
    EmailNotice,
    IssueCorrection,
    Mailing,
    NewsletterIssue,
    SendingState,
    Subscriber,
)
from newsletter.segments import EVERYBODY, Segment
from newsletter.sending.home import database_identity
from newsletter.sending.letters import mail_template
from newsletter.sending.message import MailText, UnusableText, address_domain
from newsletter.sending.telling import tell_held, tell_result
from newsletter.services import record_issue_sent, record_notice_sent

logger = logging.getLogger(__name__)

State = Mailing.State

# What no server takes within this has failed; the news are old by then.
DEADLINE = timedelta(hours=24)
# Longer without anybody working on it, and a mailing waits for a person's word: the database
# may be an old copy, or the day may be over.
FORGOTTEN = timedelta(hours=3)
# Refused for so long, while nothing of the mailing is taken, and it is held.
REFUSED_FOR = timedelta(minutes=1)
ROWS_AT_ONCE = 1000
# A call that nobody heard by then is made again by beat.
WAKE_SECONDS = 30


def start_issue(*, issue: NewsletterIssue, text: MailText, at: datetime, by: Any = None) -> Mailing:
    """Write down whom the issue goes to, and wake the workers."""
    if issue.state != SendingState.APPROVED:
        raise RuleViolation(_("Only an approved issue is sent, and only once."))
    return _start(
        Mailing(issue=issue, started_by=by),
        text,
        Subscriber.objects.for_newsletter(),
        at=at,
    )


def start_correction(
    *, issue: NewsletterIssue, text: MailText, at: datetime, by: Any = None
) -> Mailing:
    """To those who were sent the issue, or perhaps were."""
    # Locked, so that nothing of them is sent again meanwhile.
    earlier = list(issue.mailings.light().select_for_update().order_by("correction"))
    if not earlier:
        raise RuleViolation(_("Only what was sent is corrected."))
    if not all(each.is_over for each in earlier):
        raise RuleViolation(
            _(
                "The issue is still being sent, and who gets it from now on would miss the "
                "correction. Wait until the mailing is over, or cancel it first."
            )
        )
    last = earlier[-1]
    reached = Delivery.objects.filter(
        mailing__issue=issue, mailing__correction=0, state__in=["data", "sent", "in_doubt"]
    )
    readers = Subscriber.objects.for_newsletter().filter(pk__in=reached.values("subscriber"))
    mailing = Mailing(issue=issue, correction=last.correction + 1, started_by=by)
    return _start(mailing, text, readers, at=at)


def start_notice(
    *,
    notice: EmailNotice,
    text: MailText,
    at: datetime,
    segment: Segment = EVERYBODY,
    by: Any = None,
) -> Mailing:
    if notice.state != SendingState.APPROVED:
        raise RuleViolation(_("Only an approved notice is sent, and only once."))
    readers = Subscriber.objects.for_notices(segment, seoul_day(at))
    return _start(Mailing(notice=notice, started_by=by), text, readers, at=at)


def _start(mailing: Mailing, text: MailText, readers: Any, *, at: datetime) -> Mailing:
    mailing.subject = text.subject[:300]
    mailing.started_at = mailing.touched_at = at
    mailing.deadline_at = at + DEADLINE
    mailing.home = database_identity()
    kind = "notice" if mailing.notice_id else "newsletter"
    feedback = f"{seoul_day(at):%Y%m%d}:{kind}:{address_domain(settings.DEFAULT_FROM_EMAIL)}"
    try:
        mailing.template = mail_template(text, feedback_id=feedback)
    except UnusableText as problem:
        logger.exception("The mail of %s cannot be built", mailing.issue or mailing.notice)
        raise RuleViolation(
            _("The mail could not be built. The administrators find the cause in the log.")
        ) from problem
    try:
        with transaction.atomic():
            mailing.save()
            found = list(readers.order_by("pk").values_list("pk", "email"))
            if not found:
                raise RuleViolation(_("Nobody is subscribed to this."))
            rows = (
                Delivery(
                    mailing=mailing,
                    subscriber_id=pk,
                    email=email,
                    domain=address_domain(email),
                    due_at=at,
                    changed_at=at,
                )
                for pk, email in found
            )
            Delivery.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    except IntegrityError as problem:
        # Two started it at once; the unique row let one through.
        raise RuleViolation(_("This is being sent already.")) from problem
    transaction.on_commit(wake)
    return mailing


def wake() -> None:
    """Tell the workers. Without a broker they learn of it from beat."""
    for _process in range(settings.MAIL_SENDERS):
        wake_one()


def wake_one() -> None:
    from newsletter.tasks import send_due

    try:
        send_due.apply_async(expires=WAKE_SECONDS)
    except (OSError, OperationalError):
        logger.warning("No broker; the mailing waits for beat")


def pause(*, mailing: Mailing) -> None:
    """At most the mails that are just being handed over go out yet."""
    _change(mailing, from_states=[State.SENDING], state=State.PAUSED)


def resume(*, mailing: Mailing, at: datetime) -> None:
    _change(
        mailing,
        from_states=[State.PAUSED, State.HELD],
        state=State.SENDING,
        touched_at=at,
        deadline_at=at + DEADLINE,
        home=database_identity(),
        trouble="",
    )
    transaction.on_commit(wake)


@transaction.atomic
def cancel(*, mailing: Mailing, at: datetime) -> bool:
    """Nobody who still waits gets it; what went out stays sent. False where nothing did: then
    it is as if it had not been started, and may be sent another time.
    """
    _change(
        mailing,
        from_states=[State.SENDING, State.PAUSED, State.HELD],
        state=State.CANCELLED,
        finished_at=at,
    )
    Delivery.objects.filter(mailing=mailing, state__in=["queued", "claimed"]).update(
        state=Delivery.State.SUPPRESSED,
        token=None,
        claimed_by=None,
        changed_at=at,
        reply=_("cancelled"),
    )
    reached = mailing.deliveries.exclude(
        state__in=[Delivery.State.SUPPRESSED, Delivery.State.FAILED]
    )
    if reached.exists():
        return True
    _forget(mailing, at)
    return False


def _forget(mailing: Mailing, at: datetime) -> None:
    if mailing.issue_id and not mailing.correction:
        # Its hour has come: without this beat would start it again.
        scheduled = NewsletterIssue.objects.filter(pk=mailing.issue_id, scheduled_at__isnull=False)
        scheduled.update(held_at=at)
    corrections = IssueCorrection.objects.filter(mailing=mailing)
    corrections.update(state=SendingState.APPROVED, sent_at=None, mailing=None)
    Mailing.objects.filter(pk=mailing.pk).delete()


def _change(mailing: Mailing, *, from_states: list[State], **values: Any) -> None:
    if not Mailing.objects.filter(pk=mailing.pk, state__in=from_states).update(**values):
        raise RuleViolation(_("Somebody else changed this mailing meanwhile."))
    mailing.refresh_from_db()


@transaction.atomic
def send_again(*, deliveries: Iterable[Delivery], by: Any, at: datetime) -> int:
    """A person takes the risk of a second copy, or has seen that there was no first."""
    pks = [delivery.pk for delivery in deliveries]
    chosen = Delivery.objects.filter(
        pk__in=pks, state__in=[Delivery.State.IN_DOUBT, Delivery.State.FAILED]
    ).exclude(mailing__in=Mailing.objects.filter(state=State.CANCELLED))
    if _would_miss_the_correction(chosen).exists():
        raise RuleViolation(
            _(
                "This issue was corrected meanwhile. Whom it never reached is not sent it any "
                "more: the correction went to the others."
            )
        )
    mailings = list(chosen.values_list("mailing_id", flat=True).distinct().order_by())
    # Before the rows, as `settle` does.
    Mailing.objects.filter(pk__in=mailings, state__in=[State.DONE, State.SENDING]).update(
        state=State.SENDING,
        finished_at=None,
        touched_at=at,
        deadline_at=at + DEADLINE,
        home=database_identity(),
    )
    number = chosen.update(
        state=Delivery.State.QUEUED,
        token=None,
        claimed_by=None,
        due_at=at,
        changed_at=at,
        decided_by=by,
        decided_at=at,
    )
    if number:
        transaction.on_commit(wake)
    return number


def _would_miss_the_correction(deliveries: Any) -> Any:
    """Of an issue that was corrected: who failed was not sent the correction."""
    corrections = Mailing.objects.filter(
        issue=OuterRef("mailing__issue"), correction__gt=OuterRef("mailing__correction")
    )
    return deliveries.filter(Exists(corrections), state=Delivery.State.FAILED)


@transaction.atomic
def count_as_sent(*, deliveries: Iterable[Delivery], by: Any, at: datetime) -> int:
    pks = [delivery.pk for delivery in deliveries]
    chosen = Delivery.objects.filter(pk__in=pks, state=Delivery.State.IN_DOUBT)
    mailings = list(chosen.values_list("mailing_id", flat=True).distinct().order_by())
    # Without its token nobody writes to the row any more, however late the answer comes.
    number = chosen.update(
        state=Delivery.State.SENT, token=None, decided_by=by, decided_at=at, changed_at=at
    )
    for mailing in Mailing.objects.light().filter(pk__in=mailings):
        _note_first_sent(mailing)
    return number


def take_out(*, subscriber: Subscriber, at: datetime) -> int:
    """A reader who leaves gets nothing that is not being handed over this very moment."""
    waiting = Delivery.objects.filter(subscriber=subscriber, state__in=["queued", "claimed"])
    return waiting.unwanted().update(  # type: ignore[attr-defined,no-any-return]
        state=Delivery.State.SUPPRESSED, token=None, claimed_by=None, changed_at=at
    )


def touch(*, trouble: str = "") -> None:
    """Note that somebody works on what is being sent, and what a server took first."""
    Mailing.objects.in_sending().update(touched_at=timezone.now(), trouble=trouble)
    _note_all_first_sent()


def tend(*, trouble: str = "") -> None:
    touch(trouble=trouble)
    settle()


def settle() -> None:
    """End what has nothing left to do."""
    now = timezone.now()
    _note_all_first_sent()
    # Refused for now just when the mailing was cancelled.
    Delivery.objects.filter(mailing__state=State.CANCELLED, state__in=["queued", "claimed"]).update(
        state=Delivery.State.SUPPRESSED,
        token=None,
        claimed_by=None,
        changed_at=now,
        reply=_("cancelled"),
    )
    for pk in Mailing.objects.not_over().values_list("pk", flat=True):
        _settle(pk, now)


@transaction.atomic
def _settle(pk: int, now: datetime) -> None:
    # Whoever sends something again takes this lock first: nothing waits in what is over.
    mailing = Mailing.objects.light().not_over().select_for_update().filter(pk=pk).first()
    if mailing is None:
        return
    waiting = Delivery.objects.filter(mailing=pk)
    if mailing.state == State.SENDING and now >= mailing.deadline_at:
        waiting.filter(state__in=["queued", "claimed"]).update(
            state=Delivery.State.FAILED, token=None, claimed_by=None, changed_at=now
        )
    if waiting.open().exists():
        return
    Mailing.objects.filter(pk=pk).update(state=State.DONE, finished_at=now, trouble="")
    transaction.on_commit(partial(tell_result, pk))


def _note_all_first_sent() -> None:
    for mailing in Mailing.objects.light().filter(first_sent_at=None):
        _note_first_sent(mailing)


def _note_first_sent(mailing: Mailing) -> None:
    """From the first mail that a server took, the issue counts as sent."""
    if mailing.first_sent_at is not None:
        return
    first = mailing.deliveries.filter(state="sent").aggregate(at=Min("changed_at"))["at"]
    if first is None:
        return
    try:
        with transaction.atomic():
            noted = Mailing.objects.filter(pk=mailing.pk, first_sent_at=None).update(
                first_sent_at=first
            )
            if noted and not mailing.correction:
                _record_sent(mailing, first)
    except (RuleViolation, StaleRecordError) as problem:
        # Somebody saved the record this very moment; the next round tries again.
        logger.warning("%s is not yet recorded as sent: %s", mailing, problem)


def _record_sent(mailing: Mailing, at: datetime) -> None:
    issue, notice = mailing.issue, mailing.notice
    if issue is not None and not issue.is_sent:
        record_issue_sent(issue=issue, at=at)
    if notice is not None and notice.state != SendingState.SENT:
        record_notice_sent(notice=notice, at=at)


def hold_what_may_be_old(*, at: datetime) -> int:
    """A person must say whether it is still wanted: nobody worked on it for hours, or the database
    is a copy, restored perhaps, which does not know what was sent after it was made.
    """
    old = Q(touched_at__lt=at - FORGOTTEN)
    here = database_identity()
    if here:
        old |= ~Q(home__in=[here, ""])
    found = Mailing.objects.in_sending().filter(old).values_list("pk", flat=True)
    return sum(_hold(pk, reason="") for pk in found)


@transaction.atomic
def _hold(pk: int, *, reason: str) -> bool:
    """False where somebody was quicker, and tells the officers."""
    waiting = Mailing.objects.in_sending().filter(pk=pk)
    held = bool(waiting.update(state=State.HELD, trouble=reason))
    if held:
        transaction.on_commit(partial(tell_held, pk))
    return held


def hold_refused(*, mailing_id: int, reason: str, at: datetime) -> None:
    """The mail server refuses the portal itself: a person must mend that, and nobody has failed.

    Not while it takes other mails of the mailing: it may refuse one connection too many.
    """
    accepted = Delivery.objects.filter(mailing=mailing_id).accepted_since(at - REFUSED_FOR)
    if not accepted.exists():
        _hold(mailing_id, reason=reason)

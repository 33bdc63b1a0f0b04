"""Each step leaves its row of consent; what a reader withdrew nobody else brings back."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from members.models import Contact
from members.services.naming import record_organisation
from newsletter.models import (
    Consent,
    Delivery,
    Subscriber,
    SubscriberLetter,
    SubscriptionRequest,
    Suppression,
)
from newsletter.subscriptions import forgetting, letters, verbs
from newsletter.subscriptions.verbs import Choice, Trace
from newsletter.subscriptions.wording import consent_wording
from tests.newsletter.subscriptions.conftest import AT, history

pytestmark = pytest.mark.django_db

PAGE = Trace(at=AT + timedelta(days=1), method=Consent.Method.PAGE, address="192.0.2.7")


def ask(email="kim@readers.example", **fields):
    verbs.ask_to_subscribe(
        email=email,
        choice=fields.pop("choice", Choice()),
        address="192.0.2.1",
        at=fields.pop("at", timezone.now()),
        **fields,
    )


def on_paper(at):
    return Trace(at=at, method=Consent.Method.OFFICER, source="신청서 3호")


def test_asking_subscribes_nobody():
    ask("Kim@Readers.example")

    assert Subscriber.objects.count() == 0
    assert SubscriptionRequest.objects.get().email == "kim@readers.example"


def test_confirming_keeps_when_how_from_where_and_which_words():
    ask(name="김독자", organisation_name="가온메타", choice=Choice(notices=False))
    request = SubscriptionRequest.objects.get()

    outcome = verbs.confirm(request=request, address="192.0.2.9", at=AT)

    subscriber = Subscriber.objects.get()
    assert outcome.subscriber == subscriber
    assert (subscriber.name, subscriber.organisation_name) == ("김독자", "가온메타")
    assert (subscriber.wants_newsletter, subscriber.wants_notices) == (True, False)
    consent = subscriber.consents.get()
    assert (consent.kind, consent.method, consent.at) == ("granted", "double_opt_in", AT)
    assert (consent.address, consent.wording) == ("192.0.2.9", consent_wording())


def test_one_link_subscribes_once_also_after_its_reader_left():
    ask()
    request = SubscriptionRequest.objects.get()
    subscriber = verbs.confirm(request=request, address=None, at=AT).subscriber
    verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    again = verbs.confirm(request=request, address=None, at=AT + timedelta(days=2))

    assert again == verbs.Confirmation(None, None)
    subscriber.refresh_from_db()
    assert not subscriber.is_active
    assert history(subscriber) == [("granted", "double_opt_in"), ("withdrawn", "page")]


def test_a_typed_company_is_believed_only_from_its_own_contact():
    company = record_organisation(name="가온메타")
    Contact.objects.create(organisation=company, name="이담당", email="Lee@Gaon.example")
    for email in ("lee@gaon.example", "stranger@else.example"):
        ask(email, organisation_name="가온메타")
        verbs.confirm(
            request=SubscriptionRequest.objects.get(email=email), address=None, at=timezone.now()
        )

    found = Subscriber.objects.values_list("email", "organisation_name", "organisation")
    assert sorted(found) == [
        ("lee@gaon.example", "가온메타", company.pk),
        ("stranger@else.example", "가온메타", None),
    ]


def test_unsubscribing_is_done_once_and_keeps_no_name(reader):
    subscriber = reader()

    first = verbs.unsubscribe(subscriber=subscriber, trace=PAGE)
    second = verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    assert (first.kind, second) == ("withdrawn", None)
    assert history(subscriber) == [("granted", "officer"), ("withdrawn", "page")]
    assert (subscriber.name, subscriber.organisation_name) == ("", "")


def test_unsubscribing_holds_against_an_officer_who_saves_an_older_form(reader):
    subscriber = reader()
    opened = Subscriber.objects.get(pk=subscriber.pk)
    verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    opened.name = "다른 이름"
    with pytest.raises(StaleRecordError), transaction.atomic():
        opened.save()

    assert not Subscriber.objects.get().is_active


def test_choosing_nothing_is_leaving_and_choosing_the_same_is_nothing(reader):
    subscriber = reader()

    same = verbs.change_preferences(subscriber=subscriber, choice=Choice(), trace=PAGE)
    fewer, nothing = Choice(newsletter=False), Choice(newsletter=False, notices=False)
    less = verbs.change_preferences(subscriber=subscriber, choice=fewer, trace=PAGE)
    none = verbs.change_preferences(subscriber=subscriber, choice=nothing, trace=PAGE)

    assert (same, less.kind, none.kind) == (None, "changed", "withdrawn")
    with pytest.raises(RuleViolation):
        verbs.change_preferences(subscriber=subscriber, choice=Choice(), trace=PAGE)
    with pytest.raises(RuleViolation):
        verbs.keep(subscriber=subscriber, trace=PAGE)


def test_an_officer_needs_a_source_and_a_consent_later_than_the_withdrawal(reader):
    subscriber = reader()
    verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    def record(trace):
        return verbs.record_consent(email="KIM@readers.example", choice=Choice(), trace=trace)

    with pytest.raises(RuleViolation, match="근거"):
        record(Trace(at=PAGE.at + timedelta(days=1), method=Consent.Method.OFFICER))
    with pytest.raises(RuleViolation, match="이후에 수신을 거부"):
        record(on_paper(PAGE.at))
    assert not Subscriber.objects.get().is_active
    again, _consent = record(on_paper(PAGE.at + timedelta(hours=1)))

    assert (again.pk, again.is_active) == (subscriber.pk, True)


def test_suppressed_is_suppressed_until_it_is_lifted_with_a_reason(reader, officer):
    reader()

    def suppress():
        return verbs.suppress(email="Kim@readers.example", note="전화 요청", by=officer, at=AT)

    suppression = suppress()
    with pytest.raises(RuleViolation, match="이미"):
        suppress()
    with pytest.raises(RuleViolation, match="발송 제외"):
        verbs.record_consent(email="kim@readers.example", choice=Choice(), trace=on_paper(AT))
    assert list(Subscriber.objects.for_newsletter()) == []
    with pytest.raises(RuleViolation, match="사유"):
        verbs.lift_suppression(suppression=suppression, note=" ", by=officer, at=AT)
    verbs.lift_suppression(suppression=suppression, note="주소 확인", by=officer, at=AT)
    with pytest.raises(RuleViolation, match="이미 해제"):
        verbs.lift_suppression(suppression=suppression, note="주소 확인", by=officer, at=AT)

    assert [each.email for each in Subscriber.objects.for_newsletter()] == ["kim@readers.example"]
    assert (suppression.lifted_by, suppression.lifting_note) == (officer, "주소 확인")


def test_rows_of_consent_are_never_changed(reader):
    consent = reader().consents.get()

    consent.wording = "다른 문구"
    for change in (consent.save, lambda: Consent.objects.update(wording="다른 문구")):
        with pytest.raises(TypeError):
            change()


def test_what_was_never_confirmed_is_forgotten_after_30_days():
    ask("old@readers.example", at=AT)
    ask("new@readers.example", at=AT + timedelta(days=1))

    assert forgetting.forget_unconfirmed(at=AT + timedelta(days=30, seconds=1)) == 1

    assert [each.email for each in SubscriptionRequest.objects.all()] == ["new@readers.example"]


# --- Letters -----------------------------------------------------------------------------------


def test_letters_are_the_same_for_known_and_unknown_addresses(reader, post):
    reader("known@readers.example")
    for email in ("known@readers.example", "new@readers.example"):
        ask(email)

    mails = post()

    bodies = {mail.body.split("http")[0] for mail in mails}
    assert [mail.to for mail in mails] == [["known@readers.example"], ["new@readers.example"]]
    assert len({mail.subject for mail in mails}) == len(bodies) == 1


def test_suppressed_addresses_get_no_letter(post):
    Suppression.objects.create(email="kim@readers.example", reason="bounced", suppressed_at=AT)
    ask()

    assert post() == []
    assert SubscriberLetter.objects.get().state == "left_out"


def test_result_is_told_by_mail_with_sender_day_and_result(reader, post, settings):
    subscriber = reader()
    verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    [mail] = post()

    assert mail.to == ["kim@readers.example"]
    for words in (
        f"전송자: {settings.ALLIANCE_NAME} ({settings.DEFAULT_FROM_EMAIL})",
        "수신 주소: kim@readers.example",
        "처리 일자: 2025.11.4.(화)",
        "처리 결과: 철회",
    ):
        assert words in mail.body
    assert post() == []


def test_letters_wait_while_the_mail_server_is_away_and_end_where_it_refuses(
    reader, post, monkeypatch
):
    verbs.unsubscribe(subscriber=reader(), trace=PAGE)
    refusals = [SMTPServerDisconnected("gone"), SMTPRecipientsRefused({})]
    send = EmailBackend.send_messages

    def fail(self, messages):
        raise refusals.pop(0)

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    states = []
    for _attempt in range(2):
        assert post() == []
        states.append(SubscriberLetter.objects.get().state)
        SubscriberLetter.objects.update(due_at=timezone.now())
    monkeypatch.setattr(EmailBackend, "send_messages", send)

    assert states == ["waiting", "failed"]
    assert post() == []


def test_a_letter_is_sent_by_one_process_only(reader, post, mailoutbox, monkeypatch):
    """While one is at it, another that saw the same letter leaves it alone."""
    verbs.unsubscribe(subscriber=reader(), trace=PAGE)
    message = letters._message

    def meanwhile(letter):
        monkeypatch.setattr(letters, "_message", message)
        letters._send(letter.pk, EmailBackend())
        return message(letter)

    monkeypatch.setattr(letters, "_message", meanwhile)
    post()

    assert len(mailoutbox) == 1


# --- Mail that is going out ---------------------------------------------------------------------


def test_leaving_and_choosing_less_take_readers_out_of_what_is_being_sent(start, readers):
    left, chose_less, suppressed, stays = readers("a", "b", "c", "d")
    mailing = start()

    verbs.unsubscribe(subscriber=left, trace=PAGE)
    verbs.change_preferences(subscriber=chose_less, choice=Choice(newsletter=False), trace=PAGE)
    verbs.suppress(email=suppressed.email, note="요청", by=None, at=AT)

    states = dict(mailing.deliveries.values_list("subscriber", "state"))
    assert states == {
        left.pk: Delivery.State.SUPPRESSED,
        chose_less.pk: Delivery.State.SUPPRESSED,
        suppressed.pk: Delivery.State.SUPPRESSED,
        stays.pk: Delivery.State.QUEUED,
    }


QUOTED = ['"kim"@readers.example', '"k\\im"@readers.example', "k\\im@readers.example"]


@pytest.mark.parametrize("email", QUOTED, ids=["quoted", "escaped", "backslash"])
def test_another_writing_of_a_mailbox_brings_nobody_back(email, officer):
    verbs.suppress(email="kim@readers.example", note="전화 요청", by=officer, at=AT)

    for ask_for in (
        lambda: ask(email),
        lambda: verbs.record_consent(email=email, choice=Choice(), trace=on_paper(AT)),
        lambda: verbs.suppress(email=email, note="x", by=officer, at=AT),
    ):
        with pytest.raises(RuleViolation, match="따옴표"):
            ask_for()

    assert (Subscriber.objects.count(), SubscriptionRequest.objects.count()) == (0, 0)


@pytest.mark.parametrize("suppressed", ["hong@한글.한국", "Hong@xn--bj0bj06e.xn--3e0b707e"])
@pytest.mark.parametrize("asked", ["hong@한글.한국", "hong@xn--bj0bj06e.xn--3e0b707e"])
def test_an_address_in_hangul_is_one_address_however_it_is_written(suppressed, asked, officer):
    verbs.suppress(email=suppressed, note="전화 요청", by=officer, at=AT)

    with pytest.raises(RuleViolation, match="발송 제외"):
        verbs.record_consent(email=asked, choice=Choice(), trace=on_paper(AT))

    assert Suppression.objects.get().email == "hong@xn--bj0bj06e.xn--3e0b707e"
    assert Suppression.objects.of(asked).exists()


def test_an_older_request_does_not_undo_a_withdrawal(post):
    """Two forms were filled in, one link was used, and then the reader left."""
    for _form in range(2):
        ask()
    older, newer = SubscriptionRequest.objects.order_by("pk")
    assert len(post()) == 2
    subscriber = verbs.confirm(request=newer, address=None, at=timezone.now()).subscriber
    verbs.unsubscribe(subscriber=subscriber, trace=PAGE)

    outcome = verbs.confirm(request=older, address=None, at=timezone.now())

    subscriber.refresh_from_db()
    assert (outcome, subscriber.state) == (verbs.Confirmation(None, None), "unsubscribed")
    ask()
    verbs.confirm(request=SubscriptionRequest.objects.latest("pk"), address=None, at=timezone.now())
    subscriber.refresh_from_db()
    assert subscriber.state == "active"

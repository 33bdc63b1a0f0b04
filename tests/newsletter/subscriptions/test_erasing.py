"""Who asks to be erased leaves no trace that tells who it was, and no list brings the address back;
that mail was sent by consent can still be proved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.serializers import serialize
from django.urls import reverse
from django.utils import timezone

from alliance.errors import RuleViolation
from newsletter.models import (
    Bounce,
    Consent,
    Delivery,
    Subscriber,
    SubscriberImport,
    SubscriberLetter,
    SubscriptionRequest,
    Suppression,
)
from newsletter.sending import bounces, mailings
from newsletter.sending.verp import return_path
from newsletter.subscriptions import erasing, imports, letters, verbs
from newsletter.subscriptions.verbs import Choice, Trace
from newsletter.tokens import Purpose, subscriber_token
from tests.newsletter.subscriptions.conftest import AT, history

pytestmark = pytest.mark.django_db

READERS = "/admin/newsletter/subscriber/"
EMAIL = "kim@readers.example"
LIST = (
    "email,name,organisation,consented_at,consent_source\n"
    f"{EMAIL},김독자,,2026-01-05,명함\nlee@readers.example,이독자,,2026-01-05,명함\n"
).encode()


def erase(subscriber, officer, note="본인, 전화"):
    erasing.erase(subscriber=subscriber, note=note, by=officer, at=timezone.now())


def everything_kept():
    """All rows of the newsletter and the history of the admin, as text."""
    models = [*apps.get_app_config("newsletter").get_models(), LogEntry]
    return "\n".join(serialize("json", model._default_manager.all()) for model in models)


def test_nothing_that_is_kept_tells_who_it_was(
    officer, officer_client, reader, readers, start, post
):
    verbs.ask_to_subscribe(
        email=EMAIL, name="김독자", choice=Choice(), address="192.0.2.77", at=timezone.now()
    )
    verbs.confirm(
        request=SubscriptionRequest.objects.get(), address="192.0.2.78", at=timezone.now()
    )
    subscriber = Subscriber.objects.get()
    verbs.note(
        subscriber,
        Consent.Kind.KEPT,
        Trace(at=timezone.now(), method=Consent.Method.OFFICER, source="김독자 명함"),
        tells=True,
    )
    mailing = start()
    delivery = mailing.deliveries.get()
    Delivery.objects.update(state="failed", reply=f"550 5.1.1 <{EMAIL.upper()}> unknown")
    Bounce.objects.create(
        delivery=delivery,
        kind="soft",
        source="mail",
        detail=f"rfc822; {EMAIL}",
        received_at=timezone.now(),
        fingerprint="1",
    )
    Suppression.objects.create(
        email=EMAIL, reason="complained", note=EMAIL, suppressed_at=timezone.now()
    )
    page = {"email": "lee@readers.example", "note": "다른 사람"}
    officer_client.post("/admin/newsletter/suppression/suppress-address/", page)
    officer_client.post(f"{READERS}{subscriber.pk}/withdraw/", {"source": "전화"})
    SubscriberImport.objects.create(
        name="명부.csv",
        state="done",
        report={"rows": 2, "shown": [{"email": EMAIL}, {"email": "lee@readers.example"}]},
        by=officer,
    )
    assert EMAIL in everything_kept()

    erase(subscriber, officer)

    kept = everything_kept()
    for trace in (EMAIL, EMAIL.upper(), "kim@", "김독자", "192.0.2.7"):
        assert trace not in kept
    assert "lee@readers.example" in kept
    assert SubscriberImport.objects.get().report["shown"] == [{"email": "lee@readers.example"}]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reply) == ("failed", "550")
    assert not mail.outbox


def test_that_mail_was_sent_by_consent_can_still_be_proved(officer, reader):
    subscriber = reader(at=AT)

    erase(subscriber, officer)

    assert history(subscriber) == [("granted", "officer"), ("withdrawn", "officer")]
    granted = subscriber.consents.get(kind="granted")
    assert (granted.at, granted.source) == (AT, "")
    # Whoever names the address is found by it.
    found = Suppression.objects.of("Kim@Readers.example").get()
    assert (found.reason, found.email, found.by) == ("erased", "", officer)
    assert not Suppression.objects.of("kim2@readers.example").exists()
    assert not SubscriberLetter.objects.filter(state="waiting").exists()


def test_who_had_left_before_is_erased_without_another_withdrawal(officer, reader):
    subscriber = reader()
    verbs.unsubscribe(subscriber=subscriber, trace=Trace(at=AT, method=Consent.Method.PAGE))

    erase(subscriber, officer)

    assert history(subscriber) == [("granted", "officer"), ("withdrawn", "page")]
    assert subscriber.state == "erased"
    with pytest.raises(RuleViolation, match="이미"):
        erase(subscriber, officer)


def test_no_list_and_no_officer_brings_the_address_back(officer, reader, settings):
    erase(reader(), officer)

    made = imports.plan(LIST, at=timezone.now())
    imports.carry_out(made, by=officer)
    with pytest.raises(RuleViolation, match=EMAIL):
        verbs.record_consent(
            email=EMAIL,
            choice=Choice(),
            trace=Trace(at=timezone.now(), method=Consent.Method.OFFICER, source="신청서"),
        )
    with pytest.raises(RuleViolation):
        verbs.suppress(email=EMAIL, note="전화", by=officer, at=timezone.now())

    assert made.counts["left_out"] == 1
    assert list(Subscriber.objects.active().values_list("email", flat=True)) == [
        "lee@readers.example"
    ]


def test_nobody_is_asked_by_mail_in_the_name_of_the_erased(officer, reader, post):
    erase(reader(), officer)

    verbs.ask_to_subscribe(email=EMAIL, choice=Choice(), address=None, at=timezone.now())

    assert post() == []
    assert SubscriberLetter.objects.get(kind="confirm").state == "left_out"


def test_the_mark_outlives_a_new_key(officer, reader, settings):
    erase(reader(), officer)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the portal"

    assert imports.plan(LIST, at=timezone.now()).counts["left_out"] == 1
    assert Suppression.objects.of(EMAIL).exists()


def test_who_comes_back_is_let_in_by_an_officer_and_a_new_consent(
    officer, officer_client, reader, post
):
    old = reader()
    erase(old, officer)
    found = officer_client.get("/admin/newsletter/suppression/", {"q": "KIM@readers.example"})
    (suppression,) = found.context["cl"].queryset
    officer_client.post(
        f"/admin/newsletter/suppression/{suppression.pk}/lift/", {"note": "본인이 다시 신청"}
    )

    new, _consent = verbs.record_consent(
        email=EMAIL,
        choice=Choice(),
        trace=Trace(at=timezone.now(), method=Consent.Method.OFFICER, source="신청서"),
    )

    old.refresh_from_db()
    assert (new.email, new.is_active, old.is_erased) == (EMAIL, True, True)
    erase(new, officer)
    assert Suppression.objects.of(EMAIL).count() == 1


def test_what_waits_in_a_mailing_goes_to_nobody(officer, readers, start):
    leaving, staying = readers("kim", "lee")
    mailing = start()

    erase(leaving, officer)

    leaving.refresh_from_db()
    assert dict(mailing.deliveries.values_list("email", "state")) == {
        leaving.email: "suppressed",
        staying.email: "queued",
    }
    row = mailing.deliveries.get(subscriber=leaving)
    Delivery.objects.filter(pk=row.pk).update(state="failed")
    mailings.send_again(deliveries=[row], by=officer, at=timezone.now())
    assert not Delivery.objects.filter(pk=row.pk).wanted().exists()


@pytest.mark.parametrize("state", ["data", "claimed"])
def test_nobody_is_erased_while_a_mail_is_handed_over(state, officer, readers, start):
    (reader,) = readers("kim")
    mailing = start()
    mailing.deliveries.update(state="data", token=mailing.key, claimed_by=mailing.key)
    if state == "claimed":
        # Not begun: taken out.
        mailing.deliveries.update(state="claimed")
        erase(reader, officer)
        assert mailing.deliveries.get().state == "suppressed"
        return

    with pytest.raises(RuleViolation):
        erase(reader, officer)

    reader.refresh_from_db()
    assert (reader.email, reader.state) == (EMAIL, "active")


def test_a_late_report_brings_nothing_back(officer, readers, start, settings):
    (reader,) = readers("kim")
    delivery = start().deliveries.get()
    Delivery.objects.update(state="sent")
    erase(reader, officer)

    bounces.receive_event(
        return_path=return_path(delivery.pk),
        kind="hard",
        status="5.1.1",
        detail=f"rfc822; {EMAIL}",
        at=timezone.now(),
    )

    assert not Bounce.objects.exists()
    assert list(Suppression.objects.values_list("reason", flat=True)) == ["erased"]


def test_links_of_old_mails_say_that_nothing_is_to_be_done(officer, reader, client):
    subscriber = reader()
    token = subscriber_token(subscriber, Purpose.UNSUBSCRIBE)
    erase(subscriber, officer)

    answer = client.post(
        reverse("newsletter:unsubscribe", args=[token]), {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    assert "erased" not in answer.content.decode()
    assert history(subscriber)[-1] == ("withdrawn", "officer")


def test_officer_erases_with_a_reason(officer_client, officer, reader):
    subscriber = reader()
    page = f"{READERS}{subscriber.pk}/erase/"
    without = officer_client.post(page, {"note": " "})
    assert without.context["form"].errors.keys() == {"note"}

    done = officer_client.post(page, {"note": "본인, 전화"}, follow=True)
    again = officer_client.post(page, {"note": "본인, 전화"})
    changed = officer_client.post(f"{READERS}{subscriber.pk}/change/", {"name": "김독자"})

    subscriber.refresh_from_db()
    assert (subscriber.state, subscriber.email) == (
        "erased",
        f"erased-{subscriber.pk}@erased.invalid",
    )
    assert "파기했습니다" in done.content.decode()
    assert EMAIL not in done.content.decode()
    assert "이미 개인정보를 파기한" in again.content.decode()
    assert changed.status_code == 403
    assert subscriber.name == ""
    assert Suppression.objects.get().note == "본인, 전화"
    entry = LogEntry.objects.filter(object_id=str(subscriber.pk)).first()
    assert (entry.user, entry.object_repr) == (officer, subscriber.email)


def test_letters_to_the_erased_are_not_sent(officer, reader, mailoutbox):
    subscriber = reader(at=AT - timedelta(days=800))
    verbs.note(
        subscriber, Consent.Kind.CHANGED, Trace(at=AT, method=Consent.Method.PAGE), tells=True
    )

    erase(subscriber, officer)

    assert letters.send_waiting() == 0
    assert mailoutbox == []

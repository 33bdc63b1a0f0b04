"""A mail server that wants nothing from us: whatever it says before it hears of a reader, no reader
has failed, the reason stands where officers look, and what needs a person waits for one."""

from __future__ import annotations

import ssl
import subprocess
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Bounce, Delivery, Mailing
from newsletter.sending import engine, mailings
from tests.newsletter.sending.conftest import DAY
from tests.newsletter.sending.smtp_server import CUT, DROP, HANG

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = "/CN=mail -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        [*made.split(), "-keyout", key, "-out", cert, "-subj", *names.split()],
        check=True,
        capture_output=True,
    )
    return key, cert


@pytest.fixture
def in_tls(smtp, settings, certificate, monkeypatch):
    """The server offers STARTTLS with a certificate that we trust, and we sign in."""
    key, cert = certificate
    smtp.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    smtp.tls.load_cert_chain(cert, key)
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "of the portal"
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    return smtp


REFUSED, NOT_NOW = "held", "sending"
PLAIN = [
    # step, what the server does, what becomes of the mailing
    ("banner", "554 5.7.1 you are on a list", REFUSED),
    ("banner", "421 4.7.0 too many connections", NOT_NOW),
    ("banner", "gibberish", NOT_NOW),
    ("banner", HANG, NOT_NOW),
    ("banner", DROP, NOT_NOW),
    ("banner", CUT, NOT_NOW),
    ("ehlo", "550 5.7.1 go away", REFUSED),
    ("ehlo", "421 4.3.2 closing", NOT_NOW),
    ("ehlo", "%%%", NOT_NOW),
    ("ehlo", HANG, NOT_NOW),
    ("ehlo", DROP, NOT_NOW),
    ("mail", "530 5.7.0 sign in first", REFUSED),
    ("mail", "550 5.1.8 sender domain does not exist", REFUSED),
    ("mail", "553 5.7.1 not owned by the user", REFUSED),
    ("mail", "552 5.3.4 longer than we take", REFUSED),
    ("rcpt", "553 5.7.1 <b@x>: Sender address rejected: not owned by user portal", REFUSED),
    ("rcpt", "554 5.7.1 <x[1.2.3.4]>: Client host rejected: Access denied", REFUSED),
]
TLS = [
    ("starttls", "454 4.7.0 TLS not available", NOT_NOW),
    ("starttls", "554 5.7.3 no TLS here", REFUSED),
    ("starttls", "%%%", NOT_NOW),
    ("starttls", HANG, NOT_NOW),
    ("starttls", DROP, NOT_NOW),
    ("tls", "this is no handshake", NOT_NOW),
    ("tls", HANG, NOT_NOW),
    ("tls", DROP, NOT_NOW),
    ("auth", "535 5.7.8 wrong password", REFUSED),
    ("auth", "534 5.7.9 another mechanism", REFUSED),
    ("auth", "454 4.7.0 the directory is away", NOT_NOW),
    ("auth", HANG, NOT_NOW),
    ("auth", DROP, NOT_NOW),
]


def states(mailing):
    mailing.refresh_from_db()
    return set(mailing.deliveries.values_list("state", flat=True))


def check(server, step, reply, expected, mailing, send_all):
    """Nobody failed, the reason is told, and all get it once the server has thought better."""
    server.script = lambda at, _to: reply if at == step else None

    trouble = send_all()

    assert states(mailing) == {"queued"}
    assert set(mailing.deliveries.values_list("attempts", flat=True)) == {0}
    assert (mailing.state, mailing.trouble, server.taken) == (expected, trouble, [])
    assert trouble
    assert not Bounce.objects.exists()
    server.script = lambda _at, _to: None
    if expected == REFUSED:
        assert send_all() == ""
        assert states(mailing) == {"queued"}
        mailings.resume(mailing=mailing, at=timezone.now())
    send_all()
    assert states(mailing) == {"sent"}
    assert (mailing.state, mailing.trouble) == ("done", "")


@pytest.mark.parametrize("batch", [1, 10])
@pytest.mark.parametrize(
    ("step", "reply", "expected"), PLAIN, ids=[f"{step}-{reply[:12]}" for step, reply, _to in PLAIN]
)
def test_server_refuses_the_portal(
    step, reply, expected, batch, smtp, settings, readers, start, send_all
):
    settings.MAIL_BATCH = batch
    settings.MAIL_TIMEOUT = 0.3 if reply == HANG else 5
    readers("one", "two", "three")

    check(smtp, step, reply, expected, start(), send_all)


@pytest.mark.parametrize(
    ("step", "reply", "expected"), TLS, ids=[f"{step}-{reply[:12]}" for step, reply, _to in TLS]
)
def test_server_refuses_the_portal_on_the_way_to_tls(
    step, reply, expected, in_tls, settings, readers, start, send_all
):
    settings.MAIL_TIMEOUT = 0.3 if reply == HANG else 5
    readers("one", "two", "three")

    check(in_tls, step, reply, expected, start(), send_all)

    assert in_tls.steps["tls"] > 0


def test_nothing_goes_in_the_clear_where_tls_is_wanted(smtp, settings, readers, start, send_all):
    settings.EMAIL_USE_TLS = True
    readers("one")
    mailing = start()

    send_all()

    assert states(mailing) == {"queued"}
    assert (mailing.state, smtp.steps["mail"]) == ("held", 0)
    assert "STARTTLS" in mailing.trouble


def test_certificate_that_nobody_vouches_for_gets_no_mail(
    in_tls, readers, start, send_all, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    readers("one")
    mailing = start()

    trouble = send_all()

    assert states(mailing) == {"queued"}
    assert (mailing.state, in_tls.steps["mail"], in_tls.steps["auth"]) == ("sending", 0, 0)
    assert "certificate" in trouble.lower()


def test_one_connection_too_many_holds_nothing(smtp, settings, readers, start, send_all):
    """Refused for good, the server says; yet over the other connection it takes mails."""
    settings.MAIL_CONNECTIONS = 2
    settings.MAIL_BATCH = 1
    smtp.script = lambda at, _to: (
        "554 5.7.0 too many from you" if at == "banner" and smtp.steps["banner"] == 2 else None
    )
    readers(*[f"reader{number}" for number in range(30)])
    mailing = start()

    send_all()
    send_all()

    assert states(mailing) == {"sent"}
    assert mailing.state == "done"


QUOTED = (
    "550 5.1.1 <evil@readers.example>: Recipient address rejected: undeliverable address:"
    " host mx.evil.example said: 550 5.7.1 Client host rejected"
)
RELAYED = "550 5.7.1 <unknown[1.2.3.4]>: Client host rejected: go away"


def states_by_name(mailing):
    rows = mailing.deliveries.values_list("email", "state")
    return {email.partition("@")[0]: state for email, state in rows}


@pytest.mark.parametrize("batch", [1, 10])
@pytest.mark.parametrize("place", [0, 3, 5], ids=["first", "middle", "last but one"])
@pytest.mark.parametrize("reply", [QUOTED, RELAYED], ids=["quoted", "relayed"])
def test_what_one_readers_server_says_of_us_keeps_nobody_else(
    reply, place, batch, smtp, settings, readers, start, send_all
):
    settings.MAIL_BATCH = batch
    smtp.script = lambda at, to: reply if at == "rcpt" and to.startswith("evil") else None
    names = [f"reader{number}" for number in range(6)]
    readers(*names[:place], "evil", *names[place:])
    mailing = start()

    # Where SQLite was locked meanwhile, a reader comes last whom nobody follows.
    for _attempt in range(3):
        send_all()
        Delivery.objects.filter(state="queued").update(due_at=timezone.now())

    assert states_by_name(mailing) == dict.fromkeys(names, "sent") | {"evil": "failed"}
    mailing.refresh_from_db()
    assert (mailing.state, mailing.trouble) == ("done", "")


def test_refusal_that_nothing_follows_is_tried_again_and_ends(smtp, readers, start, send_all):
    """Behind the last reader nobody tells whom the server meant."""
    smtp.script = lambda at, to: RELAYED if at == "rcpt" and to.startswith("evil") else None
    readers("one", "evil")
    mailing = start()

    seen = []
    for _attempt in range(3):
        send_all()
        seen.append(states_by_name(mailing)["evil"])
        Delivery.objects.filter(state="queued").update(due_at=timezone.now())

    mailing.refresh_from_db()
    assert (seen, mailing.state) == (["queued", "queued", "failed"], "done")


def test_readers_in_a_row_who_make_it_look_like_us_come_last_the_next_time(
    smtp, readers, start, send_all
):
    smtp.script = lambda at, to: RELAYED if at == "rcpt" and to.startswith("evil") else None
    readers("evil1", "evil2", "evil3", "one", "two")
    mailing = start()
    send_all()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.trouble) == ("held", RELAYED)

    mailings.resume(mailing=mailing, at=timezone.now())
    send_all()

    found = states_by_name(mailing)
    assert (found["one"], found["two"]) == ("sent", "sent")


def test_server_that_has_had_enough_in_the_middle_fails_nobody(smtp, readers, start, send_all):
    """A provider's limit of a day, told at MAIL FROM."""
    smtp.script = lambda at, _to: (
        "550 5.4.5 daily limit exceeded" if at == "mail" and smtp.steps["mail"] > 4 else None
    )
    readers(*[f"reader{number}" for number in range(9)])
    mailing = start()

    send_all()

    counts = mailing.deliveries.counts()
    assert (counts.sent, counts.queued, counts.failed) == (4, 5, 0)
    mailing.refresh_from_db()
    # Held once nothing has been taken for a minute.
    assert (mailing.state, mailing.trouble) == ("sending", "550 5.4.5 daily limit exceeded")
    Delivery.objects.filter(state="sent").update(changed_at=timezone.now() - timedelta(minutes=2))
    send_all()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.trouble) == ("held", "550 5.4.5 daily limit exceeded")


def test_another_mailing_is_not_held_for_the_length_of_the_first(
    smtp, readers, start, send_all, partner
):
    readers("one")
    first = start()
    second = Mailing.objects.create(
        issue=first.issue,
        correction=1,
        template=bytes(first.template),
        subject="정정",
        started_at=first.started_at,
        touched_at=first.touched_at,
        deadline_at=first.deadline_at,
        home=first.home,
    )
    row = first.deliveries.get()
    Delivery.objects.create(
        mailing=second,
        subscriber=row.subscriber,
        email=row.email,
        domain=row.domain,
        due_at=row.due_at + timedelta(microseconds=1),
        changed_at=row.changed_at,
    )
    smtp.script = lambda at, _to: (
        "552 5.3.4 too long" if at == "mail" and smtp.steps["mail"] == 1 else None
    )

    send_all()
    send_all()

    assert (states(first), first.state) == ({"queued"}, "held")
    assert (states(second), second.state) == ({"sent"}, "done")


def test_officers_see_why_on_the_page_of_the_issue(smtp, readers, start, officer_client, send_all):
    smtp.script = lambda at, _to: "554 5.7.1 you are on a list" if at == "banner" else None
    readers("one")
    mailing = start()
    send_all()

    of_issue = officer_client.get(
        reverse("admin:newsletter_newsletterissue_change", args=[mailing.issue_id])
    )
    of_mailing = officer_client.get(reverse("admin:newsletter_mailing_change", args=[mailing.pk]))

    assert "you are on a list" in of_issue.content.decode()
    assert "you are on a list" in of_mailing.content.decode()
    assert "메일 서버가 포털의 발송 자체를 거절" in of_mailing.content.decode()


def test_command_ends_with_the_reason(smtp, readers, approved, capsys, monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)
    monkeypatch.setattr(engine, "PULSE_SECONDS", 0.05)
    smtp.script = lambda at, _to: "554 5.7.1 you are on a list" if at == "banner" else None
    readers("one")

    with pytest.raises(CommandError):
        call_command("send_newsletter", "--date", DAY.isoformat())

    assert "you are on a list" in capsys.readouterr().err
    assert Mailing.objects.get().state == "held"

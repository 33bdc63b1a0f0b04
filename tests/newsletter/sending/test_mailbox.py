"""The mailbox of returned mail, read from a real IMAP server."""

from __future__ import annotations

import ssl
import subprocess
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from newsletter.models import Bounce
from newsletter.sending import bounces, mailbox
from newsletter.tasks import read_bounces
from tests.newsletter.sending.imap_server import DROP, PASSWORD, USER, ImapServer
from tests.newsletter.sending.returned_mails import READER
from tests.newsletter.sending.test_bounces import (
    NO_SUCH_USER,
    addressed,
    delivery,  # noqa: F401 -- a fixture
    suppressed,
)

pytestmark = pytest.mark.django_db

SPAM = b"To: somebody@else.example\r\n\r\nspam"


def address(server, scheme="imap", password=PASSWORD, folder="INBOX"):
    return f"{scheme}://{quote(USER)}:{quote(password)}@127.0.0.1:{server.port}/{folder}"


def test_reports_are_taken_in_and_deleted(delivery, settings, capsys):  # noqa: F811
    with ImapServer(addressed(NO_SUCH_USER, delivery), SPAM) as server:
        settings.BOUNCE_MAILBOX = address(server)
        call_command("receive_bounces")
        call_command("receive_bounces")

    assert suppressed() == [(READER, "bounced")]
    assert Bounce.objects.count() == 1
    assert server.mails == {}
    first, second = capsys.readouterr().out.splitlines()
    assert (" 2" in first or "2건" in first, "0" in second) == (True, True)
    assert server.said[-1] == "LOGOUT"


def test_mail_that_cannot_be_taken_in_stays_for_a_person_and_delays_nobody():
    def take(raw):
        if b"bad" in raw:
            raise OSError

    with ImapServer(
        b"Subject: 1\r\n\r\n", b"Subject: bad\r\n\r\n", b"Subject: 3\r\n\r\n"
    ) as server:
        assert mailbox.read(address(server), take) == 2
        # Seen: it is not tried for ever.
        assert mailbox.read(address(server), take) == 0

    assert [kept.raw for kept in server.mails.values()] == [b"Subject: bad\r\n\r\n"]


def test_report_waits_while_the_database_is_away(delivery, settings, monkeypatch):  # noqa: F811
    def away(**_report):
        raise OperationalError

    with ImapServer(addressed(NO_SUCH_USER, delivery), SPAM) as server:
        settings.BOUNCE_MAILBOX = address(server)
        with monkeypatch.context() as patch:
            patch.setattr(bounces, "receive", away)
            with pytest.raises(CommandError, match="OperationalError"):
                call_command("receive_bounces")
            read_bounces()
        assert [kept.flags for kept in server.mails.values()] == [set(), set()]
        read_bounces()

    assert (suppressed(), server.mails) == ([(READER, "bounced")], {})


def test_of_a_mail_without_end_the_beginning_is_read(monkeypatch):
    monkeypatch.setattr(mailbox, "LONGEST", 1000)
    taken = []

    with ImapServer(b"Subject: long\r\n\r\n" + b"x" * 50_000) as server:
        mailbox.read(address(server), taken.append)

    assert [len(raw) for raw in taken] == [1000]


def test_so_many_at_once(monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_AT_ONCE", 2)

    with ImapServer(*[b"Subject: x\r\n\r\n"] * 5) as server:
        assert [mailbox.read(address(server), lambda raw: None) for _turn in range(3)] == [2, 2, 1]


@pytest.mark.parametrize(
    "faults",
    [
        {"LOGIN": "NO wrong password"},
        {"LOGIN": DROP},
        {"SELECT": "NO no such mailbox"},
        {"SELECT": DROP},
        {"UID SEARCH": "BAD what"},
        {"UID SEARCH": DROP},
        {"UID FETCH": DROP},
        {"UID FETCH": "NO not now"},
        {"UID STORE": DROP},
        {"EXPUNGE": DROP},
        {"LOGOUT": DROP},
    ],
    ids=lambda faults: "-".join(f"{name} {said[:4]}" for name, said in faults.items()),
)
def test_server_that_fails_loses_no_report_and_counts_none_twice(
    faults,
    delivery,  # noqa: F811
    settings,
):
    with ImapServer(addressed(NO_SUCH_USER, delivery)) as server:
        settings.BOUNCE_MAILBOX = address(server)
        server.faults = faults
        if faults != {"LOGOUT": DROP}:
            with pytest.raises(CommandError, match=r"127\.0"):
                call_command("receive_bounces")
        # As beat calls it: told in the log, and tried again five minutes later.
        read_bounces()
        server.faults = {}
        for kept in server.mails.values():
            # What a server does that forgets what a connection did that broke.
            kept.flags.clear()
        read_bounces()

    assert suppressed() == [(READER, "bounced")]
    assert Bounce.objects.count() == 1
    assert server.mails == {}


def test_nobody_listens(settings):
    settings.BOUNCE_MAILBOX = "imap://a:b@127.0.0.1:1/INBOX"

    with pytest.raises(CommandError, match=r"127\.0"):
        call_command("receive_bounces")
    read_bounces()


@pytest.fixture
def certificate(tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = "/CN=mail -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        [*made.split(), "-keyout", key, "-out", cert, "-subj", *names.split()],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


def test_over_tls_the_server_must_be_the_one_that_is_named(certificate, monkeypatch):
    context, cert = certificate

    with ImapServer(SPAM, tls=context) as server:
        with pytest.raises(mailbox.UnreachableError):
            mailbox.read(address(server, "imap+ssl"), lambda raw: None)
        assert server.said == []
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        assert mailbox.read(address(server, "imap+ssl"), lambda raw: None) == 1

"""What becomes of one mail, whatever the server does."""

from __future__ import annotations

import pytest

from newsletter.sending.connection import Envelope, Fate, PlainConnection
from tests.newsletter.sending.smtp_server import CUT, DROP, HANG, ScriptedServer

ENVELOPE = Envelope("bounces+1@portal.example", "reader@readers.example")
TEXT = b"Subject: news\r\n\r\nhello\r\n"

CASES = [
    # step, what the server does, what becomes of the mail
    ("mail", "421 4.3.2 closing", Fate.LATER),
    ("mail", "450 4.7.1 slow down", Fate.LATER),
    ("mail", "530 5.7.0 sign in first", Fate.NOT_TRIED),
    ("mail", "550 5.1.8 no such sender", Fate.NOT_TRIED),
    ("mail", "552 5.3.4 too large", Fate.NOT_TRIED),
    ("mail", "gibberish", Fate.LATER),
    ("mail", HANG, Fate.LATER),
    ("mail", DROP, Fate.LATER),
    ("rcpt", "421 4.3.2 closing", Fate.LATER),
    ("rcpt", "450 4.2.1 greylisted", Fate.LATER),
    ("rcpt", "451 4.3.0 try later", Fate.LATER),
    ("rcpt", "452 4.2.2 mailbox full", Fate.LATER),
    ("rcpt", "550 5.1.1 no such user", Fate.FAILED),
    ("rcpt", "552 5.2.2 over quota", Fate.FAILED),
    ("rcpt", "554 5.7.1 refused", Fate.FAILED),
    ("rcpt", "553 5.7.1 <b@x>: Sender address rejected: not owned", Fate.FAILED),
    ("rcpt", "450 4.1.8 <b@x>: Sender address rejected: not found", Fate.LATER),
    ("rcpt", "999 what", Fate.LATER),
    ("rcpt", HANG, Fate.LATER),
    ("rcpt", DROP, Fate.LATER),
    ("data", "451 4.3.0 not now", Fate.LATER),
    ("data", "554 5.5.1 no", Fate.FAILED),
    ("data", "%%%", Fate.LATER),
    ("data", HANG, Fate.LATER),
    ("data", DROP, Fate.LATER),
    ("text", "421 4.3.2 closing", Fate.LATER),
    ("text", "451 4.3.0 not now", Fate.LATER),
    ("text", "452 4.3.1 disk full", Fate.LATER),
    ("text", "550 5.7.1 looks like spam", Fate.FAILED),
    ("text", "554 5.6.0 refused", Fate.FAILED),
    ("text", "354 more?", Fate.IN_DOUBT),
    ("text", "gibberish", Fate.IN_DOUBT),
    ("text", "2" * 100_000, Fate.IN_DOUBT),
    ("text", "2222 ok", Fate.IN_DOUBT),
    ("text", "25", Fate.IN_DOUBT),
    ("text", CUT, Fate.IN_DOUBT),
    ("rcpt", CUT, Fate.LATER),
    ("text", HANG, Fate.IN_DOUBT),
    ("text", DROP, Fate.IN_DOUBT),
    ("none", "", Fate.SENT),
]


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("step", "reply", "fate"), CASES)
def test_fate_of_a_mail(step, reply, fate, pipelining):
    server = ScriptedServer(lambda at, _recipient: reply if at == step else None, pipelining)
    with server:
        connection = PlainConnection("127.0.0.1", server.port, "portal.example", timeout=10)
        connection.ehlo()
        # Patience only runs out where that is the question.
        if reply == HANG:
            connection.sock.settimeout(0.1)
            connection.answer_timeout = 0.1

        outcome = connection.hand_over(ENVELOPE, TEXT)

        connection.close()
    assert outcome.fate == fate
    assert len(server.taken) == (1 if fate is Fate.SENT else 0)


@pytest.mark.parametrize("pipelining", [True, False])
def test_connection_is_used_again_after_a_refused_recipient(pipelining):
    server = ScriptedServer(
        lambda step, to: "550 5.1.1 no" if step == "rcpt" and to.startswith("gone") else None,
        pipelining,
    )
    with server:
        connection = PlainConnection("127.0.0.1", server.port, "portal.example", timeout=10)
        connection.ehlo()
        fates = [
            connection.hand_over(Envelope("b@portal.example", f"{name}@readers.example"), TEXT).fate
            for name in ("gone", "here", "gone", "there")
        ]
        connection.close()

    assert fates == [Fate.FAILED, Fate.SENT, Fate.FAILED, Fate.SENT]
    assert server.recipients == ["here@readers.example", "there@readers.example"]
    assert server.steps["banner"] == 1


def test_a_server_that_wants_text_for_nobody_gets_none():
    def script(step, _recipient):
        return {"rcpt": "550 5.1.1 no", "data": "354 go on", "text": "554 no recipients"}.get(step)

    with ScriptedServer(script) as server:
        connection = PlainConnection("127.0.0.1", server.port, "portal.example", timeout=10)
        connection.ehlo()
        outcome = connection.hand_over(ENVELOPE, TEXT)
        connection.close()

    assert (outcome.fate, outcome.reply) == (Fate.FAILED, "550 5.1.1 no")


def test_text_goes_out_only_after_the_caller_has_committed():
    with ScriptedServer() as server:
        connection = PlainConnection("127.0.0.1", server.port, "portal.example", timeout=10)
        connection.ehlo()
        seen = []

        def commit():
            seen.append(dict(server.steps))
            return len(seen) > 1

        refused = connection.hand_over(ENVELOPE, TEXT, commit)
        allowed = connection.hand_over(ENVELOPE, TEXT, commit)
        connection.close()

    assert (refused.fate, allowed.fate) == (Fate.NOT_TRIED, Fate.SENT)
    assert seen[0] == {"banner": 1, "ehlo": 1, "mail": 1, "rcpt": 1}
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("reply", "of_us"),
    [
        ("553 5.7.1 <b@x>: Sender address rejected: not owned by user portal", True),
        ("554 5.7.1 <x[1.2.3.4]>: Client host rejected: Access denied", True),
        ("504 5.5.2 <portal>: Helo command rejected: need a full name", True),
        ("550 5.1.8 sender domain does not exist", True),
        ("530 5.7.0 sign in first", True),
        ("550 5.1.1 no such user", False),
        # The server quotes what the reader's own server told it.
        (
            "550 5.1.1 <x@y>: Recipient address rejected: undeliverable address:"
            " host mx.evil.example said: 550 5.7.1 Client host rejected",
            False,
        ),
        ("550 5.1.1 <x@y>: host mx said: 553 5.1.8 <b@x>: Sender address rejected", False),
        ("550-5.1.1 <x@y>: no\r\n550 5.1.8 <b@x>: Sender address rejected", False),
        ("550 5.7.1 client host rejected, says my server", False),
    ],
    ids=["sender", "host", "helo", "domain", "auth", "gone", "quoted", "twice", "lines", "words"],
)
def test_only_a_servers_own_words_are_about_us(reply, of_us):
    with ScriptedServer(lambda step, _to: reply if step == "rcpt" else None) as server:
        connection = PlainConnection("127.0.0.1", server.port, "portal.example", timeout=10)
        connection.ehlo()
        outcome = connection.hand_over(ENVELOPE, TEXT)
        connection.close()

    assert (outcome.fate, outcome.at_recipient, outcome.of_us) == (Fate.FAILED, True, of_us)

"""The mail itself, as a reader's mail program takes it apart."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from newsletter.sending import verp
from newsletter.sending.letters import letter
from newsletter.sending.message import (
    PREFERENCES,
    UNSUBSCRIBE,
    MailFrame,
    MailLinks,
    MailText,
    Personal,
    UnusableText,
    build_template,
    fill,
)
from newsletter.sending.queue import Work
from newsletter.tokens import Purpose, read_subscriber

LINKS = MailLinks("__UNSUBSCRIBE_URL__", "__PREFERENCES_URL__")
UNSUBSCRIBE_URL, PREFERENCES_URL = LINKS.unsubscribe, LINKS.preferences
FRAME = MailFrame("얼라이언스 <office@portal.example>", "office@portal.example", "n.example", "f")


def personal(unsubscribe="https://p.example/u/0123456789/", preferences="https://p.example/p/01/"):
    return Personal("a@readers.example", "<1@p.example>", "now", unsubscribe, preferences)


def written(text, person, subject="소식"):
    mail_text = MailText(subject, text, text, LINKS)
    lengths = {
        UNSUBSCRIBE: len(person.unsubscribe_url),
        PREFERENCES: len(person.preferences_url),
    }
    raw = fill(build_template(mail_text, FRAME, lengths=lengths), person)
    return raw, message_from_bytes(raw, policy=policy.default)


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("longer", range(3))
def test_personal_pieces_fit_wherever_they_stand(before, longer):
    person = personal(unsubscribe="https://p.example/u/" + "x" * (20 + longer) + "/")
    text = "가" * before + "a" * before + f"<{UNSUBSCRIBE_URL}> 나 {PREFERENCES_URL} 다" * 3

    raw, message = written(text, person)

    wanted = text.replace(UNSUBSCRIBE_URL, person.unsubscribe_url)
    wanted = wanted.replace(PREFERENCES_URL, person.preferences_url)
    for kind in ("plain", "html"):
        assert message.get_body((kind,)).get_content().rstrip() == wanted
    assert all(len(line) <= 998 and not line.startswith(b".") for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_headers_of_a_mail():
    person = personal()
    _raw, message = written(f"{UNSUBSCRIBE_URL} .", person)

    assert dict(message.items()) | {"Content-Type": ""} == {
        "To": "a@readers.example",
        "Date": message["Date"],
        "Message-ID": "<1@p.example>",
        "List-Unsubscribe": f"<{person.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Subject": "소식",
        "From": "얼라이언스 <office@portal.example>",
        "Reply-To": "office@portal.example",
        "List-Id": "<n.example>",
        "Feedback-ID": "f",
        "Precedence": "bulk",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }
    assert message.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    "subject", ["소식\r\nBcc: x@evil.example", "소식\nX: 1", "a\x0bb\x85c\u2028d"]
)
def test_a_title_adds_no_header(subject):
    _raw, message = written(f"{UNSUBSCRIBE_URL} .", personal(), subject)

    assert {"Bcc", "X"}.isdisjoint(message.keys())
    assert len(message["Subject"].splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@evil.example", "a b@c.example", "홍@c.example", "a@b,c@d", "<a@b"],
)
def test_strange_addresses_are_not_written(address):
    person = Personal(address, "<1@p>", "now", "https://p.example/u/1/", "https://p.example/p/1/")

    with pytest.raises(UnusableText):
        written(f"{UNSUBSCRIBE_URL} .", person)


def test_a_text_without_a_way_out_is_refused():
    with pytest.raises(UnusableText):
        written("no way out", personal())


@pytest.mark.django_db
def test_letter_of_a_delivery(start, readers):
    (reader,) = readers("one")
    mailing = start()
    delivery = mailing.deliveries.get()
    work = Work(delivery.pk, reader.email, delivery.domain, mailing.pk, reader.key, 0)

    envelope, raw = letter(work)
    again = letter(work)[1]

    message = message_from_bytes(raw, policy=policy.default)
    link = message["List-Unsubscribe"].strip("<>")
    assert link.split("/")[:-2] == ["http:", "", "localhost:8000", "newsletter", "unsubscribe"]
    assert read_subscriber(link.split("/")[-2], Purpose.UNSUBSCRIBE) == reader
    assert reader.email.encode() not in link.encode()
    assert verp.read_return_path(envelope.return_path) == delivery.pk
    assert message["Message-ID"] == message_from_bytes(again, policy=policy.default)["Message-ID"]
    assert "전시관이 문을 연다" in message.get_body(("html",)).get_content()
    assert link in message.get_body(("plain",)).get_content()


def test_return_paths_of_others_are_refused(settings):
    mine = verp.return_path(7)
    local, _at, domain = mine.partition("@")

    assert verp.read_return_path(mine.upper()) == 7
    forged = [
        mine.replace("+7-", "+8-"),
        f"{local[:-1]}0@{domain}" if local[-1] != "0" else f"{local[:-1]}1@{domain}",
        mine.replace(domain, "evil.example"),
        mine.replace("bounces+", "other+"),
        f"bounces@{domain}",
        "",
    ]
    for address in forged:
        with pytest.raises(verp.ForgedReturnPath):
            verp.read_return_path(address)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    assert verp.read_return_path(mine) == 7

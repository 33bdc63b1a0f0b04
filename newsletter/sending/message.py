"""One mail, built once a mailing; for each reader only the personal places are filled in.

Base64 turns three bytes into four letters, so a piece whose length is a multiple of three can be
encoded by itself. The static pieces are cut such that each personal value stands, with at most two
neighbouring bytes on either side, in a piece of its own: nothing else is encoded a second time.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from secrets import token_hex
from uuid import uuid4

# What is personal in a text.
UNSUBSCRIBE, PREFERENCES = "unsubscribe", "preferences"

_LINE = 57
_PRINTABLE_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")


class UnusableText(ValueError):
    """The text cannot be mailed as it is."""


@dataclass(frozen=True)
class MailLinks:
    """The pages that a text leads to: addresses, or marks where each reader's own belong."""

    unsubscribe: str
    preferences: str
    are_marks: bool = False

    @classmethod
    def personal(cls) -> MailLinks:
        """Drawn anew for each text, after it was written: no title or link of others holds them."""
        unsubscribe, preferences = (f"__{token_hex(16)}__" for _place in range(2))
        return cls(unsubscribe, preferences, are_marks=True)


@dataclass(frozen=True)
class MailText:
    subject: str
    html: str
    text: str
    # As they stand in it.
    links: MailLinks


@dataclass(frozen=True)
class MailFrame:
    """What is the same in every mail of a mailing beside its text."""

    from_address: str
    reply_to: str
    list_id: str
    feedback_id: str


@dataclass(frozen=True)
class Personal:
    """What is one reader's own."""

    email: str
    message_id: str
    date: str
    unsubscribe_url: str
    preferences_url: str


def build_template(
    text: MailText, frame: MailFrame, *, lengths: Mapping[str, int], boundary: str = ""
) -> bytes:
    """The mail as pieces; `lengths` gives the bytes of each personal value, alike for all."""
    for part in (text.html, text.text):
        if text.links.unsubscribe not in part:
            message = "The text does not say how to unsubscribe."
            raise UnusableText(message)
    boundary = boundary or f"=_{uuid4().hex}"
    pieces: list[list[str]] = [["text", _static_headers(text.subject, frame, boundary)]]
    for kind, body in (("plain", text.text), ("html", text.html)):
        pieces.append(
            [
                "text",
                f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\n",
            ]
        )
        pieces += _body(body, text.links, lengths)
    pieces.append(["text", f"--{boundary}--\r\n"])
    return json.dumps(_joined(pieces)).encode()


def fill(template: bytes, personal: Personal) -> bytes:
    """The whole mail for one reader, lines ended by CRLF, no line beginning with a dot."""
    if not _PRINTABLE_ADDRESS.fullmatch(personal.email):
        message = f"Not an address that SMTP knows: {personal.email!r}"
        raise UnusableText(message)
    values = {
        UNSUBSCRIBE: personal.unsubscribe_url.encode("ascii"),
        PREFERENCES: personal.preferences_url.encode("ascii"),
    }
    parts = [
        (
            f"To: {personal.email}\r\nDate: {personal.date}\r\n"
            f"Message-ID: {personal.message_id}\r\n"
            f"List-Unsubscribe: <{personal.unsubscribe_url}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        ).encode("ascii")
    ]
    for piece in _loaded(template):
        if isinstance(piece, bytes):
            parts.append(piece)
            continue
        before, name, after = piece
        whole = before + values[name] + after
        if len(whole) % 3:
            message = f"{name} is not as long as it was when the mail was built"
            raise UnusableText(message)
        parts.append(_encoded(whole))
    return b"".join(parts)


def mail_date(at: object) -> str:
    return format_datetime(at)  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def address_domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2].lower()


def _static_headers(subject: str, frame: MailFrame, boundary: str) -> str:
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(frame.from_address)
    message["Reply-To"] = _address(frame.reply_to)
    message["List-Id"] = f"<{frame.list_id}>"
    message["Feedback-ID"] = frame.feedback_id
    message["Precedence"] = "bulk"
    message["MIME-Version"] = "1.0"
    head = _subject(subject) + message.as_bytes().rstrip(b"\r\n").decode("ascii")
    # By hand: the library would quote and fold the boundary in ways that differ by release.
    return f'{head}\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'


def _subject(subject: str) -> str:
    """By hand: the library decodes what looks like an encoded word, and a line break that hides
    in one would begin another header."""
    words = Header(" ".join(subject.split()), "utf-8", header_name="Subject")
    return "Subject: " + words.encode(linesep="\r\n") + "\r\n"


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def _body(body: str, links: MailLinks, lengths: Mapping[str, int]) -> list[list[str]]:
    normal = "\r\n".join(body.splitlines()) + "\r\n"
    stands_for = {links.unsubscribe: UNSUBSCRIBE, links.preferences: PREFERENCES}
    parts = re.split("(" + "|".join(re.escape(mark) for mark in stands_for) + ")", normal)
    static = [part.encode() for part in parts[::2]]
    names = [stands_for[mark] for mark in parts[1::2]]
    pieces: list[list[str]] = []
    for number, name in enumerate(names):
        kept = len(static[number]) - len(static[number]) % 3
        before = static[number][kept:]
        pieces.append(["text", _encoded(static[number][:kept]).decode()])
        missing = -(len(before) + lengths[name]) % 3
        after, static[number + 1] = static[number + 1][:missing], static[number + 1][missing:]
        if len(after) < missing:
            # Two places side by side, which no template of ours has.
            message = "Personal addresses of pages need text between them."
            raise UnusableText(message)
        pieces.append(["personal", before.hex(), name, after.hex()])
    pieces.append(["text", _encoded(static[-1]).decode()])
    return pieces


def _encoded(data: bytes) -> bytes:
    lines = [b64encode(data[start : start + _LINE]) for start in range(0, len(data), _LINE)]
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def _joined(pieces: list[list[str]]) -> list[list[str]]:
    joined: list[list[str]] = []
    for piece in pieces:
        if piece[0] == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ["text", joined[-1][1] + piece[1]]
        else:
            joined.append(piece)
    return joined


@lru_cache(maxsize=8)
def _loaded(template: bytes) -> tuple[bytes | tuple[bytes, str, bytes], ...]:
    return tuple(
        piece[1].encode("ascii")
        if piece[0] == "text"
        else (bytes.fromhex(piece[1]), piece[2], bytes.fromhex(piece[3]))
        for piece in json.loads(template)
    )

"""One SMTP connection, of which we know at every moment whether a mail may have gone through.

smtplib does greeting, TLS and AUTH. The transaction is ours: the text is sent as it is (lines
normalised already), MAIL, RCPT and DATA travel together where the server offers PIPELINING, and
the caller can commit between RCPT and DATA.
"""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    SENT = "sent"
    # Refused for good.
    FAILED = "failed"
    # Refused for now, or the connection broke before the text went out.
    LATER = "later"
    # The text went out, and no answer that says what became of it.
    IN_DOUBT = "in_doubt"
    # Nothing was said about this mail: the server refuses us (then with its words), or the claim
    # was lost.
    NOT_TRIED = "not_tried"


@dataclass(frozen=True)
class Outcome:
    fate: Fate
    reply: str = ""
    # Whether it was the recipient that the server spoke about.
    at_recipient: bool = False
    # Refused with words about us. Whether they are the mail server's own, or those of one reader's
    # server, is seen from what it says to others.
    of_us: bool = False
    # The server ended the connection before it took as much as the sender's address.
    unheard: bool = False


@dataclass(frozen=True)
class Envelope:
    return_path: str
    recipient: str


Reply = tuple[int, bytes]
BeforeData = Callable[[], bool]

_CLOSING = 421
_REPLY = re.compile(rb"([2-5]\d\d)([ -]|(?=\r?\n))(.*)", re.DOTALL)
_LONGEST_LINE, _MOST_LINES = 8192, 100
# The server wants other credentials, or none of ours: no mail is to blame.
_NOT_ALLOWED = {530, 534, 535, 538}
# Servers may tell what they think of us only when they hear the recipient (Postfix does). Its own
# words stand in front; behind them it may quote what the recipient's server said.
_OF_US = re.compile(
    r"5\d\d (5\.1\.[78]\b|(5\.\d+\.\d+ )?<[^<>]*>:"
    r" (sender address|client host|helo command) rejected)",
    re.IGNORECASE,
)


def _text(reply: Reply) -> str:
    code, words = reply
    return f"{code} {words.decode('utf-8', 'replace')}".replace("\x00", "").strip()[:300]


def _first_digit(code: int) -> int:
    return code // 100 if code > 0 else 0


class HandsOver(smtplib.SMTP):
    """To be mixed into smtplib's classes."""

    answer_timeout: float = 300
    _heard = False

    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome:
        """Try once. After IN_DOUBT, 421 and any broken answer the connection is closed."""
        self._heard = False
        try:
            outcome = self._envelope(envelope, text, before_data)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            # Who hangs is not asked again at once.
            hangs = isinstance(problem.__context__ or problem, TimeoutError)
            return Outcome(Fate.LATER, _words(problem), unheard=not (self._heard or hangs))
        return outcome or self._body(text)

    def getreply(self) -> Reply:
        """As smtplib's, but half a line is no answer, and only three digits are a code."""
        if self.sock is None:
            message = "There is no connection."
            raise smtplib.SMTPServerDisconnected(message)
        self.file = self.file or self.sock.makefile("rb")
        words: list[bytes] = []
        while len(words) < _MOST_LINES:
            try:
                line = self.file.readline(_LONGEST_LINE)
            except OSError as problem:
                self.close()
                raise smtplib.SMTPServerDisconnected(str(problem)) from problem
            if not line.endswith(b"\n"):
                break
            match = _REPLY.match(line)
            if match is None:
                return -1, line.strip()
            code, goes_on, said = match.groups()
            words.append(said.strip())
            if goes_on != b"-":
                return int(code), b"\n".join(words)
        self.close()
        message = "The connection ended before the answer did."
        raise smtplib.SMTPServerDisconnected(message)

    def abort(self) -> None:
        """Called by another thread: whoever waits for an answer gets none."""
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    @property
    def is_open(self) -> bool:
        return self.sock is not None

    def _envelope(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None
    ) -> Outcome | None:
        """None once the server waits for the text."""
        size = f" SIZE={len(text)}" if self.has_extn("size") else ""
        mail = f"MAIL FROM:<{envelope.return_path}>{size}\r\n"
        recipient = f"RCPT TO:<{envelope.recipient}>\r\n"
        if before_data is None and self.has_extn("pipelining"):
            self.send(f"{mail}{recipient}DATA\r\n")
            first = self._first_reply()
            if first[0] == _CLOSING:
                return self._refused(first)
            return self._judge(first, self.getreply(), self.getreply())
        self.send(mail)
        answer = self._first_reply()
        if _first_digit(answer[0]) != 2:
            return self._refused(answer, of_sender=True)
        self.send(recipient)
        answer = self.getreply()
        if _first_digit(answer[0]) != 2:
            return self._refused(answer, at_recipient=True)
        if before_data is not None and not before_data():
            self._start_anew()
            return Outcome(Fate.NOT_TRIED)
        self.send("DATA\r\n")
        answer = self.getreply()
        return None if _first_digit(answer[0]) == 3 else self._refused(answer)

    def _first_reply(self) -> Reply:
        reply = self.getreply()
        self._heard = reply[0] != _CLOSING
        return reply

    def _judge(self, mail: Reply, recipient: Reply, data: Reply) -> Outcome | None:
        taken = _first_digit(mail[0]) == 2 and _first_digit(recipient[0]) == 2
        if _first_digit(data[0]) == 3:
            if taken:
                return None
            # It waits for a text although it took no recipient: end it with nothing said.
            self.send(".\r\n")
            self.getreply()
        if _first_digit(mail[0]) != 2:
            return self._refused(mail, of_sender=True)
        if _first_digit(recipient[0]) != 2:
            return self._refused(recipient, at_recipient=True)
        return self._refused(data)

    def _refused(
        self, reply: Reply, *, of_sender: bool = False, at_recipient: bool = False
    ) -> Outcome:
        code, words = reply[0], _text(reply)
        kind = _first_digit(code)
        if code == _CLOSING or kind not in (4, 5):
            self.close()
            return Outcome(Fate.LATER, words, unheard=not self._heard)
        if of_sender and kind == 5:
            self.close()
            return Outcome(Fate.NOT_TRIED, words)
        self._start_anew()
        fate = Fate.FAILED if kind == 5 else Fate.LATER
        of_us = code in _NOT_ALLOWED or _OF_US.match(words) is not None
        return Outcome(fate, words, at_recipient, of_us=of_us)

    def _start_anew(self) -> None:
        if self.rset()[0] != 250:
            self.close()

    def _body(self, text: bytes) -> Outcome:
        """From the first byte on, what the server knows is what the server says."""
        try:
            if self.sock is not None:
                self.sock.settimeout(self.answer_timeout)
            self.send(text + b".\r\n")
            reply = self.getreply()
            if self.sock is not None:
                self.sock.settimeout(self.timeout)
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Outcome(Fate.IN_DOUBT, _words(problem))
        kind = _first_digit(reply[0])
        if kind == 2:
            return Outcome(Fate.SENT, _text(reply))
        if kind not in (4, 5):
            self.close()
            return Outcome(Fate.IN_DOUBT, _text(reply))
        if reply[0] == _CLOSING:
            self.close()
        return Outcome(Fate.FAILED if kind == 5 else Fate.LATER, _text(reply))


class PlainConnection(HandsOver, smtplib.SMTP):
    pass


class EncryptedConnection(HandsOver, smtplib.SMTP_SSL):
    pass


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".replace("\x00", "")[:300]

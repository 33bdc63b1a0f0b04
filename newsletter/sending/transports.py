"""Where mails are handed over: the mail server of the settings, or a folder, a console, a test."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
import sys
from email import message_from_bytes, policy
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import cached_property

from newsletter.sending.connection import (
    BeforeData,
    EncryptedConnection,
    Envelope,
    Fate,
    HandsOver,
    Outcome,
    PlainConnection,
)


class NoServer(Exception):
    """Nobody takes mail at the moment; the words are for the officers."""

    def __init__(self, words: str, *, refused: bool = False) -> None:
        super().__init__(words)
        # For good, and whoever the mail is for: waiting does not mend it.
        self.refused = refused


class Transport(Protocol):
    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome: ...

    def close(self) -> None: ...

    def abort(self) -> None:
        """From another thread: end the wait of whoever waits for an answer."""


class SmtpTransport:
    """One connection, opened when needed and used again until it breaks."""

    def __init__(self) -> None:
        self._connection: HandsOver | None = None

    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome:
        was_open = self._connection is not None and self._connection.is_open
        if self._connection is None or not was_open:
            self._connection = open_connection()
        outcome = self._connection.hand_over(envelope, text, before_data)
        if outcome.unheard and was_open:
            # Many servers take only so many mails over a connection, or end an idle one.
            self._connection = open_connection()
            outcome = self._connection.hand_over(envelope, text, before_data)
        return outcome

    def close(self) -> None:
        if self._connection is None or not self._connection.is_open:
            return
        try:
            self._connection.quit()
        except (OSError, smtplib.SMTPException):
            self._connection.close()

    def abort(self) -> None:
        if self._connection is not None:
            self._connection.abort()


def open_connection() -> HandsOver:
    timeout = settings.MAIL_TIMEOUT
    context = ssl.create_default_context()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    connection: HandsOver | None = None
    try:
        # Names itself by its domain: servers distrust a greeting as "localhost".
        name = str(settings.BOUNCE_ADDRESS).rpartition("@")[2]
        if settings.EMAIL_USE_SSL:
            connection = EncryptedConnection(host, port, name, timeout=timeout, context=context)
        else:
            connection = PlainConnection(host, port, name, timeout=timeout)
        connection.answer_timeout = settings.MAIL_ANSWER_TIMEOUT
        if connection.sock is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            connection.starttls(context=context)
            connection.ehlo()
        if settings.EMAIL_HOST_USER:
            connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as problem:
        if connection is not None:
            connection.close()
        message = f"{host}:{port}: {_told(problem)}"
        raise NoServer(message, refused=_is_refusal(problem)) from problem
    return connection


def _told(problem: Exception) -> str:
    """For officers: the server's own words where it spoke."""
    if isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code > 0:
        said: Any = problem.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{problem.smtp_code} {words}".replace("\x00", "")
    return f"{type(problem).__name__}: {problem}"


def _is_refusal(problem: Exception) -> bool:
    """At greeting, TLS or AUTH; what the server does not offer at all is not coming either."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code // 100 == 5
    return isinstance(problem, smtplib.SMTPNotSupportedError)


class LocalTransport:
    """Nobody to wait for."""

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


class FolderTransport(LocalTransport):
    """Writes each mail to a file; nothing leaves the machine."""

    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome:
        if before_data is not None and not before_data():
            return Outcome(Fate.NOT_TRIED)
        name = f"{envelope.return_path.partition('@')[0]}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half = self._folder / f".{name}"
            half.write_bytes(f"Return-Path: <{envelope.return_path}>\r\n".encode() + text)
            half.replace(self._folder / name)
        except OSError as problem:
            raise NoServer(str(problem)) from problem
        return Outcome(Fate.SENT, f"250 {name}")

    @cached_property
    def _folder(self) -> Path:
        return Path(os.fspath(settings.EMAIL_FILE_PATH))


class ConsoleTransport(LocalTransport):
    _one_at_a_time = Lock()

    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome:
        if before_data is not None and not before_data():
            return Outcome(Fate.NOT_TRIED)
        with self._one_at_a_time:
            sys.stderr.write(text.decode() + "\n" + "-" * 79 + "\n")
        return Outcome(Fate.SENT, "250 printed")


class MemoryTransport(LocalTransport):
    """Puts mails beside those of Django's test backend, in `django.core.mail.outbox`."""

    def hand_over(
        self, envelope: Envelope, text: bytes, before_data: BeforeData | None = None
    ) -> Outcome:
        if before_data is not None and not before_data():
            return Outcome(Fate.NOT_TRIED)
        mail.outbox.append(ReceivedMail(envelope, text))  # type: ignore[attr-defined]
        return Outcome(Fate.SENT, "250 kept in memory")


class ReceivedMail(mail.EmailMessage):
    """A mail as its receiver reads it."""

    def __init__(self, envelope: Envelope, raw: bytes) -> None:
        parsed: Any = message_from_bytes(raw, policy=policy.default)
        plain = parsed.get_body(("plain",))
        super().__init__(
            subject=parsed["Subject"],
            body=plain.get_content() if plain else "",
            from_email=parsed["From"],
            to=[envelope.recipient],
        )
        self.raw, self.parsed, self.envelope = raw, parsed, envelope


_BACKENDS: dict[str, type[Transport]] = {
    "django.core.mail.backends.smtp.EmailBackend": SmtpTransport,
    "django.core.mail.backends.filebased.EmailBackend": FolderTransport,
    "django.core.mail.backends.console.EmailBackend": ConsoleTransport,
    "django.core.mail.backends.locmem.EmailBackend": MemoryTransport,
}


def new_transport() -> Transport:
    """As EMAIL_URL says, like every other mail of the portal."""
    if settings.EMAIL_BACKEND not in _BACKENDS:
        message = f"Newsletters cannot be sent through {settings.EMAIL_BACKEND}; see docs/mail.md."
        raise ImproperlyConfigured(message)
    return _BACKENDS[settings.EMAIL_BACKEND]()

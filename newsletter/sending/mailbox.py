"""The mailbox that returned mail arrives in: over IMAP, or a Maildir that a mail server fills."""

from __future__ import annotations

import imaplib
import logging
import mailbox
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 500
# A report quotes what came back; more than this is none.
LONGEST = 2 * 1024 * 1024

Take = Callable[[bytes], None]


class UnreachableError(Exception):
    """The server of the mailbox did not do its part; what it holds waits."""


def read(address: str, take: Take) -> int:
    """Hand each mail to `take` and remove it; one that fails stays for a person to look at."""
    kind = urlsplit(address).scheme
    if kind == "maildir":
        return _read_folder(unquote(urlsplit(address).path), take)
    if kind in ("imap", "imap+ssl"):
        try:
            return _read_imap(address, take)
        except (OSError, imaplib.IMAP4.error) as problem:
            place = urlsplit(address).hostname
            message = f"{place}: {type(problem).__name__}: {problem}"
            raise UnreachableError(message) from problem
    message = f"Not a mailbox: {kind}; known are imap+ssl, imap and maildir."
    raise ValueError(message)


def _read_folder(path: str, take: Take) -> int:
    folder = mailbox.Maildir(path, create=False)
    done = 0
    for key in list(folder.iterkeys())[:MOST_AT_ONCE]:
        raw = folder.get_bytes(key)
        if _taken(raw, take):
            folder.discard(key)
            done += 1
    return done


def _read_imap(address: str, take: Take) -> int:
    done = 0
    with _connected(address) as server:
        found = _done(server.uid("SEARCH", "UNSEEN"))  # type: ignore[arg-type]
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            # Seen from now on, so that one mail that fails does not hold up the others.
            parts = _done(server.uid("FETCH", uid.decode(), f"(BODY[]<0.{LONGEST}>)"))
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            if _taken(raw, take):
                server.uid("STORE", uid.decode(), "+FLAGS", r"(\Deleted)")
                done += 1
        server.expunge()
    return done


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data


@contextmanager
def _connected(address: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(address)
    host = parts.hostname or "localhost"
    server: imaplib.IMAP4
    if parts.scheme == "imap+ssl":
        # By itself imaplib believes any certificate.
        context = ssl.create_default_context()
        port = parts.port or 993
        server = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _done(server.select(unquote(parts.path.lstrip("/")) or "INBOX"))
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _taken(raw: bytes, take: Take) -> bool:
    try:
        take(raw[:LONGEST])
    except Exception:
        logger.exception("A returned mail could not be read; it stays in the mailbox")
        return False
    return True

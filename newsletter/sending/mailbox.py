"""The mailbox that returned mail arrives in: over IMAP, or a Maildir that a mail server fills."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 500
# A report quotes what came back; more than this is none.
LONGEST = 2 * 1024 * 1024

Take = Callable[[bytes], None]


class UnreachableError(Exception):
    """The mailbox, its server or our database did not do its part; what it holds waits."""


def read(address: str, take: Take) -> int:
    """Hand each mail to `take` and remove it; one that fails stays for a person to look at."""
    kind = urlsplit(address).scheme
    if kind in ("maildir", "imap", "imap+ssl"):
        folder = unquote(urlsplit(address).path)
        try:
            return (
                _read_folder(Path(folder), take) if kind == "maildir" else _read_imap(address, take)
            )
        except (OSError, imaplib.IMAP4.error, OperationalError, InterfaceError) as problem:
            place = urlsplit(address).hostname or folder
            message = f"{place}: {type(problem).__name__}: {problem}"
            raise UnreachableError(message) from problem
    message = f"Not a mailbox: {kind}; known are imap+ssl, imap and maildir."
    raise ValueError(message)


def _read_folder(folder: Path, take: Take) -> int:
    done = 0
    for file in sorted(_unseen(folder))[:MOST_AT_ONCE]:
        with file.open("rb") as content:
            raw = content.read(LONGEST)
        if _taken(raw, take):
            file.unlink()
            done += 1
        else:
            # Seen, as mail programs mark it: it stays, and holds up no other.
            file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,S")
    return done


def _unseen(folder: Path) -> Iterator[Path]:
    for file in (*(folder / "new").iterdir(), *(folder / "cur").iterdir()):
        if not file.name.startswith(".") and "S" not in file.name.partition(":2,")[2]:
            yield file


def _read_imap(address: str, take: Take) -> int:
    done = 0
    with _connected(address) as server:
        found = _done(server.uid("SEARCH", "UNSEEN"))  # type: ignore[arg-type]
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            # Looked at without a mark: what is not taken in for now is read the next time.
            parts = _done(server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LONGEST}>)"))
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            taken = _taken(raw, take)
            done += taken
            # One that fails stays, seen from now on, and does not hold up the others.
            server.uid("STORE", uid.decode(), "+FLAGS", r"(\Deleted)" if taken else r"(\Seen)")
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
    except (OperationalError, InterfaceError):
        # Our database is away, and no mail to blame.
        raise
    except Exception:
        logger.exception("A returned mail could not be read; it stays in the mailbox")
        return False
    return True

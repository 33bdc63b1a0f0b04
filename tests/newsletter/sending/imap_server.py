"""A small IMAP server on loopback: one mailbox, kept as a server keeps it; faults on demand."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

USER, PASSWORD = "bounces@portal.example", 'of "the" box'
DROP = "drop"


@dataclass
class Kept:
    raw: bytes
    flags: set[str] = field(default_factory=set)


class ImapServer:
    """`faults` names for a command what is answered instead: a line, or DROP."""

    def __init__(self, *mails, tls=None):
        self.mails = {uid: Kept(raw) for uid, raw in enumerate(mails, start=7)}
        self.tls = tls
        self.faults = {}
        self.said = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *problem):
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self):
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        with suppress(OSError, ValueError):
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            with client, client.makefile("rwb") as stream:
                self._write(stream, "* OK ready")
                while line := stream.readline():
                    tag, _space, said = line.decode().rstrip("\r\n").partition(" ")
                    self.said.append(said)
                    if not self._answer(stream, tag, said):
                        return

    def _answer(self, stream, tag, said):
        name = re.match(r"(UID )?[A-Z]+", said)[0]
        fault = self.faults.get(name)
        if fault == DROP:
            return False
        if fault:
            self._write(stream, f"{tag} {fault}")
            return True
        rest = said[len(name) :].strip()
        known = {
            "CAPABILITY": self._capability,
            "LOGIN": self._login,
            "SELECT": self._select,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "UID STORE": self._store,
            "EXPUNGE": self._expunge,
            "LOGOUT": lambda stream, rest: self._write(stream, "* BYE"),
        }
        refusal = known[name](stream, rest) if name in known else "BAD unknown"
        self._write(stream, f"{tag} {refusal or 'OK done'}")
        return name != "LOGOUT"

    def _write(self, stream, line):
        stream.write(line.encode() + b"\r\n")
        stream.flush()

    def _capability(self, stream, _rest):
        self._write(stream, "* CAPABILITY IMAP4rev1")

    def _login(self, _stream, rest):
        quoted = PASSWORD.replace('"', '\\"')
        return None if rest == f'{USER} "{quoted}"' else "NO wrong password"

    def _select(self, stream, rest):
        if rest.strip('"') != "INBOX":
            return "NO no such mailbox"
        return self._write(stream, f"* {len(self.mails)} EXISTS")

    def _search(self, stream, _rest):
        unseen = [str(uid) for uid, kept in self.mails.items() if "\\Seen" not in kept.flags]
        self._write(stream, " ".join(["* SEARCH", *unseen]))

    def _fetch(self, stream, rest):
        uid, most = re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest).groups()
        kept = self.mails[int(uid)]
        raw = kept.raw[: int(most)]
        number = list(self.mails).index(int(uid)) + 1
        stream.write(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode())
        stream.write(raw)
        self._write(stream, ")")

    def _store(self, _stream, rest):
        uid, flag = re.fullmatch(r"(\d+) \+FLAGS \(?(\S+?)\)?", rest).groups()
        self.mails[int(uid)].flags.add(flag)

    def _expunge(self, _stream, _rest):
        self.mails = {
            uid: kept for uid, kept in self.mails.items() if "\\Deleted" not in kept.flags
        }

"""A mail server that does what a test tells it to, step by step."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from django.db import connections

HANG, DROP, DRIP, CUT = "hang", "drop", "drip", "cut"


@dataclass
class Taken:
    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self):
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class ScriptedServer:
    """`script(step, recipient)` gives a reply, HANG, DROP, DRIP, CUT, or None for the usual one.

    Steps: banner, ehlo, starttls, tls (the handshake), auth, mail, rcpt, data, text, rset.
    """

    script: Callable[[str, str], str | None] = lambda step, recipient: None
    pipelining: bool = True
    # Offered by STARTTLS where there is one.
    tls: ssl.SSLContext | None = None
    taken: list[Taken] = field(default_factory=list)
    steps: Counter = field(default_factory=Counter)

    def __enter__(self):
        self._over = threading.Event()
        self._open: list[socket.socket] = []
        # Each connection has a thread.
        self._state = threading.local()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *problem):
        self._over.set()
        for each in [self._listener, *self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    @property
    def _said(self) -> str:
        return self._state.said

    @property
    def recipients(self) -> list[str]:
        return sorted(each.recipient for each in self.taken)

    def _listen(self):
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        try:
            with suppress(OSError, ValueError), client, client.makefile("rwb") as stream:
                if self._converse(stream) == "starttls":
                    self._converse_in_tls(client)
        finally:
            # A script may have asked the database.
            connections.close_all()

    def _converse_in_tls(self, client):
        said = self.script("tls", "")
        if said == HANG:
            self._over.wait(20)
        elif said == DROP:
            client.shutdown(socket.SHUT_RDWR)
        elif said:
            client.sendall(said.encode() + b"\r\n")
            # Read before it is closed, so that the words arrive.
            client.recv(4096)
        else:
            with (
                self.tls.wrap_socket(client, server_side=True) as inside,
                inside.makefile("rwb") as stream,
            ):
                self.steps["tls"] += 1
                self._converse(stream, greets=False)

    def _offers(self, in_tls):
        offers = ["PIPELINING", "SIZE 10000000"] if self.pipelining else []
        if self.tls:
            offers += ["AUTH PLAIN LOGIN"] if in_tls else ["STARTTLS"]
        lines = ["here", *offers]
        return "\r\n".join(f"250-{line}" for line in lines[:-1]) + f"\r\n250 {lines[-1]}"

    def _converse(self, stream, *, greets=True):
        sender = recipient = ""
        if greets and not self._answer(stream, "banner", "", "220 ready"):
            return None
        while line := stream.readline():
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                usual = self._offers(in_tls=not greets).strip()
                goes_on = self._answer(stream, "ehlo", "", usual)
            elif word == b"STAR":
                goes_on = self._answer(stream, "starttls", "", "220 go ahead")
                if goes_on and self._said.startswith("220"):
                    return "starttls"
            elif word == b"AUTH":
                goes_on = self._answer(stream, "auth", "", "235 welcome")
            elif word == b"MAIL":
                # The delivery's recipient is not known yet: none is named.
                sender, recipient = re.search(rb"<(.*)>", line)[1].decode(), ""
                goes_on = self._answer(stream, "mail", "", "250 ok")
                if not self._said.startswith("2"):
                    sender = ""
            elif word == b"RCPT":
                recipient = re.search(rb"<(.*)>", line)[1].decode()
                usual = "250 ok" if sender else "503 no sender"
                goes_on = self._answer(stream, "rcpt", recipient, usual)
                if not self._said.startswith("2"):
                    recipient = ""
            elif word == b"DATA":
                usual = "354 go on" if recipient else "503 no recipient"
                goes_on = self._answer(stream, "data", recipient, usual)
                if goes_on and self._said.startswith("354"):
                    goes_on = self._text(stream, sender, recipient)
            elif word == b"RSET":
                goes_on = self._answer(stream, "rset", recipient, "250 ok")
            else:
                stream.write(b"221 bye\r\n")
                return None
            if not goes_on:
                return None
        return None

    def _text(self, stream, sender, recipient):
        raw = b""
        while (line := stream.readline()) not in (b".\r\n", b""):
            raw += line
        if not line:
            return False
        taken = Taken(sender, recipient, raw)
        return self._answer(stream, "text", recipient, "250 2.0.0 Ok: queued as 4A1B", taken)

    def _answer(self, stream, step, recipient, usual, taken=None):
        self.steps[step] += 1
        reply = self.script(step, recipient) or usual
        self._state.said = reply
        if reply == HANG:
            self._over.wait(20)
            return False
        if reply == DROP:
            return False
        if reply == CUT:
            stream.write(b"250 2.0.0 Ok: que")
            stream.flush()
            return False
        while reply == DRIP and not self._over.wait(0.05):
            # An answer of which there is always a bit more.
            stream.write(b"2")
            stream.flush()
        if taken and reply.startswith("250"):
            self.taken.append(taken)
        stream.write(reply.encode() + b"\r\n")
        stream.flush()
        return True

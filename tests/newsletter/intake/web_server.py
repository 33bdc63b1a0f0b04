"""A small server on loopback that says exactly what a test wants, and counts who came."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from newsletter.intake.fetching import FetchError, fetch


class WebServer:
    def __init__(self, family=socket.AF_INET, tls=None):
        self.pages = {}
        self.requests = []
        self.tls = tls
        self.socket = socket.socket(family)
        self.socket.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        self.socket.listen(20)
        self.port = self.socket.getsockname()[1]
        self.closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self):
        return [head.split(" ")[1] for head in self.requests]

    def says(self, path, body=b"", *, status=200, **headers):
        """A plain page; header names with _ for -."""
        body = body.encode() if isinstance(body, str) else body
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}", *lines])
        self.pages[path] = lambda connection: connection.sendall(head.encode() + b"\r\n\r\n" + body)

    def does(self, path, talk):
        """A page that talks to the socket itself."""
        self.pages[path] = talk

    def drips(self, path, start, every=0.05):
        """A page that sends its start, then a byte at a time without an end."""

        def talk(connection):
            connection.sendall(start)
            while not self.closing.wait(every):
                connection.sendall(b"a")

        self.pages[path] = talk

    def close(self):
        self.closing.set()
        self.socket.close()

    def _serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _wrapped(self, connection):
        return self.tls.wrap_socket(connection, server_side=True) if self.tls else connection

    def _answer(self, connection):
        with contextlib.suppress(OSError), self._wrapped(connection) as connection:
            head = b""
            while b"\r\n\r\n" not in head:
                block = connection.recv(4096)
                if not block:
                    return
                head += block
            text = head.decode("latin-1")
            self.requests.append(text)
            path = text.split(" ")[1]
            missing = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
            self.pages.get(path, lambda found: found.sendall(missing))(connection)


def refused(url, **kwargs):
    with pytest.raises(FetchError) as refusal:
        fetch(url, **kwargs)
    return str(refusal.value)

"""Pages of visitors who did not sign in, kept as long as nothing that they show has changed.

All of them read the same page. It is named by what it is made of: the release, the state of the
listings and the address asked for. A browser that has it is told so, and a process that made it
lately does not make it again.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from alliance.release import release

# Of some 30 KB each; a search engine's walk must not fill the memory.
MOST_KEPT = 256


def page_tag(request: HttpRequest, version: int) -> str | None:
    """The page's ETag; none where it may show something of the reader's own."""
    personal = {settings.SESSION_COOKIE_NAME, "messages"}
    if not personal.isdisjoint(request.COOKIES) or settings.DEBUG:
        return None
    asked = f"{release()} {version} {request.get_host()} {request.get_full_path()}"
    return f'"{sha256(asked.encode()).hexdigest()[:32]}"'


class KeptPages:
    """The pages asked for last, by their tags."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        with self._lock:
            page = self._pages.get(tag)
            if page is not None:
                self._pages.move_to_end(tag)
        return page

    def keep(self, tag: str, page: bytes) -> None:
        with self._lock:
            self._pages[tag] = page
            self._pages.move_to_end(tag)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)

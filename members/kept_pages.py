"""Pages of visitors who did not sign in, kept as long as nothing that they show has changed.

All of them read the same page. It is named by what it is made of: the release, the state of the
listings and the address asked for. A browser that has it is told so, and a process that made it
lately does not make it again. What stands around the results is the same on every page.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from alliance.release import release
from members.directory import DirectorySearch
from members.kept import Kept

# By their tags; of some 30 KB each: a search engine's walk must not fill the memory.
kept_pages: Kept[str, bytes] = Kept(most=256)
# What stands before the text, between it and the results, and after them.
_frames: Kept[tuple[str, bool], tuple[str, str, str]] = Kept(most=8)
_MARK = "(here)"


def page_tag(request: HttpRequest, version: int) -> str | None:
    """The page's ETag; none where it may show something of the reader's own."""
    if _is_personal(request):
        return None
    asked = f"{release()} {version} {request.get_host()} {request.get_full_path()}"
    return f'"{sha256(asked.encode()).hexdigest()[:32]}"'


def shared(response: HttpResponse, tag: str) -> HttpResponse:
    """What a member takes back is gone at once: browsers ask each time, which costs them a 304."""
    response["ETag"] = tag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def framed(request: HttpRequest, search: DirectorySearch, results: SafeString) -> str:
    """The whole page; for whoever did not sign in, what is around the results is printed once."""
    is_view = search.is_narrowed or bool(search.text)
    if _is_personal(request):
        return _print(request, text=search.text, results=results, is_view=is_view)
    key = (get_language() or "", is_view)
    frame = _frames.get(key)
    if frame is None:
        page = _print(request, text=_MARK, results=SafeString(_MARK), is_view=is_view)
        before, between, after = page.split(_MARK)
        frame = before, between, after
        _frames.keep(key, frame)
    before, between, after = frame
    return f"{before}{escape(search.text)}{between}{results}{after}"


def _print(request: HttpRequest, **context: object) -> str:
    return render_to_string("members/organisation_list.html", context, request)


def _is_personal(request: HttpRequest) -> bool:
    personal = {settings.SESSION_COOKIE_NAME, "messages"}
    return settings.DEBUG or not personal.isdisjoint(request.COOKIES)

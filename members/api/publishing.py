"""What every answer of the open interface has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from alliance.rate_limits import RateLimit
from members.api.problems import MEDIA_TYPE, problem

View = Callable[..., HttpResponseBase]

QUESTIONS = RateLimit("open-data", times=120, seconds=60)
DOWNLOADS = RateLimit("open-data-download", times=10, seconds=60)


def published(view: View, *, limit: RateLimit = QUESTIONS) -> View:
    """Open to everybody and to other sites' scripts, read only, so often and no more."""

    @conditional_page
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # The server leaves the body out.
        if request.method != "GET":
            refused = problem(HTTPStatus.METHOD_NOT_ALLOWED)
            refused["Allow"] = "GET, HEAD, OPTIONS"
            return refused
        if seconds := limit.wait_for(request):
            refused = problem(
                HTTPStatus.TOO_MANY_REQUESTS, f"Ask again in {seconds} seconds, and less often."
            )
            refused["Retry-After"] = str(seconds)
            return refused
        try:
            if "\x00" in request.path_info:
                raise Http404
            return view(request, *args, **kwargs)
        except Http404:
            return problem(HTTPStatus.NOT_FOUND)

    @wraps(view, assigned=("__doc__",), updated=())
    def open_answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match"
        else:
            response = answer(request, *args, **kwargs)
        # Everything here is public and no cookie is read, so any site's script may read it too.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        # What a member takes back is gone at once: caches ask each time, which costs them a 304.
        if response.get("Content-Type") != MEDIA_TYPE:
            response["Cache-Control"] = "no-cache"
        return response

    open_answer.refuses_nulls = True  # type: ignore[attr-defined]  # alliance.middleware
    return csrf_exempt(login_not_required(open_answer))

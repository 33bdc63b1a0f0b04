"""What tables are written in: who gets which answer, by method, at which address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import HttpResponse

from tests.access.identities import SIGNED_IN, STRANGERS, Who
from tests.access.world import World
from tests.access.writing import TRACES, recorded


class Answer(StrEnum):
    PAGE = "page"
    # To the sign-in page, which leads back here.
    SIGN_IN = "sign-in"
    # The same answer as for what does not exist.
    MISSING = "missing"
    READ_ONLY = "no such method"
    # Done, or refused with a message: another page says which.
    MOVED = "moved"
    FORBIDDEN = "forbidden"
    TOO_LARGE = "too large"


REFUSALS = frozenset({Answer.SIGN_IN, Answer.MISSING, Answer.READ_ONLY, Answer.FORBIDDEN})

Rule = Mapping[Who, Answer]


def everyone(answer: Answer, **others: Answer) -> Rule:
    """The same for all, except those named: `everyone(PAGE, officer=FORBIDDEN)`."""
    return dict.fromkeys(Who, answer) | {Who[name.upper()]: each for name, each in others.items()}


def signed_in(answer: Answer) -> Rule:
    """Strangers are asked to sign in."""
    return dict.fromkeys(STRANGERS, Answer.SIGN_IN) | dict.fromkeys(SIGNED_IN, answer)


def only(*whom: Who, gets: Answer = Answer.PAGE, others: Answer = Answer.MISSING) -> Rule:
    """Strangers are asked to sign in; to others it is as good as missing."""
    return dict(signed_in(others)) | dict.fromkeys(whom, gets)


NOBODY = only()
READ_ONLY = signed_in(Answer.READ_ONLY)
PUBLIC = everyone(Answer.PAGE)
PUBLIC_READ_ONLY = everyone(Answer.READ_ONLY)
PUBLIC_MISSING = everyone(Answer.MISSING)


@dataclass(frozen=True)
class Row:
    """An address of the resolver with something of the world in it.

    `missing` is the same address with what nobody has ever recorded.
    """

    route: str
    path: str
    get: Rule
    post: Rule
    missing: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.path or "/"


_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def body(response: HttpResponse) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return _TOKEN.sub(b"", content)


_DOORS = ("/accounts/login/?next=", "/admin/login/?next=")


def answer(response: HttpResponse, missing: HttpResponse | None = None) -> str:
    """The answer in the words of the tables; its status where they have no word for it."""
    status = response.status_code
    if status == 302:
        to_sign_in = response["Location"].startswith(_DOORS)
        return Answer.SIGN_IN if to_sign_in else Answer.MOVED
    if status == 404 and missing is not None:
        same = missing.status_code == 404 and body(response) == body(missing)
        return Answer.MISSING if same else "404 that differs from that of a missing object"
    known = {
        200: Answer.PAGE,
        404: Answer.MISSING,
        405: Answer.READ_ONLY,
        403: Answer.FORBIDDEN,
        413: Answer.TOO_LARGE,
    }
    return known.get(status, f"status {status}")


def answers(world: World, row: Row, method: str) -> dict[Who, str]:
    """What each of them really gets; whatever they did is taken back before the next one asks."""
    found = {}
    for who in getattr(row, method):
        ask, missing = getattr(world.client(who), method), None
        with recorded() as written:
            response = ask(world.path(row.path), row.data)
        if row.missing and response.status_code == 404:
            missing = ask(row.missing, row.data)
        told = answer(response, missing)
        # Whoever only reads, or is refused, leaves everything as it was.
        if (method == "get" or told in REFUSALS) and written - TRACES:
            told = f"{told}, but wrote {sorted(written - TRACES)}"
        found[who] = told
        if method == "post" and row.route.startswith(("accounts/", "admin/logout")):
            world.forget_session(who)
    return found

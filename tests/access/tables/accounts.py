"""Signing in and out, passwords and the second factor (django-allauth)."""

from tests.access.expectations import (
    PUBLIC,
    PUBLIC_READ_ONLY,
    READ_ONLY,
    Answer,
    Row,
    Rule,
    everyone,
    signed_in,
)
from tests.access.identities import SIGNED_IN, STRANGERS

MOVED = everyone(Answer.MOVED)
PAGE = signed_in(Answer.PAGE)
# Asked for the password once more, or led to what must be done first.
ELSEWHERE = signed_in(Answer.MOVED)
# None of these accounts has a second factor yet.
NO_FACTOR = signed_in(Answer.MISSING)


def either(*, strangers: Answer, others: Answer) -> Rule:
    return dict.fromkeys(STRANGERS, strangers) | dict.fromkeys(SIGNED_IN, others)


FOR_STRANGERS = either(strangers=Answer.PAGE, others=Answer.MOVED)


def row(route: str, get: Rule, post: Rule, path: str = "") -> Row:
    return Row(f"accounts/{route}", f"/accounts/{path or route}", get, post)


ROWS = [
    row("login/", FOR_STRANGERS, FOR_STRANGERS),
    row("logout/", either(strangers=Answer.MOVED, others=Answer.PAGE), MOVED),
    row("inactive/", PUBLIC, PUBLIC_READ_ONLY),
    # Says that accounts are made by invitation.
    row("signup/", FOR_STRANGERS, FOR_STRANGERS),
    row("reauthenticate/", PAGE, PAGE),
    row("email/", PAGE, ELSEWHERE),
    row("confirm-email/", PUBLIC, PUBLIC_READ_ONLY),
    row(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        PUBLIC,
        everyone(Answer.MISSING),
        "confirm-email/forged/",
    ),
    row("password/change/", PAGE, PAGE),
    row("password/set/", ELSEWHERE, ELSEWHERE),
    row("password/reset/", PUBLIC, PUBLIC),
    row("password/reset/done/", PUBLIC, PUBLIC_READ_ONLY),
    row("password/reset/key/done/", PUBLIC, PUBLIC_READ_ONLY),
    row(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        PUBLIC,
        PUBLIC,
        "password/reset/key/1-forged/",
    ),
    row("login/code/confirm/", MOVED, MOVED),
    row("2fa/", PAGE, READ_ONLY),
    row("2fa/authenticate/", MOVED, MOVED),
    row("2fa/reauthenticate/", ELSEWHERE, ELSEWHERE),
    row("2fa/totp/activate/", ELSEWHERE, ELSEWHERE),
    row("2fa/totp/deactivate/", NO_FACTOR, NO_FACTOR),
    row("2fa/recovery-codes/", NO_FACTOR, READ_ONLY),
    row("2fa/recovery-codes/generate/", ELSEWHERE, ELSEWHERE),
    row("2fa/recovery-codes/download/", NO_FACTOR, NO_FACTOR),
]

"""Return paths that name one delivery (VERP), signed so that nobody can report another's."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# 80 bits: a return path is tried over SMTP, not offline.
_SIGNATURE = 20
_TAG = re.compile(r"([0-9a-z]+)-([0-9a-f]{20})", re.IGNORECASE)


class ForgedReturnPath(Exception):
    pass


def return_path(delivery_id: int) -> str:
    local, _at, domain = str(settings.BOUNCE_ADDRESS).rpartition("@")
    return f"{local}+{delivery_id}-{_sign(str(delivery_id), settings.SECRET_KEY)}@{domain}"


def read_return_path(address: str) -> int:
    """The delivery's number; ForgedReturnPath where we did not write it."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    ours, _at, our_domain = str(settings.BOUNCE_ADDRESS).rpartition("@")
    name, _plus, tag = local.rpartition("+")
    match = _TAG.fullmatch(tag)
    if match is None or (name.lower(), domain.lower()) != (ours.lower(), our_domain.lower()):
        raise ForgedReturnPath
    number, signature = match.groups()
    # Addresses travel through machines that change capitals.
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if constant_time_compare(signature.lower(), _sign(number, key)) and number.isdecimal():
            return int(number)
    raise ForgedReturnPath


def _sign(number: str, key: str | bytes) -> str:
    return salted_hmac("newsletter.verp", number, secret=key).hexdigest()[:_SIGNATURE]

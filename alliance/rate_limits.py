"""How often somebody may ask: counted in the cache, so that all web processes count together."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class RateLimit:
    """So many times within so many seconds; the count starts anew with each stretch of time."""

    name: str
    times: int
    seconds: int

    def wait(self, key: str) -> int:
        """Count one more for the key; the seconds to wait where it is one too many, else nought."""
        if not settings.RATE_LIMITED:
            return 0
        now = time.time()
        stretch = int(now // self.seconds)
        # Keys hold people's addresses: what the cache stores must not tell them.
        digest = hashlib.sha256(f"{stretch}:{key}".encode()).hexdigest()
        name = f"rate:{self.name}:{digest}"
        cache.add(name, 0, timeout=self.seconds)
        try:
            counted = cache.incr(name)
        except ValueError:  # It lapsed between the two.
            return 0
        return 0 if counted <= self.times else math.ceil((stretch + 1) * self.seconds - now)

    def wait_for(self, request: HttpRequest) -> int:
        """Counted by the client's address."""
        return self.wait(getattr(request, "client_address", "") or request.META["REMOTE_ADDR"])

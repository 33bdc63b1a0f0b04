"""What proxy and monitoring ask: /healthz (this process answers), /readyz (so do its peers)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.http import HttpRequest, HttpResponse
from health_check import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView
from kombu.exceptions import OperationalError


@dataclass
class Broker(HealthCheck):
    """The message broker takes a connection, whichever kind it is."""

    def run(self) -> None:  # type: ignore[override]  # the library takes plain functions too
        try:
            with current_app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=3)
        except (OperationalError, OSError) as problem:
            message = "No connection"
            raise ServiceUnavailable(message) from problem


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


class Ready(HealthCheckView):
    """As text, so that nobody needs a browser for it; 503 lets load balancers look elsewhere.

    Anybody may ask, so it says what is out of order and not why: messages of databases name hosts
    and ports. The log has them.
    """

    checks = (
        "health_check.checks.Database",
        "health_check.checks.Cache",
        "health_check.checks.Storage",
        Broker,
    )

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        results = await asyncio.gather(*(check.get_result() for check in self.get_checks()))
        lines = [
            f"{type(result.check).__name__}: {'unavailable' if result.error else 'OK'}\n"
            for result in results
        ]
        failed = any(result.error for result in results)
        return HttpResponse(
            "".join(lines), content_type="text/plain", status=503 if failed else 200
        )

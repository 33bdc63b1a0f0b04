"""The portal as `gunicorn` serves it, and beside it the least that Django can answer: /hello/.

`/hello/` passes no middleware and asks no database; `/hello-portal/` passes the portal's
middleware. For benchmarks/directory.py alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.directory_settings")

from django.core.wsgi import get_wsgi_application
from django.test import override_settings

portal = get_wsgi_application()

with override_settings(MIDDLEWARE=[]):
    from django.core.handlers.wsgi import WSGIHandler

    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    handler = bare if environ["PATH_INFO"] == "/hello/" else portal
    return handler(environ, start_response)  # type: ignore[no-any-return]

"""Which release of the portal answers: what pages are made of, beside the records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings

_KINDS = ("*.py", "*.html", "*.mo")


@cache
def release() -> str:
    """The same on all machines that run one image, another one after each change of the code."""
    digest = sha256(f"{settings.ALLIANCE_NAME} {settings.SITE_URL} {settings.DEMO}".encode())
    for path in sorted(_files()):
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    """Code, templates and catalogues; with the names of static files, where those are hashed."""
    base = Path(settings.BASE_DIR)
    own = [path for each in apps.get_app_configs() if (path := Path(each.path)).parent == base]
    for folder in (*own, base / "templates"):
        for kind in _KINDS:
            yield from folder.rglob(kind)
    manifest = Path(settings.STATIC_ROOT or base) / "staticfiles.json"
    if manifest.is_file():
        yield manifest

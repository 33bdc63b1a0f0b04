"""Where laid-out parts are kept between drafts."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.core.cache.backends.base import BaseCache

SAFE_KEY = re.compile(r"[0-9a-f]{16,128}")
MEGABYTE = 1024 * 1024


class RenderCache(Protocol):
    """Losing an entry costs time only: a cache may forget anything at any moment."""

    def get(self, key: str) -> bytes | None: ...

    def set(self, key: str, value: bytes) -> None: ...


class NoCache:
    def get(self, key: str) -> bytes | None:
        return None

    def set(self, key: str, value: bytes) -> None:
        return None


class FolderCache:
    """Files in a folder; the ones used longest ago go when it grows too large.

    A file appears under its name only when it is written wholly, so that a killed worker leaves no
    half entry; what it leaves is a `.part` file that the next clean-up takes away.
    """

    def __init__(self, folder: Path, *, most_bytes: int = 512 * MEGABYTE) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._written = 0

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            value = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return value

    def set(self, key: str, value: bytes) -> None:
        path = self._path(key)
        # A full or read-only disk must not fail the draft that was made anyway.
        with contextlib.suppress(OSError):
            self._write(path, value)
        if self._written == 0 or self._written > self.most_bytes // 16:
            self.shrink()
            self._written = 0
        self._written += len(value)

    def _write(self, path: Path, value: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(value)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def shrink(self) -> None:
        entries = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries, key=lambda entry: entry[0]):
            if total <= self.most_bytes:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _path(self, key: str) -> Path:
        if not SAFE_KEY.fullmatch(key):
            message = f"Not a cache key: {key!r}"
            raise ValueError(message)
        return self.folder / key[:2] / key


class DjangoCache:
    """One of the project's caches, shared by all workers; it bounds itself."""

    def __init__(self, cache: BaseCache, *, seconds: int = 14 * 24 * 3600) -> None:
        self.cache = cache
        self.seconds = seconds

    def get(self, key: str) -> bytes | None:
        value = self.cache.get(f"rendering:{key}")
        return value if isinstance(value, bytes) else None

    def set(self, key: str, value: bytes) -> None:
        self.cache.set(f"rendering:{key}", value, self.seconds)


def default_cache() -> RenderCache:
    """A folder beside the project's other working files."""
    from django.conf import settings

    return FolderCache(Path(settings.VAR_DIR) / "rendering")

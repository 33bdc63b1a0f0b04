"""Run a rendering in a process of its own that may be stopped.

A layout can be made to run for hours or to fill the memory, and nothing inside Python can stop it.
The child is forked, so it starts with everything that the worker has already loaded.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import select
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from alliance.rendering.document import Progress, no_progress
from alliance.rendering.errors import LimitExceeded, RenderingError
from alliance.rendering.fonts import print_fonts
from alliance.rendering.stamping import number_stamp

Result = TypeVar("Result")

SECONDS = 120
MEGABYTES = 1024
PROGRESS, RESULT, FAILURE = b"P", b"R", b"F"
HEADER = struct.Struct("!cQ")


@dataclass(frozen=True)
class Limits:
    seconds: float = SECONDS
    # Beyond what the worker holds already.
    megabytes: int = MEGABYTES


def warm_up() -> None:
    """Load the engine, the style and the fonts once, in the worker, for all children to share."""
    import pikepdf  # noqa: F401 -- loaded for the children

    number_stamp()
    print_fonts()


def run_limited(
    work: Callable[[Progress], Result],
    *,
    limits: Limits | None = None,
    progress: Progress = no_progress,
) -> Result:
    """Call `work(progress)` in a child process; raises `LimitExceeded` when it takes too much.

    The child must leave database connections alone: it shares them with its parent.
    """
    limits = limits or Limits()
    warm_up()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(work, writing, limits)
    os.close(writing)
    try:
        return _listen(reading, limits, progress)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _work(work: Callable[[Progress], Any], writing: int, limits: Limits) -> None:
    """The child's whole life. `os._exit` keeps it from running the parent's clean-ups."""
    try:
        # A worker's own handlers must not answer for the child.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _bound(limits)
        result = work(lambda done, total, label: _send(writing, PROGRESS, (done, total, label)))
        _send(writing, RESULT, result)
    except MemoryError:
        _send(writing, FAILURE, LimitExceeded(_("The document needs too much memory.")))
    except RenderingError as error:
        _send(writing, FAILURE, error)
    except BaseException as error:
        _send(writing, FAILURE, RenderingError(f"{type(error).__name__}: {error}"))
    finally:
        os._exit(0)


def _bound(limits: Limits) -> None:
    status = Path("/proc/self/statm")
    if status.exists():  # Linux; elsewhere only the time is bounded
        held = int(status.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + limits.megabytes * 1024 * 1024,) * 2)
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send(writing: int, kind: bytes, value: object) -> None:
    body = pickle.dumps(value)
    view = memoryview(HEADER.pack(kind, len(body)) + body)
    while view:
        view = view[os.write(writing, view) :]


def _listen(reading: int, limits: Limits, progress: Progress) -> Any:
    end = time.monotonic() + limits.seconds
    while True:
        kind, size = HEADER.unpack(_receive(reading, HEADER.size, end))
        # Written by our own child, through a pipe that nobody else holds.
        value = pickle.loads(_receive(reading, size, end))  # noqa: S301
        if kind == PROGRESS:
            progress(*value)
        elif kind == FAILURE:
            raise value
        else:
            return value


def _receive(reading: int, size: int, end: float) -> bytes:
    chunks = []
    while size:
        left = end - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            raise LimitExceeded(_("The document took too long to lay out."))
        chunk = os.read(reading, min(size, 1 << 20))
        if not chunk:
            raise LimitExceeded(_("The document needs too much memory."))
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)

import builtins
import os
import signal
import time

import pytest

from alliance.rendering import (
    LimitExceeded,
    MissingLibraries,
    NoCache,
    PrintPart,
    RenderingError,
    UnusableAttachment,
    engine,
    render_draft,
    render_whole,
    run_limited,
)
from alliance.rendering.errors import NestedTooDeeply
from alliance.rendering.limits import Limits
from tests.alliance.rendering.print_samples import sample_document

MISSING = "cannot load library 'libgobject-2.0-0'"


def no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_result_and_progress_come_back(document, draft):
    steps = []

    rendered = run_limited(
        lambda progress: render_draft(document, NoCache(), progress=progress),
        progress=lambda *step: steps.append(step),
    )

    assert rendered == draft
    assert steps[0] == (0, 6, "회의 개요")
    assert steps[-1][:2] == (6, 6)


def test_work_that_never_ends_is_stopped():
    start = time.monotonic()

    with pytest.raises(LimitExceeded):
        run_limited(lambda progress: time.sleep(60), limits=Limits(seconds=0.3))

    assert time.monotonic() - start < 5
    assert no_children()


def test_progress_does_not_buy_more_time():
    def chatter(progress):
        while True:
            progress(1, 2, "still going")

    with pytest.raises(LimitExceeded):
        run_limited(chatter, limits=Limits(seconds=0.3))


def test_work_that_fills_the_memory_is_stopped():
    with pytest.raises(LimitExceeded):
        run_limited(lambda progress: len(bytearray(400_000_000)), limits=Limits(megabytes=100))


def test_a_child_that_dies_is_reported():
    with pytest.raises(LimitExceeded):
        run_limited(lambda progress: os.kill(os.getpid(), signal.SIGKILL))


def test_errors_come_back_as_they_were():
    refusal = UnusableAttachment("a.pdf", "broken")

    def refuse(progress):
        raise refusal

    with pytest.raises(UnusableAttachment, match=r"a\.pdf"):
        run_limited(refuse)


def test_other_errors_come_back_as_rendering_errors():
    with pytest.raises(RenderingError, match="ZeroDivisionError"):
        run_limited(lambda progress: 1 / 0)


def test_endless_nesting_is_told_in_words():
    part = PrintPart(key="deep", html="<div>" * 3000)

    with pytest.raises(NestedTooDeeply):
        run_limited(lambda progress: render_whole(sample_document(parts=(part,))))
    with pytest.raises(NestedTooDeeply):
        run_limited(lambda progress: render_draft(sample_document(parts=(part,)), NoCache()))


def test_a_cell_that_spans_a_million_columns_fills_no_machine():
    html = '<table class="grid"><tr><td colspan="100000000">가</td></tr></table>'
    part = PrintPart(key="wide", html=html)

    with pytest.raises(LimitExceeded):
        run_limited(
            lambda progress: render_whole(sample_document(parts=(part,))),
            limits=Limits(seconds=20, megabytes=300),
        )


def test_missing_libraries_are_told_in_words(monkeypatch):
    original = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError(MISSING)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    engine.weasyprint.cache_clear()
    try:
        with pytest.raises(MissingLibraries, match="libpangoft2"):
            engine.weasyprint()
    finally:
        monkeypatch.undo()
        engine.weasyprint.cache_clear()

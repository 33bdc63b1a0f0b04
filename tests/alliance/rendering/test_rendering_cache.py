import os

import pytest
from django.core.cache import cache as django_cache

from alliance.rendering import DjangoCache, FolderCache, render_draft

KEY = "ab" * 32
OTHER = "cd" * 32


@pytest.fixture(params=["folder", "django"])
def any_cache(request, tmp_path):
    return FolderCache(tmp_path) if request.param == "folder" else DjangoCache(django_cache)


def test_value_comes_back(any_cache):
    any_cache.set(KEY, b"first")
    any_cache.set(KEY, b"second")

    assert any_cache.get(KEY) == b"second"
    assert any_cache.get(OTHER) is None


def test_key_cannot_leave_the_folder(tmp_path):
    with pytest.raises(ValueError, match="Not a cache key"):
        FolderCache(tmp_path).set("../../etc/passwd", b"")


def test_oldest_entries_go_when_the_folder_is_full(tmp_path):
    cache = FolderCache(tmp_path)
    keys = [f"{number:02x}" * 32 for number in range(4)]
    for age, key in enumerate(keys):
        cache.set(key, b"x" * 100)
        os.utime(tmp_path / key[:2] / key, (1000 + age, 1000 + age))
    assert cache.get(keys[0])  # used now, so it is the newest

    FolderCache(tmp_path, most_bytes=250).shrink()

    assert [bool(cache.get(key)) for key in keys] == [True, False, False, True]


def test_the_folder_is_kept_within_its_bound_while_it_is_written(tmp_path):
    cache = FolderCache(tmp_path, most_bytes=1600)

    for number in range(60):
        cache.set(f"{number:02x}" * 32, b"x" * 100)

    assert sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 1800


def test_half_written_entry_is_not_seen(tmp_path):
    (tmp_path / KEY[:2]).mkdir()
    (tmp_path / KEY[:2] / "tmp123.part").write_bytes(b"half")

    assert FolderCache(tmp_path).get(KEY) is None


def test_damaged_entries_are_made_anew(document, draft, tmp_path):
    cache = FolderCache(tmp_path)
    render_draft(document, cache)
    for path in tmp_path.glob("*/*"):
        path.write_bytes(path.read_bytes()[:-100] + b"\0" * 100)

    assert render_draft(document, cache).pdf == draft.pdf


def test_a_disk_that_takes_nothing_fails_no_draft(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    cache = FolderCache(tmp_path / "file")

    cache.set(KEY, b"value")

    assert cache.get(KEY) is None

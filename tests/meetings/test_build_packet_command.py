"""`build_packet`: what is no date and no file is refused in words, and leaves nothing behind."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from meetings.services import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(building, "published_file", lambda code, number: b"%PDF")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--as-of", "0001-01-01"],
        ["--as-of", "9999-12-31"],
        ["--as-of", "2025-02-30"],
        ["--period", "9999Q4"],
        ["--period", "2025Q5"],
    ],
)
def test_dates_that_no_meeting_has_are_refused(arguments, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("build_packet", "2025-4", *arguments, output=str(tmp_path / "x.pdf"))

    assert arguments[0] in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_folder_is_no_file_to_write(tmp_path, quick):
    folder = tmp_path / "folder"
    folder.mkdir()

    with pytest.raises(CommandError, match="is a folder") as refusal:
        call_command("build_packet", "2025-4", number=1, output=folder)

    assert refusal.value.returncode == 2
    assert list(tmp_path.iterdir()) == [folder]


def test_path_that_cannot_be_written_is_told(tmp_path, quick):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match=r"Not a directory|File exists"):
        call_command("build_packet", "2025-4", number=1, output=tmp_path / "file" / "x.pdf")


def test_file_is_written_whole(tmp_path, quick):
    call_command("build_packet", "2025-4", number=1, output=tmp_path / "new" / "x.pdf")

    assert [each.name for each in (tmp_path / "new").iterdir()] == ["x.pdf"]
    assert (tmp_path / "new" / "x.pdf").read_bytes() == b"%PDF"

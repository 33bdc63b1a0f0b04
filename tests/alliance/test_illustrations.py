"""Drawings that stand where the demo has no photographs."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from alliance import illustrations
from alliance.models import Picture


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (illustrations.scene("제목", "자리", tint=7), illustrations.SIZE),
        (illustrations.banner("아주긴제목" * 40, "자리"), illustrations.SIZE),
        (illustrations.banner("", ""), illustrations.SIZE),
        (illustrations.page("편지", [], "자리"), illustrations.PAGE_SIZE),
        (illustrations.page("편지", ["하나", "둘"], "자리"), illustrations.PAGE_SIZE),
    ],
)
def test_drawings_are_small_pictures_of_a_fixed_size(content, size):
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("PNG", size)
    assert len(content) < 60_000


def test_drawings_repeat_themselves():
    assert illustrations.scene("제목", "자리") == illustrations.scene("제목", "자리")
    assert illustrations.scene("제목", "자리") != illustrations.scene("다른 제목", "자리")


def test_a_record_gets_a_drawing_once(steering_committee, officer):
    content = illustrations.scene("제목", "자리")

    first = illustrations.hang_picture(steering_committee, content, name="a.png", caption="전경")
    again = illustrations.hang_picture(steering_committee, content, name="a.png", caption="전경")
    illustrations.hang_picture(steering_committee, content, name="b.png")
    illustrations.hang_picture(officer, content, name="a.png")

    assert first == again
    assert Picture.objects.count() == 3
    assert (first.caption, first.original_name, first.width) == ("전경", "a.png", 720)

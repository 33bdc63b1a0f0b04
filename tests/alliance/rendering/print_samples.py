"""A small document with a bit of everything."""

from __future__ import annotations

import io

from django.template.loader import render_to_string
from PIL import Image

from alliance.rendering import (
    ContentsEntry,
    Picture,
    PrintDocument,
    PrintPart,
    contents_part,
)


def partial(name: str, **context: object) -> str:
    return render_to_string(f"print/{name}.html", context)


def picture(colour: str) -> Picture:
    output = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(output, "JPEG")
    return Picture(content=output.getvalue())


def sample_document(**changes: object) -> PrintDocument:
    rows = [[number, f"가상융합산업 협력 과제 {number}", number * 1000] for number in range(1, 61)]
    table = partial(
        "_table",
        columns=[
            {"label": "연번", "class": "narrow"},
            "제목",
            {"label": "건수", "class": "number"},
        ],
        rows=rows,
    )
    pictures = {"first": picture("navy"), "second": picture("teal")}
    grid = partial(
        "_pictures",
        pictures=[{"key": "first", "caption": "전경 하나"}, {"key": "second", "alt": "전경 둘"}],
    )
    facts = {
        "title": "2025년도 제4차 운영위원회 자료",
        "subject": "분기 보고",
        "author": "얼라이언스 사무국",
        "running_title": "제4차 운영위원회",
        "footer_text": "얼라이언스 사무국",
        "created": "2025-11-26",
        "parts": (
            PrintPart(
                key="cover",
                title="회의 개요",
                toc_level=1,
                html=partial("_title_box", title="제4차 운영위원회 자료", issuer="사무국")
                + '<h2 class="section">회의개요</h2>'
                + partial("_facts", facts=[["일시", "'25.11.26.(수)"], ["장소", "대회의실"]]),
            ),
            contents_part("목차"),
            PrintPart(
                key="annex1",
                title="[안건1] 실적 보고",
                toc_level=1,
                starts_right=True,
                html=partial("_divider", code="안건1", title="실적 보고", lines=["사무국 보고"]),
            ),
            PrintPart(
                key="archive",
                title="협력 과제",
                toc_level=2,
                html=f'<h2 class="section" id="projects">협력 과제</h2>{table}',
            ),
            PrintPart(
                key="annex2",
                title="[안건2] 현장 사진",
                toc_level=1,
                starts_right=True,
                html=f'<h2 class="section" id="photos">현장 사진</h2>{grid}'
                '<p><a href="#projects">협력 과제</a> 참고</p>',
                pictures=pictures,
                entries=(ContentsEntry(2, "사진첩", "photos"),),
            ),
        ),
    }
    return PrintDocument(**{**facts, **changes})

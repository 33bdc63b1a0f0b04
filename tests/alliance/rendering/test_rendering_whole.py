import io
import re
import subprocess
import sys

import pikepdf
import pypdf
import pytest

from alliance.rendering import PrintPart, render_whole
from tests.alliance.rendering.print_samples import sample_document


@pytest.fixture(scope="module")
def pdf(whole):
    with pikepdf.open(io.BytesIO(whole.pdf)) as opened:
        yield opened


@pytest.fixture(scope="module")
def texts(whole):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(whole.pdf)).pages]


def test_pages_and_parts(whole):
    assert whole.pages == 6
    assert whole.part_pages == {"cover": 1, "contents": 2, "annex1": 3, "archive": 4, "annex2": 6}


def test_text_is_extracted_without_joiners(texts):
    assert "(장소) 대회의실" in texts[0]
    assert "\u2060" not in "".join(texts)
    assert "\u200b" not in "".join(texts)


def test_contents_page_tells_the_real_pages(texts, whole):
    lines = dict(
        re.fullmatch(r"(.+?)\s*(\d+)", line).groups()
        for line in texts[1].splitlines()
        if line.strip().endswith(("1", "3", "4", "6")) and "/" not in line
    )

    assert lines == {
        "회의 개요": "1",
        "[안건1] 실적 보고": "3",
        "협력 과제": "4",
        "[안건2] 현장 사진": "6",
        "사진첩": "6",
    }
    assert "협력 과제 60" in texts[4]


def test_head_is_repeated_on_the_next_page(texts):
    for page in (3, 4):
        assert "연번" in texts[page]
        assert "건수" in texts[page]


def test_running_title_and_page_numbers(texts):
    assert "제4차 운영위원회\n" not in texts[0].split("제4차 운영위원회 자료")[0]
    for number, text in enumerate(texts, start=1):
        assert f"{number} / 6" in text
        assert "얼라이언스 사무국" in text
    assert "협력 과제" in texts[4]


def test_outline(whole):
    assert [(entry.level, entry.label, entry.page) for entry in whole.outline] == [
        (1, "제4차 운영위원회 자료", 1),
        (2, "회의개요", 1),
        (1, "[안건1] 실적 보고", 3),
        (2, "협력 과제", 4),
        (2, "현장 사진", 6),
    ]


def test_metadata(pdf):
    assert str(pdf.docinfo["/Title"]) == "2025년도 제4차 운영위원회 자료"
    assert str(pdf.docinfo["/Author"]) == "얼라이언스 사무국"
    assert str(pdf.docinfo["/Subject"]) == "분기 보고"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20251126"
    assert str(pdf.Root.Lang) == "ko"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
    assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_every_font_is_embedded(pdf):
    fonts = [
        font
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        for font in item.get("/DescendantFonts", [])
    ]

    names = {str(font.BaseFont).partition("+")[2] for font in fonts}
    assert names == {"Print-Gothic", "Print-Gothic-Semi-Bold"}
    assert all("/FontFile3" in font.FontDescriptor for font in fonts)


def test_all_marked_content_is_in_the_tree_or_an_artifact(pdf):
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    by_page = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    furniture = 0
    for page in pdf.pages:
        elements = by_page[int(page.obj.StructParents)]
        told = {index for index, element in enumerate(elements) if element is not None}
        content = page.obj.Contents.read_bytes()
        marked = {int(number) for number in re.findall(rb"/MCID (\d+)", content)}
        furniture += content.count(b"/Artifact\n<</Type /Pagination>>")
        assert marked == told
    assert furniture >= 2 * len(pdf.pages)


def test_pictures_have_their_alternative_text(pdf):
    figures = [
        str(item.get("/Alt", ""))
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
    ]
    assert figures == ["전경 하나", "전경 둘"]


def test_nothing_is_attached_whatever_the_markup_says(caplog):
    part = PrintPart(
        key="bad",
        html='<link rel="attachment" href="static:fonts/PretendardGOV-Bold.otf">'
        '<p><a rel="attachment" href="static:fonts/PretendardGOV-Bold.otf">파일</a></p>',
    )

    rendered = render_whole(sample_document(parts=(part,)))

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        assert len(pdf.attachments) == 0
        assert not [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)
            and item.get("/Type") in ("/EmbeddedFile", "/Filespec")
        ]


def test_a_part_that_starts_right_leaves_a_blank_page_in_the_print_ready_file_only(whole):
    ready = render_whole(sample_document(print_ready=True))

    assert ready.part_pages["annex1"] == 3
    assert whole.part_pages["annex2"] == 6
    assert ready.part_pages["annex2"] == 7
    assert pypdf.PdfReader(io.BytesIO(ready.pdf)).pages[5].extract_text().strip() == ""


def test_watermark_is_on_every_page():
    rendered = render_whole(sample_document(watermark="초안"))

    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages]
    assert all("초안" in text for text in texts)


def test_progress_moves_forward_to_the_end(document):
    steps = []

    render_whole(document, progress=lambda done, total, label: steps.append((done, total)))

    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1] == (6, 6)


PROGRAM = """
import django, hashlib
django.setup()
from tests.alliance.rendering.print_samples import sample_document
from alliance.rendering import NoCache, render_draft, render_whole
print(render_whole(sample_document()).sha256, render_draft(sample_document(), NoCache()).sha256)
"""


def test_the_same_document_gives_the_same_bytes(whole, draft, settings):
    other = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            "DJANGO_SETTINGS_MODULE": "alliance.settings.test",
            "PYTHONHASHSEED": "1234",
            "PATH": "/usr/bin:/bin",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.split() == [whole.sha256, draft.sha256]


def test_running_texts_are_printed_as_they_are():
    odd = '\'25년 (안) 100% "자료" \\ a; } /* x */'
    rendered = render_whole(sample_document(footer_text=odd, running_title=odd))

    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages]
    assert texts[3].count(odd) == 2

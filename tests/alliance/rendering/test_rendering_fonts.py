"""A draft holds each print font once, with all the letters that its parts need."""

from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest

from alliance.rendering import FolderCache, NoCache, PrintPart, render_draft
from tests.alliance.rendering.print_samples import sample_document

# The second is in no usual Korean text, the third in a system's font at best.
TEXTS = ["가나다 10:30~11:30", "펲시뷁 쀍", "漢字 ☃"]
PARTS = tuple(
    PrintPart(key=f"part{number}", title="", html=f"<h2>{text}</h2><p>{text}</p>")
    for number, text in enumerate(TEXTS)
)


@pytest.fixture(scope="module")
def rendered():
    return render_draft(sample_document(parts=PARTS), NoCache())


def test_every_letter_is_there(rendered):
    pages = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages

    assert [text in page.extract_text() for page, text in zip(pages, TEXTS, strict=True)] == [
        True,
        True,
        True,
    ]


def test_print_fonts_are_held_once_and_whole(rendered):
    files = {}
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        for page in pdf.pages:
            for name, font in page.resources.Font.items():
                if name != "/PageNumber" and "Print-Gothic" in str(font.BaseFont):
                    file = font.DescendantFonts[0].FontDescriptor.FontFile3
                    files.setdefault(str(font.BaseFont), {})[file.objgen] = len(file.read_bytes())

    assert len(files) == 2
    for name, sizes in files.items():
        assert len(sizes) == 1, name
        assert min(sizes.values()) > 100_000


def test_damaged_font_is_made_anew(rendered, tmp_path):
    document = sample_document(parts=PARTS)
    render_draft(document, FolderCache(tmp_path))
    for path in tmp_path.glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])

    assert render_draft(document, FolderCache(tmp_path)).pdf == rendered.pdf

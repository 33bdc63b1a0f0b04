import io

import pikepdf
import pypdf

from alliance.rendering import PrintPart, personal_copy, render_whole
from tests.alliance.rendering.print_samples import sample_document


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_names_the_reader(whole):
    copy = personal_copy(whole.pdf, "김위원 열람용 2025.11.26")

    assert len(texts(copy)) == whole.pages
    for before, after in zip(texts(whole.pdf), texts(copy), strict=True):
        assert "김위원 열람용 2025.11.26" in after
        assert after.replace("김위원 열람용 2025.11.26", "").split() == before.split()


def test_tags_links_and_title_stay(whole):
    with (
        pikepdf.open(io.BytesIO(whole.pdf)) as before,
        pikepdf.open(io.BytesIO(personal_copy(whole.pdf, "김위원"))) as after,
    ):
        assert len(after.Root.StructTreeRoot.ParentTree.Nums) == len(
            before.Root.StructTreeRoot.ParentTree.Nums
        )
        assert len(after.pages[1].obj.Annots) == len(before.pages[1].obj.Annots)
        assert after.docinfo["/Title"] == before.docinfo["/Title"]
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert b"/Artifact" in after.pages[0].obj.Contents[-1].read_bytes()


def test_copies_differ_by_reader_and_are_the_same_for_one(whole):
    mine = personal_copy(whole.pdf, "김위원")

    assert personal_copy(whole.pdf, "김위원") == mine
    assert personal_copy(whole.pdf, "이위원") != mine


def test_a_name_cannot_break_out_of_its_place(whole):
    name = '"; } @page { size: A3 } \\ </style> %'

    copy = personal_copy(whole.pdf, name)

    assert name in texts(copy)[0]
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert float(pdf.pages[0].mediabox[2]) < 600


def test_crosswise_pages_are_marked_too():
    wide = PrintPart(key="wide", html="<p>가로</p>", landscape=True)
    rendered = render_whole(sample_document(parts=(PrintPart(key="one", html="<p>글</p>"), wide)))

    copy = personal_copy(rendered.pdf, "김위원")

    assert all("김위원" in text for text in texts(copy))

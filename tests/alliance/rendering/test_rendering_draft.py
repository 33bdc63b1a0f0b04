import io
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from alliance.rendering import NoCache, PrintPart, contents_part, render_draft, render_whole
from alliance.rendering import sections as sections_module
from tests.alliance.rendering.print_samples import sample_document


@pytest.fixture
def laid_out(monkeypatch):
    """The keys of the parts that were really laid out."""
    keys = []
    original = sections_module.make_piece

    def counting(document, part, html, pictures):
        keys.append(part.key)
        return original(document, part, html, pictures)

    monkeypatch.setattr(sections_module, "make_piece", counting)
    return keys


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def images(pdf: bytes, folder) -> list[bytes]:
    folder.mkdir()
    (folder / "in.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "60", "-gray", str(folder / "in.pdf"), str(folder / "page")]
    subprocess.run(command, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*"))]


def with_changed(document, key, **changes):
    parts = tuple(replace(p, **changes) if p.key == key else p for p in document.parts)
    return replace(document, parts=parts)


def test_draft_says_the_same_as_the_whole(whole, draft):
    assert page_texts(draft.pdf) == page_texts(whole.pdf)
    assert draft.pages == whole.pages
    assert draft.outline == whole.outline
    assert draft.part_pages == whole.part_pages


def test_draft_looks_the_same_as_the_whole(whole, draft, tmp_path):
    assert shutil.which("pdftoppm"), "poppler-utils is needed"

    assert images(draft.pdf, tmp_path / "draft") == images(whole.pdf, tmp_path / "whole")


def test_draft_with_blank_pages_and_watermark_looks_the_same_too(tmp_path):
    document = sample_document(print_ready=True, watermark="초안")

    draft = render_draft(document, NoCache())
    whole = render_whole(document)

    assert draft.part_pages == whole.part_pages
    assert images(draft.pdf, tmp_path / "draft") == images(whole.pdf, tmp_path / "whole")


def test_links_and_outline_lead_to_the_right_pages(draft):
    with pikepdf.open(io.BytesIO(draft.pdf)) as pdf:
        indexes = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        from_contents = [indexes[link.Dest[0].objgen] for link in pdf.pages[1].obj.Annots]
        from_photos = [indexes[link.Dest[0].objgen] for link in pdf.pages[5].obj.Annots]
        with pdf.open_outline() as outline:
            roots = [(item.title, len(item.children)) for item in outline.root]

    assert sorted(set(from_contents)) == [1, 3, 4, 6]
    assert from_photos == [4]
    assert roots == [("제4차 운영위원회 자료", 1), ("[안건1] 실적 보고", 2)]


def test_metadata_of_a_draft(draft):
    with pikepdf.open(io.BytesIO(draft.pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "2025년도 제4차 운영위원회 자료"
        assert str(pdf.Root.Lang) == "ko"
        assert "/StructTreeRoot" not in pdf.Root


def test_nothing_is_laid_out_again_when_nothing_changed(document, draft, cache, laid_out):
    again = render_draft(document, cache)

    assert laid_out == []
    assert again.pdf == draft.pdf
    assert again == draft


def test_only_what_changed_is_laid_out(document, draft, cache, laid_out):
    cover = document.parts[0]
    changed = with_changed(document, "cover", html=cover.html.replace("대회의실", "소회의실"))

    rendered = render_draft(changed, cache)

    assert laid_out == ["cover"]
    assert "소회의실" in page_texts(rendered.pdf)[0]
    assert page_texts(rendered.pdf)[1:] == page_texts(draft.pdf)[1:]


def test_contents_page_follows_when_pages_move(document, draft, cache, laid_out):
    annex = document.parts[2]
    longer = with_changed(
        document, "annex1", html=annex.html + '<div class="page-break">한 쪽 더</div>'
    )

    rendered = render_draft(longer, cache)

    assert set(laid_out) == {"annex1", "contents"}
    assert rendered.part_pages["archive"] == draft.part_pages["archive"] + 1
    assert page_texts(rendered.pdf) == page_texts(render_whole(longer).pdf)


def test_a_changed_picture_is_seen(document, draft, cache, laid_out):
    photos = document.parts[-1]
    swapped = {"first": photos.pictures["second"], "second": photos.pictures["first"]}

    render_draft(with_changed(document, "annex2", pictures=swapped), cache)

    assert laid_out == ["annex2"]


def test_a_contents_page_of_two_pages_is_counted_right():
    parts = [
        PrintPart(
            key=f"part{number}", title=f"{number}번째 보고", toc_level=1, html="<h2>보고</h2>"
        )
        for number in range(45)
    ]
    document = sample_document(parts=(contents_part("목차"), *parts))

    draft, whole = render_draft(document, NoCache()), render_whole(document)

    assert draft.part_pages == whole.part_pages
    assert draft.part_pages["part0"] > 2
    assert page_texts(draft.pdf)[:2] == page_texts(whole.pdf)[:2]


def test_parts_with_the_same_title_keep_their_own_page_numbers():
    parts = tuple(
        PrintPart(key=f"part{number}", title="보고", toc_level=1, html="<h2>보고</h2>")
        for number in range(3)
    )

    rendered = render_draft(sample_document(parts=(contents_part("목차"), *parts)), NoCache())

    lines = [line for line in page_texts(rendered.pdf)[0].splitlines() if line.startswith("보고")]
    assert [line.split()[-1] for line in lines] == ["2", "3", "4"]


def test_a_picture_in_two_parts_is_stored_once(document):
    photos = document.parts[-1]
    twice = replace(document, parts=(*document.parts, replace(photos, key="again", entries=())))

    rendered = render_draft(twice, NoCache())

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        stored = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
    assert len(stored) == 2


def test_progress_names_the_parts(document):
    steps = []

    render_draft(document, NoCache(), progress=lambda *step: steps.append(step))

    assert [step[:2] for step in steps] == [(n, 6) for n in range(7)]
    assert steps[3][2] == "협력 과제"

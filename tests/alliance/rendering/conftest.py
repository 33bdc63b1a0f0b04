"""The sample document, rendered once."""

from __future__ import annotations

import io

import pikepdf
import pytest

from alliance.rendering import FolderCache, render_draft, render_whole
from tests.alliance.rendering.print_samples import sample_document


@pytest.fixture(scope="session")
def document():
    return sample_document()


@pytest.fixture(scope="session")
def whole(document):
    return render_whole(document)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return FolderCache(tmp_path_factory.mktemp("rendering"))


@pytest.fixture(scope="session")
def draft(document, cache):
    return render_draft(document, cache)


@pytest.fixture
def foreign_pdf():
    """Builds a one-page PDF of somebody else's, with whatever is planted in it."""

    def build(plant=None, *, pages=1, size=(595, 842)) -> bytes:
        pdf = pikepdf.new()
        for number in range(pages):
            page = pdf.add_blank_page(page_size=size)
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            text = f"BT /F1 24 Tf 72 700 Td (Foreign page {number + 1}) Tj ET".encode()
            page.obj.Contents = pdf.make_stream(text)
        if plant:
            plant(pdf)
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()

    return build

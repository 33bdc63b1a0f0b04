import io
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PIL import Image

from alliance.rendering import Picture, PrintPart, render_whole
from alliance.rendering.errors import RefusedAddress
from alliance.rendering.fetcher import PacketFetcher, picture_type, static_file
from tests.alliance.rendering.print_samples import picture, sample_document


@pytest.fixture
def canary():
    """A web server on this machine that must never be asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetcher():
    return PacketFetcher({"photo 1": picture("navy")})


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://example.com/a.png",
        "https://example.com/a.png",
        "ftp://example.com/a.png",
        "data:text/plain,hello",
        "gopher://127.0.0.1:25/",
        "static:../manage.py",
        "static:css/../../manage.py",
        "static:/etc/passwd",
        "static:%2e%2e/manage.py",
        "static:fonts/..%2f..%2fmanage.py",
        "static:css\\..\\manage.py",
        "static:missing.png",
        "static:css/print/page.css",
        "picture:unknown",
        "picture:../photo 1",
        "PICTURE:photo%201",
        "",
    ],
)
def test_everything_else_is_refused_and_logged(fetcher, address, caplog):
    with caplog.at_level(logging.WARNING), pytest.raises(RefusedAddress):
        fetcher(address)

    assert [record.message for record in caplog.records] == [
        f"Refused to fetch {address} for a document"
    ]


def test_own_files_are_served(fetcher):
    assert fetcher("static:fonts/PretendardGOV-Bold.otf").read(4) == b"OTTO"
    assert fetcher("picture:photo%201").content_type == "image/jpeg"


def test_redirects_have_no_way_in(fetcher, canary):
    address, asked = canary

    for _ in range(2):
        with pytest.raises(RefusedAddress):
            fetcher.open(address)

    assert asked == []


def test_a_document_reaches_nobody(canary, tmp_path, caplog):
    address, asked = canary
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    html = (
        f'<img src="{address}/a.png" alt="x"><img src="file://{secret}" alt="x">'
        f'<link rel="stylesheet" href="{address}/style.css"><style>@import "{address}/b.css";'
        f"@font-face {{ font-family: x; src: url({address}/font.otf) }}"
        f"p {{ background: url({address}/c.png) }}</style><p>글</p>"
        f'<svg width="9" height="9"><image href="{address}/d.png"/></svg>'
        f'<svg width="9" height="9"><use href="{address}/e#x"/></svg>'
        f'<object data="{address}/f"></object><embed src="{address}/g">'
        f'<link rel="attachment" href="{address}/h"><iframe src="{address}/i"></iframe>'
    )

    rendered = render_whole(sample_document(parts=(PrintPart(key="bad", html=html),)))

    assert asked == []
    assert b"secret" not in rendered.pdf
    assert rendered.pages == 1


@pytest.mark.parametrize("kind", ["svg", "html", "truncated", "bomb", "tiff"])
def test_pictures_are_judged_by_content(kind):
    output = io.BytesIO()
    if kind == "bomb":
        Image.new("1", (9000, 9000)).save(output, "PNG")
    elif kind == "tiff":
        Image.new("RGB", (9, 9)).save(output, "TIFF")
    contents = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "html": b"<html></html>",
        "truncated": b"\x89PNG\r\n\x1a\n",
    }

    with pytest.raises(RefusedAddress):
        picture_type(contents.get(kind) or output.getvalue())


def test_static_files_are_found():
    assert static_file("fonts/PretendardGOV-Regular.otf").name == "PretendardGOV-Regular.otf"


def test_a_picture_is_read_from_storage(settings):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    name = default_storage.save("pictures/one.jpg", ContentFile(picture("navy").read()))

    assert Picture(name=name).digest == picture("navy").digest

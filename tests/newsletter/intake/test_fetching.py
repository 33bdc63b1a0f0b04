from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import threading
import time
import zlib

import pytest

from newsletter.intake import fetching
from newsletter.intake.addresses import BadAddress, article_key, article_url, web_address
from newsletter.intake.fetching import MEGABYTE, FetchError, Limits, fetch, look
from tests.newsletter.intake.web_server import WebServer, refused

SHORT = Limits(seconds=0.6, size=MEGABYTE)
FOREIGN = "198.51.101.7"


# --- What is fetched -------------------------------------------------------------------------


def test_page_comes_with_what_the_next_request_needs(server):
    server.says("/rss", "<rss/>", Content_Type="text/xml; charset=euc-kr", ETag='"1"')

    found = fetch(server.url("/rss"))

    assert (found.body, found.content_type, found.charset) == (b"<rss/>", "text/xml", "euc-kr")
    assert (found.url, found.etag) == (server.url("/rss"), '"1"')


def test_request_carries_what_was_known_and_nothing_of_ours(server):
    server.says("/rss", status=304)

    found = fetch(server.url("/rss"), etag='"1"', last_modified="Wed, 26 Nov 2025 00:00:00 GMT")

    assert found.is_unchanged
    head = server.requests[0].lower()
    assert 'if-none-match: "1"' in head
    assert "if-modified-since: wed, 26 nov 2025 00:00:00 gmt" in head
    assert "cookie" not in head
    assert "authorization" not in head


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_page_is_unpacked(server, pack):
    encoding = "gzip" if pack is gzip.compress else "deflate"
    server.says("/rss", pack(b"<rss/>"), Content_Encoding=encoding)

    assert fetch(server.url("/rss")).body == b"<rss/>"


def test_gzip_of_many_members_is_read_to_its_end(server):
    packed = b"".join(gzip.compress(b"ab") for _ in range(3000))
    server.says("/rss", packed, Content_Encoding="gzip")

    assert fetch(server.url("/rss")).body == b"ab" * 3000


def test_redirects_are_followed_five_times(server):
    for step in range(6):
        server.says(f"/{step}", status=302, Location=f"/{step + 1}")
    server.says("/6", "<rss/>")

    assert fetch(server.url("/1")).url == server.url("/6")
    assert "5번" in refused(server.url("/0"))


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"status": 404}, "404"),
        ({"status": 500}, "500"),
        ({"status": 302}, "어디로"),
        ({"body": "x", "Content_Type": "image/png"}, "image/png"),
        ({"body": "x", "Content_Encoding": "br"}, "압축"),
        ({"body": "xx", "Content_Encoding": "gzip"}, "압축"),
        ({"body": "x" * (MEGABYTE + 1)}, "1MB"),
    ],
)
def test_what_is_no_good_is_told_in_korean(server, says, told):
    server.says("/rss", **says)

    assert told in refused(server.url("/rss"), limits=SHORT)


def test_half_an_answer_is_none(server):
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>"
    server.does("/rss", lambda connection: connection.sendall(start))

    assert "끊" in refused(server.url("/rss"))


def test_garbage_is_no_answer(server):
    server.does("/rss", lambda connection: connection.sendall(b"\x00\xff" * 100))

    assert "연결" in refused(server.url("/rss"))


# --- Time and size ---------------------------------------------------------------------------

DRIPPING = {
    "status line": b"HTTP/1.1 200",
    "header": b"HTTP/1.1 200 OK\r\nX-Long: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n",
    "chunk size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0",
    "silence": b"",
}


@pytest.mark.parametrize("start", DRIPPING.values(), ids=DRIPPING)
def test_slow_stream_ends_with_the_time_given(server, start):
    server.drips("/rss", start, every=0.05 if start else 9)
    began = time.monotonic()

    told = refused(server.url("/rss"), limits=SHORT)

    assert told == "0.6초 안에 끝나지 않았습니다."
    assert time.monotonic() - began < 1.2


def test_slow_stream_would_go_on_without_the_deadline(server, monkeypatch):
    monkeypatch.setattr(fetching._Timed, "recv_into", socket.socket.recv_into)
    server.drips("/rss", DRIPPING["body"])
    began = time.monotonic()
    # Each byte comes in time; only the server's end ends it.
    threading.Timer(1.5, server.closing.set).start()

    refused(server.url("/rss"), limits=SHORT)

    assert time.monotonic() - began > 1.4


def test_time_counts_over_all_redirects(server):
    def talk(connection):
        time.sleep(0.25)
        connection.sendall(b"HTTP/1.1 302 Go\r\nLocation: /rss\r\nContent-Length: 0\r\n\r\n")

    server.does("/rss", talk)
    began = time.monotonic()

    assert "0.6초" in refused(server.url("/rss"), limits=SHORT)
    assert time.monotonic() - began < 1.2


def test_slow_look_up_ends_too(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(2) or [])
    began = time.monotonic()

    assert "0.6초" in refused("http://slow.example/", limits=SHORT)
    assert time.monotonic() - began < 1.2


def test_gzip_bomb_is_left_unpacked(server, monkeypatch):
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    bomb = packer.compress(bytes(200 * MEGABYTE)) + packer.flush()
    assert len(bomb) < MEGABYTE / 4
    server.says("/rss", bomb, Content_Encoding="gzip")
    unpacked = []
    unpack = fetching._Unpacker.__call__

    def counted(unpacker, block, most):
        taken = unpack(unpacker, block, most)
        unpacked.append(len(taken))
        return taken

    monkeypatch.setattr(fetching._Unpacker, "__call__", counted)

    assert "1MB" in refused(server.url("/rss"), limits=Limits(5, MEGABYTE))
    assert sum(unpacked) == MEGABYTE + 1


def test_endless_stream_ends_with_the_size_given(server):
    block = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"

    def talk(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(block)

    server.does("/rss", talk)

    assert "1MB" in refused(server.url("/rss"), limits=Limits(5, MEGABYTE))


# --- TLS -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = "/CN=feeds -addext subjectAltName=DNS:feeds.example"
    subprocess.run(
        [*made.split(), "-keyout", key, "-out", cert, "-subj", *names.split()],
        check=True,
        capture_output=True,
    )
    return key, cert


@pytest.fixture
def trusted(certificate, monkeypatch):
    context = ssl.create_default_context(cafile=str(certificate[1]))
    context.sslsocket_class = fetching._TimedTLSSocket
    monkeypatch.setattr(fetching, "_tls", lambda: context)


def test_certificate_must_be_of_the_name_asked_for(certificate, trusted, names, settings):
    key, cert = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    def answers(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>")

    inside = WebServer(tls=context)
    inside.does("/rss", answers)
    names["feeds.example"] = names["other.example"] = [["127.0.0.1"]]
    settings.FETCH_ALLOW = [f"{name}.example:{inside.port}" for name in ("feeds", "other")]
    try:
        assert fetch(f"https://feeds.example:{inside.port}/rss").body == b"<rss/>"
        assert "인증서" in refused(f"https://other.example:{inside.port}/rss")
        inside.drips("/slow", b"HTTP/1.1 200 OK\r\n\r\n")
        assert "0.6초" in refused(f"https://feeds.example:{inside.port}/slow", limits=SHORT)
    finally:
        inside.close()


def test_handshake_that_never_ends_does(server):
    server.does("/", lambda connection: time.sleep(3))
    began = time.monotonic()

    assert "0.6초" in refused(f"https://127.0.0.1:{server.port}/", limits=SHORT)
    assert time.monotonic() - began < 1.2


# --- Looking only, and addresses -------------------------------------------------------------


def test_looking_reads_no_body(server):
    server.drips("/1", b"HTTP/1.1 200 OK\r\n\r\n", every=9)

    assert look(server.url("/1")) == server.url("/1")
    with pytest.raises(FetchError) as refusal:
        look(server.url("/2"))
    assert refusal.value.status == 404


@pytest.mark.parametrize(
    ("text", "base", "url"),
    [
        (" https://News.Example/a b?q=가 ", "", "https://news.example/a%20b?q=%EA%B0%80"),
        ("https://뉴스.example/", "", "https://xn--vg1b002a.example/"),
        ("/a?utm_source=rss&id=3#top", "https://news.example/rss", "https://news.example/a?id=3"),
        ("../b", "https://news.example/x/y", "https://news.example/b"),
        ("https://news.example:443/a", "", "https://news.example/a"),
        ("https://news.example/a?id=1&fbclid=x&n=", "", "https://news.example/a?id=1&n="),
        ("https://news.example/a\n", "", "https://news.example/a"),
    ],
)
def test_address_is_kept_without_its_history(text, base, url):
    assert article_url(text, base=base) == url


def test_address_longer_than_its_field_is_refused():
    with pytest.raises(BadAddress):
        article_url("https://news.example/" + "a" * 500)


def test_one_article_has_one_key():
    same = {
        article_key(article_url(url))
        for url in (
            "https://news.example/a?id=1&n=2",
            "http://www.news.example/a/?n=2&id=1",
            "https://m.news.example/a?id=1&n=2&utm_medium=rss#c",
        )
    }

    assert len(same) == 1
    assert article_key("https://news.example/a?id=2") not in same


def test_port_of_the_scheme_is_not_written():
    assert str(web_address("http://news.example:80/")) == "http://news.example/"
    assert web_address("http://[::1]:80/").place == "[::1]:80"

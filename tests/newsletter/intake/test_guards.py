"""Who may be asked: nobody inside, by whatever name, redirect or notation."""

from __future__ import annotations

import socket

import pytest

from newsletter.intake import fetching
from newsletter.intake.fetching import MEGABYTE, Limits, fetch
from tests.newsletter.intake.web_server import WebServer, refused

SHORT = Limits(seconds=0.6, size=MEGABYTE)
FOREIGN = "198.51.101.7"


INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://127.000.000.001:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://rebinding.example:{port}/",
    "http://mixed.example:{port}/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_address_inside_is_not_asked(canary, names, url):
    names["rebinding.example"] = [["127.0.0.1"]]
    names["mixed.example"] = [[FOREIGN, "127.0.0.1"]]

    assert refused(url.format(port=canary.port), limits=SHORT).startswith("내부망")
    assert canary.requests == []


@pytest.mark.parametrize("url", INSIDE)
def test_address_inside_would_be_asked_without_the_guard(canary, names, monkeypatch, url):
    monkeypatch.setattr(fetching, "is_open", lambda place: place != FOREIGN)
    names["rebinding.example"] = [["127.0.0.1"]]
    names["mixed.example"] = [["127.0.0.1"]]

    fetch(url.format(port=canary.port), limits=SHORT)

    assert len(canary.requests) == 1


@pytest.mark.parametrize("host", ["::1", "::", "0:0:0:0:0:0:0:1"])
def test_loopback_of_ipv6_is_not_asked(host):
    inside = WebServer(socket.AF_INET6)
    try:
        told = refused(f"http://[{host}]:{inside.port}/")
    finally:
        inside.close()

    assert told.startswith("내부망")
    assert inside.requests == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
    ],
)
def test_redirect_leads_nowhere_inside(server, canary, target):
    server.says("/rss", status=302, Location=target.format(port=canary.port))

    assert refused(server.url("/rss")).startswith("내부망")
    assert len(server.requests) == 1
    assert canary.requests == []


def test_connection_goes_to_the_address_that_was_checked(names, knocked):
    """A name that means something else the second time (rebinding) gains nothing."""
    names["rebinding.example"] = [[FOREIGN], ["127.0.0.1"]]

    refused("http://rebinding.example/")

    assert knocked == [FOREIGN]
    # It was looked up once: the second meaning is still to come.
    assert names["rebinding.example"] == [["127.0.0.1"]]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1:{port}/",
        "gopher://127.0.0.1:{port}/_GET%20/",
        "dict://127.0.0.1:{port}/",
        "javascript:alert(1)",
        "//127.0.0.1:{port}/",
        "/etc/passwd",
        "http://",
        "http://user:secret@127.0.0.1:{port}/",
        "http://news.example@127.0.0.1:{port}/",
        "http://news.example\\@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}999/",
        "http://[::1",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused(canary, settings, url):
    settings.FETCH_ALLOW = [f"127.0.0.1:{canary.port}"]

    refused(url.format(port=canary.port))

    assert canary.requests == []


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher"])
def test_redirect_changes_to_no_other_scheme(server, canary, scheme):
    server.says("/rss", status=302, Location=f"{scheme}://127.0.0.1:{canary.port}/etc/passwd")

    refused(server.url("/rss"))

    assert canary.requests == []


def test_allowed_pair_lets_in_that_port_alone(server, canary):
    server.says("/rss", "<rss/>")

    assert fetch(server.url("/rss")).body == b"<rss/>"
    assert refused(canary.url()).startswith("내부망")


def test_services_that_are_no_web_are_not_asked(knocked):
    assert "25" in refused(f"http://{FOREIGN}:25/")
    assert knocked == []


CLOSED = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.1 192.0.0.1 192.0.2.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1
    ::ffff:169.254.169.254 64:ff9b::7f00:1 100::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::
    fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
    2001:0:4136:e378:8000:63bf:3fff:fdd2
"""


@pytest.mark.parametrize("place", CLOSED.split())
def test_special_addresses_are_closed(place):
    assert not fetching.is_open(place)


@pytest.mark.parametrize("place", ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_addresses_of_the_net_are_open(place):
    assert fetching.is_open(place)

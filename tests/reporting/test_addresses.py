"""One spelling for one page."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.addresses import canonical_page, page_path

SITE = "metaversealliance.example"


@pytest.mark.parametrize(
    ("measured", "page"),
    [
        (f"https://{SITE}", SITE),
        (f"https://{SITE}/", SITE),
        (f"http://www.{SITE}", SITE),
        (f"HTTPS://WWW.{SITE.upper()}//", SITE),
        (f"www.{SITE}/newsletter/", f"{SITE}/newsletter"),
        (f"//{SITE}/newsletter", f"{SITE}/newsletter"),
        (f"https://{SITE}:443/newsletter", f"{SITE}/newsletter"),
        (f"https://{SITE}:8443/newsletter", f"{SITE}:8443/newsletter"),
        (f"https://user:secret@{SITE}/a", f"{SITE}/a"),
        (f"https://{SITE}./a", f"{SITE}/a"),
        (f"https://{SITE}/a//b/?page=2#top", f"{SITE}/a/b"),
        (f"https://{SITE}/Members", f"{SITE}/Members"),
        (f"https://{SITE}/member_companies/%EB%89%B4%ED%86%A0", f"{SITE}/member_companies/뉴토"),
        (f"https://{SITE}/a%2Fb%20c", f"{SITE}/a/b c"),
        (f"https://{SITE}/a%00%0Ab", f"{SITE}/ab"),
        (f"https://{SITE}/%FF", f"{SITE}/\ufffd"),
        ("https://wwwsomething.example/", "wwwsomething.example"),
        ("https://[::1/broken", "https://[::1/broken"),
        ("  ", ""),
    ],
)
def test_canonical_page(measured, page):
    assert canonical_page(measured) == page


def test_decomposed_hangul_is_the_same_page():
    composed = f"https://{SITE}/뉴토"

    assert canonical_page(unicodedata.normalize("NFD", composed)) == f"{SITE}/뉴토"


@given(st.text(max_size=200))
def test_any_text_has_a_page_that_a_database_takes(text):
    page = canonical_page(text)

    assert "\x00" not in page
    assert unicodedata.is_normalized("NFC", page)


@pytest.mark.parametrize(
    ("page", "path"), [(SITE, "/"), (f"{SITE}/newsletter", "/newsletter"), ("", "/")]
)
def test_page_path(page, path):
    assert page_path(page) == path

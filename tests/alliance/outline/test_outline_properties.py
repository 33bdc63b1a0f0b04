"""What holds for every text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from hypothesis import given

from alliance.outline import Kind, from_json, parse, to_json
from alliance.outline.html import to_html, to_inline_html
from alliance.outline.oddities import oddities
from alliance.outline.tree import MAX_DEPTH
from tests.alliance.outline.strategies import texts

TAGS = {"ul", "li", "p", "span", "br", "div", "table", "thead", "tbody", "tr", "th", "td", "h3"}
ATTRIBUTES = {"class", "aria-hidden", "aria-label", "role", "tabindex", "scope"}
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Checker(HTMLParser):
    """Fails on a tag that is never closed, and on whatever the printer does not write itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def checked(html: str) -> str:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return "".join(checker.text)


@given(texts)
def test_nothing_is_lost(text):
    assert parse(text).to_text() == LINE_BREAK.sub("\n", text)


@given(texts)
def test_every_line_belongs_to_one_node_in_order(text):
    outline = parse(text)

    expected = 1
    for _, node in outline.walk():
        assert node.first_line == expected
        assert node.last_line - node.first_line == node.source.count("\n")
        expected = node.last_line + 1
    assert expected - 1 == outline.to_text().count("\n") + 1


@given(texts)
def test_depth_is_bounded(text):
    assert all(depth <= MAX_DEPTH for depth, _ in parse(text).walk())


@given(texts)
def test_parsing_what_was_kept_gives_the_same_tree(text):
    outline = parse(text)

    assert parse(outline.to_text()) == outline


@given(texts)
def test_json_gives_the_tree_back(text):
    outline = parse(text)

    assert from_json(json.loads(json.dumps(to_json(outline)))) == outline


@given(texts)
def test_html_is_well_formed_and_holds_every_word(text):
    outline = parse(text)

    printed = checked(to_html(outline, heading=3))

    printed.encode()
    for _, node in outline.walk():
        for word in [*node.text.split(), *(w for row in node.rows for c in row for w in c.split())]:
            if word.isalnum():
                assert word in printed


@given(texts)
def test_inline_html_is_one_line_of_phrases(text):
    html = to_inline_html(parse(text))

    checked(html)
    assert "<ul" not in html
    assert "<p" not in html
    assert "<br" not in html


@given(texts)
def test_oddities_name_lines_of_the_text(text):
    outline = parse(text)
    count = outline.to_text().count("\n") + 1

    found = [oddity.line for oddity in oddities(outline)]

    assert found == sorted(found)
    assert all(1 <= line <= count for line in found)


@given(texts)
def test_marks_hold_no_text_and_tables_are_rectangles(text):
    for _, node in parse(text).walk():
        assert bool(node.rows) == (node.kind is Kind.TABLE)
        assert len({len(row) for row in node.rows}) <= 1
        assert not (node.kind in (Kind.PARAGRAPH, Kind.BLANK, Kind.TABLE) and node.mark)

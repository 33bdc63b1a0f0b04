"""What is printed, and that nothing typed becomes markup."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from alliance.outline import parse, to_json
from alliance.outline.html import to_html
from tests.alliance.outline.test_outline_properties import checked


def printed(source: str, **context) -> str:
    return Template("{% load outline %}" + source).render(Context(context))


def test_nested_lists():
    html = printed("{{ text|outline }}", text="○ (목적) 공유\n - 자료 <배포>\n ※ 비고")

    assert html == (
        '<ul class="outline"><li class="outline-item">'
        '<span class="mark" aria-hidden="true">○</span> <span class="label">(목적)</span> '
        '<span class="text">공유</span>'
        '<ul class="outline"><li class="outline-subitem">'
        '<span class="mark" aria-hidden="true">-</span> '
        '<span class="text">자료 &lt;배포&gt;</span>'
        '<ul class="outline"><li class="outline-remark">'
        '<span class="mark">※</span> <span class="text">비고</span>'
        "</li></ul></li></ul></li></ul>"
    )


def test_sections_become_headings_on_request():
    text = "□ 개요\n○ 가"

    assert "<h3" not in printed("{{ text|outline }}", text=text)
    assert printed("{{ text|outline:3 }}", text=text).startswith(
        '<ul class="outline"><li class="outline-section"><h3 class="outline-heading">'
        '<span class="mark" aria-hidden="true">□</span> <span class="text">개요</span></h3>'
        '<ul class="outline"><li class="outline-item">'
    )


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("□", "section"),
        ("◆", "lead"),
        ("①", "part"),
        ("1)", "numbered"),
        ("○", "item"),
        ("-", "subitem"),
        ("·", "dot"),
        (":", "explanation"),
        ("※", "remark"),
        ("*", "footnote"),
    ],
)
def test_every_kind_has_its_class(mark, kind):
    assert f'<li class="outline-{kind}">' in to_html(parse(f"{mark} 글"))


def test_paragraphs_keep_their_line_breaks():
    assert to_html(parse("첫 줄\n둘째 줄\n\n다음")) == (
        '<p class="outline-paragraph">첫 줄<br>둘째 줄</p><p class="outline-paragraph">다음</p>'
    )


def test_table_has_heads_with_scope():
    html = to_html(parse('구분\t\t수\n가\t"나\n다"\t1'))

    assert '<table class="grid"><thead><tr><th scope="col">구분</th><td></td>' in html
    assert "<tbody><tr><td>가</td><td>나<br>다</td><td>1</td></tr></tbody>" in html


def test_one_row_alone_has_no_head():
    html = to_html(parse("일시\t11. 26."))

    assert "<thead>" not in html
    assert "<tbody><tr><td>일시</td><td>11. 26.</td></tr></tbody>" in html


def test_star_behind_a_word_is_a_footnote_reference():
    assert '전시관<span class="footnote-reference">*</span>을' in to_html(parse("- 전시관*을 운영"))
    assert "2*3" in to_html(parse("- 2*3 배치"))


def test_inline_is_one_line():
    html = printed("{{ text|outline_inline }}", text="※ (비고) 첫 줄\n  둘째 <줄>")

    assert html == (
        '<span class="mark">※</span> <span class="label">(비고)</span> '
        '<span class="text">첫 줄 둘째 &lt;줄&gt;</span>'
    )


def test_filter_prints_trees_and_frozen_trees_alike():
    text = "□ 개요\n- 가\t\n구분\t수\n나\t1"

    html = printed("{{ text|outline }}", text=text)

    assert printed("{{ text|outline }}", text=parse(text)) == html
    assert printed("{{ text|outline }}", text=to_json(parse(text))) == html


def test_nothing_prints_nothing():
    assert printed("{{ text|outline }}", text=None) == ""
    assert printed("{{ text|outline_inline }}", text="\n \n") == ""


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<link rel=attachment href=file:///etc/passwd>",
    "<style>@import url(http://127.0.0.1/)</style>",
    "{{ settings.SECRET_KEY }}{% load static %}",
    "{0.__class__} %(x)s {}",
    "&lt;script&gt; &#60;b&#62;",
    "</li></ul><h1>",
    "a*<b>*</b>*",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "place",
    ["{}", "□ {}", "- ({}) 글", "※ {}", "* {}", "◆ {}", "가\t{}\n{}\t나", '가\t"{}\n""나"\n다\t라'],
)
def test_what_was_typed_is_printed_as_text(hostile, place):
    text = place.replace("{}", hostile)

    html = to_html(parse(text), heading=3)

    words = "".join(checked(html).split())
    assert "".join(hostile.split()) in words


def test_control_characters_are_left_out():
    assert to_html(parse("가\x00나\x1b\ud800다")) == '<p class="outline-paragraph">가나다</p>'


def test_thousands_of_footnotes():
    text = "- 본문*\n" + "\n".join(f"* 각주 {number}" for number in range(5_000))

    html = to_html(parse(text))

    assert html.count('<li class="outline-footnote">') == 5_000
    checked(html)


def test_as_deep_as_it_gets():
    html = to_html(parse("\n".join(f"{'  ' * depth}- {depth}" for depth in range(200))))

    assert html.count("<li") == 200
    checked(html)

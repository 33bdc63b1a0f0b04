import io
import re

import pypdf
import pytest
import tinyhtml5
from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string

from alliance.rendering import NoCache, PrintPart, render_draft
from alliance.templatetags.charts import month_chart, top_of_scale
from alliance.templatetags.printing import groups_of, print_table
from tests.alliance.rendering.print_samples import partial, sample_document


def rows_of(html: str) -> list[list[str]]:
    """The cells of every table row, with `×n` for a rowspan."""
    found = []
    for row in fromstring(f"<div>{html}</div>").iter("tr"):
        cells = []
        for cell in row:
            text = " ".join("".join(cell.itertext()).split())
            span = cell.get("rowspan")
            cells.append(f"{text}×{span}" if span else text)
        found.append(cells)
    return found


def test_equal_neighbours_are_merged_downwards():
    html = partial(
        "_table",
        columns=["구분", "기관", "건수"],
        rows=[
            ["가", "ㄱ", 1],
            ["가", "ㄱ", 2],
            ["가", "ㄴ", 3],
            ["나", "ㄴ", 1000],
            ["가", "ㄴ", None],
        ],
        merge="0,1",
    )

    assert rows_of(html) == [
        ["구분", "기관", "건수"],
        ["가×3", "ㄱ×2", "1"],
        ["2"],
        ["ㄴ", "3"],
        ["나", "ㄴ", "1,000"],
        ["가", "ㄴ", "-"],
    ]


def test_a_long_merged_cell_is_told_again():
    table = print_table(["구분"], [["가", n] for n in range(30)], merge="0")

    assert [len(group.rows) for group in table.groups] == [10, 10, 10]
    assert [group.rows[0][0].rowspan for group in table.groups] == [10, 10, 10]
    assert [group.keep for group in table.groups] == [False, False, False]


def test_a_short_merged_group_stays_on_one_page():
    groups = groups_of([{"sector": "가"}, {"sector": "가"}, {"sector": "나"}], "sector")

    assert [(group.size, group.keep) for group in groups] == [(2, True), (1, True)]


def test_two_head_rows_and_a_total():
    html = partial(
        "_table",
        heads=[[{"text": "기업", "colspan": 2}, {"text": "총합", "rowspan": 2}], ["대", "소"]],
        rows=[[1, 2, 3], ["합계", 0, 3]],
        total=True,
    )

    assert rows_of(html) == [["기업", "총합×2"], ["대", "소"], ["1", "2", "3"], ["합계", "0", "3"]]
    assert 'colspan="2"' in html
    assert html.count('class="total"') == 1


def test_facts_take_pairs_and_dictionaries():
    html = partial(
        "_facts",
        facts=[
            ["일시", "'25.11.26.(수)"],
            {"label": "결과", "value": 5, "items": ["둘"], "remarks": ["셋"]},
        ],
    )

    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert words == "- (일시) &#x27;25.11.26.(수) - (결과) 5 · 둘 ※ 셋"


def test_timetable_rows():
    html = partial(
        "_timetable",
        rows=[
            {"start": "15:00", "end": "15:05", "minutes": 5, "content": "개회", "session": "1부"},
            {
                "start": "15:05",
                "end": "15:30",
                "minutes": 25,
                "content": "발제",
                "session": "1부",
                "presenter": "의장",
                "sub_items": ["사례"],
            },
            {"start": "15:30", "end": "15:40", "content": "휴식", "kind": "break"},
        ],
    )

    assert rows_of(html)[1:] == [
        ["1부×2", "15:00 ~ 15:05 (05')", "개회", ""],
        ["15:05 ~ 15:30 (25')", "발제 - 사례", "의장"],
        ["×1", "15:30 ~ 15:40", "휴식", ""],
    ]


def test_roster_merges_sectors_and_tells_proxies():
    html = partial(
        "_roster",
        rows=[
            {"sector": "정부", "organisation": "부처", "name": "가", "title": "과장", "mark": "○"},
            {
                "sector": "산업계",
                "organisation": "회사",
                "organisation_note": "협의회",
                "name": "나",
                "title": "대표",
                "mark": "○",
                "proxy": "다 이사",
            },
            {
                "sector": "산업계",
                "organisation": "기업",
                "name": "라",
                "title": "대표",
                "mark": "×",
            },
        ],
    )

    assert rows_of(html)[1:] == [
        ["정부×1", "부처", "가", "과장", "", "○"],
        ["산업계×2", "회사 (협의회)", "나", "대표", "", "○ (대참 다 이사)"],
        ["기업", "라", "대표", "", "×"],
    ]


def test_month_chart_leaves_months_without_a_value_out():
    chart = month_chart([{"label": "'25년", "values": [10, None, 40] + [None] * 9}])

    assert [(bar.text, bar.height) for bar in chart.bars] == [("10", 48.0), ("40", 192.0)]
    assert chart.rows[-1].text == "40"
    assert "10, -, 40" in chart.description


def test_a_bars_text_stands_above_the_taller_bar_beside_it():
    earlier, newer = [40, 10] + [None] * 10, [10, 40] + [None] * 10
    bars = month_chart(
        [{"label": "'24년", "values": earlier}, {"label": "'25년", "values": newer}]
    ).bars

    january, february = (bar for bar in bars if bar.text)
    assert january.text_y == min(bar.y for bar in bars)
    assert february.text_y == february.y


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (7, 8), (100, 100), (106_783, 120_000), (0.3, 0.3)]
)
def test_scale_ends_at_a_round_number(largest, top):
    assert top_of_scale(largest)[0] == pytest.approx(top)


def test_charts_keep_their_words_as_text():
    series = [{"label": "'25년", "values": [1234] * 12}]
    bars = [{"label": "첫 화면", "value": 30, "share": "75%"}, {"label": "둘째", "value": 10}]
    html = partial("_month_chart", series=series, title="월별 방문", unit="회")
    html += partial("_bars", bars=bars)

    rendered = render_draft(sample_document(parts=(PrintPart(key="a", html=html),)), NoCache())

    text = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages[0].extract_text()
    for words in ("월별 방문", "1,234", "12월", "'25년", "(단위: 회)", "첫 화면", "75%"):
        assert words in text


HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd style=x>\"'"
TIMES = {"start": "15:00", "end": "15:10"}
CONTEXTS = {
    "_title_box": {"title": HOSTILE, "issuer": HOSTILE, "subtitle": HOSTILE},
    "_divider": {"code": HOSTILE, "title": HOSTILE, "lines": [HOSTILE]},
    "_facts": {"facts": [[HOSTILE, HOSTILE], {"label": HOSTILE, "items": [HOSTILE]}]},
    "_table": {"columns": [HOSTILE], "rows": [[HOSTILE], [{"lines": [HOSTILE]}]]},
    "_roster": {"rows": [{"sector": HOSTILE, "organisation": HOSTILE, "proxy": HOSTILE}]},
    "_timetable": {"rows": [{**TIMES, "content": HOSTILE, "sub_items": [HOSTILE]}]},
    "_pictures": {"pictures": [{"key": HOSTILE, "caption": HOSTILE, "alt": HOSTILE}]},
    "_bars": {"bars": [{"label": HOSTILE, "value": 1, "share": HOSTILE}]},
    "_month_chart": {"series": [{"label": HOSTILE, "values": [1]}], "title": HOSTILE},
    "_consultation": {
        "advisors": [{"firm": HOSTILE}],
        "slots": [{**TIMES, "bookings": [HOSTILE]}],
    },
    "_findings": {"rows": [{"heading": HOSTILE, "items": [{"text": HOSTILE}]}]},
    "_basis": {"definition": HOSTILE, "period_rule": HOSTILE},
    "_contents": {"title": HOSTILE, "entries": [{"level": 1, "title": HOSTILE, "target": "a"}]},
}


@pytest.mark.parametrize("name", CONTEXTS)
def test_whatever_people_typed_is_printed_as_text(name):
    html = render_to_string(f"print/{name}.html", CONTEXTS[name])

    root = tinyhtml5.parse(html, namespace_html_elements=False)
    assert not list(root.iter("script"))
    assert [element for element in root.iter() if "style" in element.attrib] == []
    pictures = [element.get("src").partition(":")[0] for element in root.iter("img")]
    assert pictures == (["picture"] if name == "_pictures" else [])
    assert "alert(1)" in "".join(root.itertext())

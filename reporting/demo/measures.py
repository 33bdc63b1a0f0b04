"""Visits and page views, as the packet prints them; totals are sums and stand nowhere."""

from datetime import date

VISITS = {
    2024: (
        19_123,
        19_703,
        19_042,
        16_325,
        12_995,
        14_288,
        16_143,
        21_271,
        18_258,
        25_673,
        22_258,
        16_731,
    ),
    2025: (
        17_253,
        15_840,
        21_186,
        29_557,
        40_212,
        26_875,
        37_831,
        43_472,
        75_876,
        106_783,
        97_648,
    ),
}
COUNTED_TO = date(2025, 11, 26)

PAGES_FROM, PAGES_TO = date(2025, 11, 1), date(2025, 11, 26)
ALL_VIEWS = 292_300
PAGES = (
    ("https://metaversealliance.example/member_companies", 33_012),
    ("https://www.metaversealliance.example/member_companies", 22_991),
    (
        "https://metaversealliance.example/member_companies/"
        "%EC%A3%BC%EC%8B%9D%ED%9A%8C%EC%82%AC%EC%A0%AD",
        10_350,
    ),
    ("https://metaversealliance.example", 6_255),
    ("https://metaversealliance.example/member_companies/%EB%89%B4%ED%86%A0", 2_531),
    ("https://metaversealliance.example/metabus_trends_reports", 1_440),
    ("https://www.metaversealliance.example", 1_002),
    ("https://metaversealliance.example/newsletter", 868),
    ("https://metaversealliance.example/alliance_news", 762),
    ("https://metaversealliance.example/notice_board", 740),
)

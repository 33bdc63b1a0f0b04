"""The document that the rendering benchmark lays out: as long and as varied as a real packet.

All of its text is made up from a fixed seed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils.html import escape

from alliance.rendering import ContentsEntry, Picture, PrintDocument, PrintPart, contents_part

SUBJECTS = (
    "산업용 메타버스",
    "디지털 트윈",
    "가상융합 서비스",
    "실감형 콘텐츠",
    "표준화 과제",
    "인재 양성 과정",
    "회원사 협력",
    "실증 사업",
)
ACTIONS = (
    "현황을 공유",
    "추진 방향을 논의",
    "협력 방안을 마련",
    "우수 사례를 발굴",
    "개선 과제를 도출",
    "수요를 조사",
    "성과를 확산",
    "일정을 조정",
)
DETAILS = (
    "분과 위원 의견 수렴",
    "기관별 역할 분담 및 후속 조치",
    "기업 현장 적용을 위한 기술 검토",
    "데이터·인공지능 연계 방안 포함",
    "차년도 사업 계획에 반영 예정",
    "관계기관 협의를 거쳐 확정",
    "교육과정 개발 및 강사 연수 지원",
    "시범 서비스 운영 결과 분석",
)
FIRMS = (
    "가온",
    "누리",
    "다솜",
    "라온",
    "마루",
    "바름",
    "새롬",
    "아람",
    "자올",
    "차온",
    "카람",
    "타래",
    "파랑",
    "하람",
)
HOW_MANY = "총 18명(오프라인 14명/온라인 4명)"
PICTURE_COUNT = 24


def build_document(
    *, pages: int = 46, changed: Sequence[str] = (), photos: bool = True
) -> PrintDocument:
    """A packet of about that many pages. Parts named in `changed` get one word more."""
    maker = _Maker(photos=photos)
    parts = maker.parts(reports=max(1, round((pages - 12) / 4)))
    parts = [
        part
        if part.key not in changed
        else PrintPart(**{**vars(part), "html": part.html.replace("현황", "현황 및 계획", 1)})
        for part in parts
    ]
    return PrintDocument(
        title="2025년도 제4차 운영위원회 자료",
        subject="분기 보고",
        author="얼라이언스 사무국",
        running_title="2025년도 제4차 운영위원회 자료",
        footer_text="얼라이언스 사무국",
        created="2025-11-26",
        parts=tuple(parts),
    )


def line(kind: str, mark: str, text: str, *, label: str = "", below: str = "") -> str:
    labelled = f'<span class="label">({label})</span> ' if label else ""
    nested = f'<ul class="outline">{below}</ul>' if below else ""
    return (
        f'<li class="outline-{kind}"><span class="mark">{mark}</span> {labelled}'
        f'<span class="text">{text}</span>{nested}</li>'
    )


class _Maker:
    def __init__(self, *, photos: bool) -> None:
        self.random = random.Random(2025)  # noqa: S311 -- a fixed seed, no secret
        self.pictures = make_pictures() if photos else {}
        self.shown = 0

    def parts(self, reports: int) -> list[PrintPart]:
        return [
            PrintPart(key="overview", title="회의 개요", toc_level=1, html=self.overview()),
            contents_part("목차"),
            PrintPart(key="results", title="회의 결과", toc_level=1, html=self.results()),
            PrintPart(
                key="agenda1",
                title="[안건1] 4/4분기 실적 보고",
                toc_level=1,
                starts_right=True,
                html=self.divider("안건1", "'25년 4/4분기 실적 보고"),
            ),
            self.secretariat(),
            PrintPart(key="archive", title="아카이브", toc_level=2, html=self.archive()),
            PrintPart(key="visits", title="홈페이지 현황", toc_level=2, html=self.visits()),
            PrintPart(
                key="consultation", title="투자 상담회", toc_level=2, html=self.consultation()
            ),
            PrintPart(
                key="agenda2",
                title="[안건2] 분과별 현황 보고",
                toc_level=1,
                starts_right=True,
                html=self.divider("안건2", "'25년 분과별 현황 보고"),
            ),
            *(self.report(number) for number in range(1, reports + 1)),
        ]

    def sentence(self) -> str:
        chosen = self.random
        return (
            f"{chosen.choice(SUBJECTS)} 관련 {chosen.choice(ACTIONS)}하고"
            f" {chosen.choice(DETAILS)}, {chosen.choice(SUBJECTS)} 분야"
            f" {chosen.choice(DETAILS)}(총 {chosen.randint(2, 90)}건)"
        )

    def partial(self, name: str, **context: object) -> str:
        return render_to_string(f"print/{name}.html", context)

    def divider(self, code: str, title: str) -> str:
        lines = ["사무국 및 유관기관 보고", "분과별 운영 보고"]
        return self.partial("_divider", code=code, title=title, lines=lines)

    def timetable(self) -> str:
        rows = []
        start = 15 * 60
        for number, minutes in enumerate((5, 10, 25, 20, 15, 20, 15, 10)):
            rows.append(
                {
                    "start": f"{start // 60:02}:{start % 60:02}",
                    "end": f"{(start + minutes) // 60:02}:{(start + minutes) % 60:02}",
                    "minutes": minutes,
                    "content": f"(안건{number + 1}) {self.random.choice(SUBJECTS)} 보고",
                    "sub_items": [self.random.choice(DETAILS)] if number % 3 == 0 else [],
                    "presenter": "사무국",
                }
            )
            start += minutes
        return self.partial("_timetable", rows=rows)

    def overview(self) -> str:
        sectors = ["정부"] * 1 + ["학계/연구계"] * 4 + ["산업계"] * 4 + ["유관기관"] * 7
        roster = [
            {
                "sector": sector,
                "organisation": f"{FIRMS[index % len(FIRMS)]}연구진흥협회",
                "organisation_note": "한빛대학교" if index % 4 == 2 else "",
                "name": f"김{FIRMS[index % len(FIRMS)]}",
                "title": "본부장",
                "title_note": "교수" if index % 4 == 2 else "",
                "remark": "위원장" if index == 1 else "",
                "mark": "×" if index % 5 == 2 else "○",
                "proxy": "박누리 이사" if index == 6 else "",
            }
            for index, sector in enumerate(sectors)
        ]
        agenda = [[f"안건{n}", f"{SUBJECTS[n]} 4/4분기 현황 보고"] for n in range(1, 6)]
        return "".join(
            (
                self.partial(
                    "_title_box",
                    title="2025년도 제4차 운영위원회 자료",
                    issued="'25.11.26.(수)",
                    issuer="얼라이언스 사무국",
                ),
                '<h2 class="section">회의개요</h2>',
                self.partial(
                    "_facts",
                    facts=[
                        ["일시", "'25.11.26.(수) 15:00 ~ 17:00"],
                        ["장소", "대회의실(서울 강남)"],
                        ["참석자", "총 16인(의장 및 운영위원)"],
                    ],
                ),
                '<h2 class="section">논의내용(안)</h2>',
                self.partial("_facts", facts=agenda),
                '<h2 class="section">세부 일정(안)</h2>',
                self.timetable(),
                '<h2 class="section">대상 인원 : 총 16명(참석 13명/불참 3명)</h2>',
                self.partial("_roster", rows=roster),
            )
        )

    def outline(self, items: int) -> str:
        lines = []
        for _ in range(items):
            below = [
                line("subitem", "-", self.sentence(), label=self.random.choice(SUBJECTS))
                for _ in range(3)
            ]
            below.append(line("remark", "※", self.random.choice(DETAILS)))
            lines.append(line("item", "○", self.sentence(), below="".join(below)))
        return f'<ul class="outline">{"".join(lines)}</ul>'

    def results(self) -> str:
        return self.partial(
            "_title_box",
            title="2025년도 제4차 운영위원회 회의결과",
            issued="'25.11.26.(수)",
            issuer="얼라이언스 사무국",
        ) + self.outline(8)

    def secretariat(self) -> PrintPart:
        heads = [
            [
                {"text": "기업 (986개)", "colspan": 3},
                {"text": "기관 (133개)", "colspan": 2},
                {"text": "대학/산학 협력단(19개)", "rowspan": 2},
                {"text": "총합", "rowspan": 2},
            ],
            ["대기업", "중기업", "소기업", "기관·협단체", "기타(비영리)"],
        ]
        html = "".join(
            (
                '<h2 class="section" id="members-status">회원사 현황 (총 1,138개 회원사)</h2>',
                self.partial(
                    "_table",
                    heads=heads,
                    rows=[[87, 220, 679, 63, 70, 19, 1138]],
                    **{"class": "statistics"},
                ),
                self.partial("_basis", definition="기준일 현재 회원의 수", as_of="2025-11-26"),
                '<h2 class="section" id="groups">프로젝트 그룹 최종 평가</h2>',
                self.partial(
                    "_facts",
                    facts=[
                        ["일시", "'25.11.10.(월) 13:30 ~ 17:30"],
                        {
                            "label": "결과",
                            "value": "총 5개 그룹 선정",
                            "items": ["아이디어 창출 2개", "비즈니스 모델 3개"],
                        },
                    ],
                ),
                self.photo_block(6, 3, "발표 심사 전경"),
            )
        )
        entries = (
            ContentsEntry(2, "회원사 현황", "members-status"),
            ContentsEntry(2, "프로젝트 그룹 최종 평가", "groups"),
        )
        return self.with_pictures(
            PrintPart(key="secretariat", title="사무국 보고", html=html, entries=entries)
        )

    def archive(self) -> str:
        day = date(2025, 1, 6)
        rows = []
        for number in range(1, 36):
            day += timedelta(days=self.random.randint(1, 15))
            rows.append(
                [
                    number,
                    day.isoformat(),
                    f"{self.random.choice(FIRMS)}연구원",
                    self.sentence()[:44],
                ]
            )
        columns = [
            {"label": "연번", "class": "narrow nowrap"},
            {"label": "게시일", "class": "center nowrap"},
            {"label": "발행기관", "class": "center"},
            "제목",
        ]
        return '<h2 class="section">아카이브 (총 35건, 4/4분기 5건)</h2>' + self.partial(
            "_table", columns=columns, rows=rows
        )

    def visits(self) -> str:
        series = [
            {"label": "'24년", "values": [self.random.randint(12_000, 26_000) for _ in range(12)]},
            {
                "label": "'25년",
                "values": [*(self.random.randint(15_000, 107_000) for _ in range(11)), None],
            },
        ]
        months = [
            [line["label"], *line["values"], sum(value or 0 for value in line["values"])]
            for line in series
        ]
        columns = [
            {"label": "연도", "class": "nowrap"},
            *({"label": f"{n}월", "class": "number"} for n in range(1, 13)),
            {"label": "합계", "class": "number total"},
        ]
        bars = [
            {
                "label": f"https://alliance.example/page/{n}",
                "value": value,
                "share": f"{value / 2923:.2f}%",
            }
            for n, value in enumerate(
                sorted((self.random.randint(700, 33_000) for _ in range(10)), reverse=True)
            )
        ]
        return "".join(
            (
                '<h2 class="section">홈페이지 월별 방문 현황</h2>',
                self.partial("_table", columns=columns, rows=months, **{"class": "tiny"}),
                self.partial("_month_chart", series=series, title="월별 방문 횟수", unit="회"),
                '<h2 class="section">페이지 조회 현황</h2>',
                self.partial("_bars", bars=bars),
            )
        )

    def consultation(self) -> str:
        advisors = [
            {"firm": f"{FIRMS[n]}인베스트먼트", "person": f"김{FIRMS[n]} 수석팀장"}
            for n in range(9)
        ]
        slots = []
        start = 14 * 60
        for number in range(9):
            length = 20 if number == 5 else 15
            slots.append(
                {
                    "start": f"{start // 60}:{start % 60:02}",
                    "end": f"{(start + length) // 60}:{(start + length) % 60:02}",
                    "kind": "break" if number == 5 else "",
                    "bookings": [
                        self.random.choice([None, *(f"주식회사 {firm}소프트" for firm in FIRMS)])
                        for _ in advisors
                    ],
                }
            )
            start += 20
        return '<h2 class="section">투자 상담회 현황</h2>' + self.partial(
            "_consultation", advisors=advisors, slots=slots
        )

    def report(self, number: int) -> PrintPart:
        findings = [
            {
                "heading": heading,
                "items": [
                    {"label": self.random.choice(SUBJECTS), "text": self.sentence(), "note": ""}
                    for _ in range(4)
                ],
            }
            for heading in ("현황", "쟁점")
        ]
        html = "".join(
            (
                f"<h2>{number}. {escape(self.random.choice(SUBJECTS))} 분과 회의 결과</h2>",
                self.partial(
                    "_facts",
                    facts=[
                        ["일시", "'25.10.21.(화) 15:00 ~ 17:00"],
                        ["장소", "2층 회의실"],
                        ["참석자", HOW_MANY],
                    ],
                ),
                '<h3 class="item">세부 일정</h3>',
                self.timetable(),
                '<h3 class="item">논의 내용 현황</h3>',
                self.outline(7),
                self.partial("_findings", rows=findings),
                self.photo_block(6 if number % 2 else 8, 2, "회의 전경"),
            )
        )
        return self.with_pictures(
            PrintPart(key=f"report{number}", title=f"{number}. 분과 보고", toc_level=2, html=html)
        )

    def photo_block(self, count: int, columns: int, title: str) -> str:
        if not self.pictures:
            return ""
        chosen = []
        for _ in range(count):
            chosen.append(
                {
                    "key": f"photo-{self.shown % PICTURE_COUNT}",
                    "caption": f"전경 {self.shown + 1}",
                    "alt": "전경",
                }
            )
            self.shown += 1
        return self.partial("_pictures", pictures=chosen, columns=columns, title=title)

    def with_pictures(self, part: PrintPart) -> PrintPart:
        used = {
            key: picture for key, picture in self.pictures.items() if f'picture:{key}"' in part.html
        }
        return PrintPart(**{**vars(part), "pictures": used})


def make_pictures() -> dict[str, Picture]:
    """Noise over a gradient: as costly to store as a photograph, and drawn by no one."""
    from PIL import Image

    chosen = random.Random(7)  # noqa: S311 -- a fixed seed, no secret
    pictures = {}
    for number in range(PICTURE_COUNT):
        noise = Image.frombytes("RGB", (400, 300), chosen.randbytes(400 * 300 * 3)).resize(
            (1600, 1200)
        )
        tint = Image.new("RGB", (1600, 1200), tuple(chosen.randint(40, 220) for _ in range(3)))
        output = io.BytesIO()
        Image.blend(tint, noise, 0.35).save(output, "JPEG", quality=88)
        pictures[f"photo-{number}"] = Picture(content=output.getvalue(), sha256=f"photo-{number}")
    return pictures

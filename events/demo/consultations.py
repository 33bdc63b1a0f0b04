"""The consultations of 13 November 2025, names as the sign-up sheet wrote them."""

from __future__ import annotations

from datetime import time

from events.services.consultations import GridRow
from members.services.register import NewOrganisation

OCCASION, TITLE = "2025 KMF 행사 기간 중", "메타버스 분야 투자 상담"
ORGANISER = "한국메타버스산업협회"

# Firm, name as printed, and the person's key and title where the packet names one.
INVESTORS = (
    ("대성창업투자", "대성창업투자A", "investor_a", "수석팀장"),
    ("대성창업투자", "대성창업투자B", "investor_b", "수석팀장"),
    ("피앤아이인베스트먼트", "피앤아이 인베스트먼트", "", ""),
    ("미시간벤처캐피탈", "미시간 벤처캐피탈", "", ""),
    ("알바트로스인베스트먼트", "알바트로스 인베스트먼트", "", ""),
)

# Who advised on law, and whom, the packet does not say: invented.
LAW_FIRM = NewOrganisation(name="법무법인 물빛(데모)", is_listed=False, is_demo=True)
LEGAL_COMPANIES = ("주식회사 새벽별공간컴퓨팅(데모)", "주식회사 들꽃엑스알(데모)")


def _row(start: str, end: str, *names: str) -> GridRow:
    return GridRow(time.fromisoformat(start), time.fromisoformat(end), names)


GRID = (
    _row(
        "14:00",
        "14:15",
        "(주)마이메타",
        "맨인블록주식회사",
        "주식회사아트앤메타",
        "(주)디캐릭",
        "브이리스브이알",
    ),
    _row("14:20", "14:35", "유디포엠㈜", "(주)미타운", "듀코젠", "맨인블록 주식회사", "패수투웨이"),
    _row(
        "14:40",
        "14:55",
        "주식회사 더픽트",
        "주식회사 지오에픽",
        "주식회사널싱엑스알",
        "-",
        "피앤씨솔루션",
    ),
    _row(
        "15:00",
        "15:15",
        "(주)심스리얼리티",
        "주식회사 왓츠랩",
        "주식회사진교연",
        "트라운드",
        "(주)애프터워크",
    ),
    _row(
        "15:20",
        "15:35",
        "주식회사 와이엠엑스",
        "주식회사 트라운드",
        "시어스랩",
        "유디포엠",
        "맨인블록 주식회사",
    ),
    GridRow(time(15, 40), time(16), is_break=True),
    _row("16:00", "16:15", "듀코젠", "주식회사리타", "(주)호각", "플레이버니즈", "트라운드"),
    _row(
        "16:20",
        "16:35",
        "페이크아이즈",
        "주식회사 진교연",
        "맨인블록 주식회사",
        "피앤씨솔루션",
        "유디포엠주",
    ),
    _row(
        "16:40",
        "16:55",
        "빅토리아프로덕션",
        "에이아이미디어",
        "피앤씨솔루션",
        "주식회사 왓츠랩",
        "주식회사 지오에픽",
    ),
)

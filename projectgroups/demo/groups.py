"""The demo's groups, experts and scores. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from projectgroups.models import Division

IDEA, BUSINESS_MODEL = Division.IDEA, Division.BUSINESS_MODEL


@dataclass(frozen=True)
class DemoGroup:
    """`documents` and `presentation`: the five experts' scores, in the panel's order."""

    name: str
    division: Division
    summary: str
    documents: tuple[int, ...]
    presentation: tuple[float, ...] = ()


@dataclass(frozen=True)
class DemoExpert:
    name: str
    organisation: str
    title: str

    @property
    def email(self) -> str:
        return f"{self.name}@experts.example"


GROUPS = (
    DemoGroup(
        "골목상점 공간투어",
        IDEA,
        "- 골목 상권을 3차원으로 옮겨 둘러보고 예약하는 서비스 구상",
        (84, 88, 86, 91, 79),
        (88.5, 91, 90, 93, 86),
    ),
    DemoGroup(
        "느린학습자 가상교실",
        IDEA,
        "- 학습 속도에 맞추어 반복하는 가상 실습 교실 구상",
        (90, 87, 92, 85, 88),
        (92, 90.5, 94, 89, 95),
    ),
    DemoGroup(
        "바다쓰레기 디지털트윈",
        IDEA,
        "- 해안 관측 자료로 수거 경로를 미리 시험하는 구상",
        (82, 80, 85, 83, 84),
        (85, 84, 88, 82.5, 86),
    ),
    DemoGroup(
        "어르신 산책 동무",
        IDEA,
        "- 실내 걷기와 대화를 잇는 혼합현실 돌봄 구상",
        (83, 86, 81, 88, 85),
        (84, 87, 83, 85, 86.5),
    ),
    DemoGroup(
        "전통시장 흥정 게임",
        IDEA,
        "- 시장 상인과 함께 만드는 교육용 놀이 구상",
        (76, 79, 74, 80, 77),
    ),
    DemoGroup(
        "우리동네 소리지도",
        IDEA,
        "- 생활 소리를 공간에 남기는 참여형 지도 구상",
        (73, 78, 75, 72, 77),
    ),
    DemoGroup(
        "반려식물 증강일기",
        IDEA,
        "- 식물의 상태를 증강현실로 보여 주는 기록 구상",
        (70, 74, 71, 76, 69),
    ),
    DemoGroup(
        "공장 안전교육 시뮬레이터",
        BUSINESS_MODEL,
        "- 위험 작업을 가상으로 익히는 구독형 교육 사업",
        (91, 89, 93, 90, 94),
        (94, 92, 95.5, 91, 93),
    ),
    DemoGroup(
        "병원 동선 트윈",
        BUSINESS_MODEL,
        "- 병동 배치와 이동을 시험하는 설계 지원 사업",
        (88, 90, 85, 91, 87),
        (91, 93, 89.5, 92, 90),
    ),
    DemoGroup(
        "공연장 원격관객",
        BUSINESS_MODEL,
        "- 좌석 시점을 골라 함께 보는 공연 중계 사업",
        (86, 84, 88, 87, 90),
        (89, 92, 88, 90.5, 87),
    ),
    DemoGroup(
        "가상 매장 진열 실험실",
        BUSINESS_MODEL,
        "- 진열을 바꾸어 가며 반응을 재는 분석 사업",
        (85, 83, 87, 82, 86),
        (87, 85, 86.5, 84, 88),
    ),
    DemoGroup(
        "스마트농장 원격작업",
        BUSINESS_MODEL,
        "- 온실 로봇을 가상공간에서 함께 부리는 사업",
        (84, 86, 80, 85, 83),
        (86, 83, 85, 87, 84.5),
    ),
    DemoGroup(
        "도시계획 주민회의",
        BUSINESS_MODEL,
        "- 개발 계획을 함께 걸어 보며 의견을 모으는 사업",
        (81, 85, 82, 84, 80),
        (82, 85, 84, 83, 81.5),
    ),
    DemoGroup(
        "문화재 복원 공방",
        BUSINESS_MODEL,
        "- 복원 과정을 재현하고 교구로 파는 사업",
        (77, 75, 79, 78, 74),
    ),
    DemoGroup(
        "가상 사무실 채용설명회",
        BUSINESS_MODEL,
        "- 지방 구직자를 위한 가상 채용 행사 운영 사업",
        (74, 72, 76, 73, 78),
    ),
)

# Beside the judge with an account, who belongs to an invented body, and a partner's officer.
EXPERTS = (
    DemoExpert("도유하", "한국온누리실감기술협회(데모)", "연구위원"),
    DemoExpert("표시안", "한국온누리실감기술협회(데모)", "자문위원"),
    DemoExpert("마리온", "한국온누리실감기술협회(데모)", "전문위원"),
)

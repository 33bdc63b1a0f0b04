"""Organisations that the demo's packet names. Only class and joining day of members are made up."""

from datetime import date

from members.models import Classification
from members.services.register import NewOrganisation

MADE_UP = "데모: 구분과 가입일은 지어낸 값"

LARGE = (Classification.Kind.COMPANY, Classification.SubKind.LARGE)
MEDIUM = (Classification.Kind.COMPANY, Classification.SubKind.MEDIUM)
SMALL = (Classification.Kind.COMPANY, Classification.SubKind.SMALL)
ASSOCIATION = (Classification.Kind.INSTITUTION, Classification.SubKind.ASSOCIATION)
NON_PROFIT = (Classification.Kind.INSTITUTION, Classification.SubKind.NON_PROFIT)
UNIVERSITY = (Classification.Kind.UNIVERSITY, Classification.SubKind.NONE)


def _member(
    name: str,
    joined_on: date,
    size: tuple[str, str] = SMALL,
    *aliases: str,
    slug: str = "",
) -> NewOrganisation:
    kind, sub_kind = size
    return NewOrganisation(
        name=name,
        slug=slug,
        aliases=aliases,
        kind=kind,
        sub_kind=sub_kind,
        joined_on=joined_on,
        note=MADE_UP,
        is_demo=True,
    )


def _plain(name: str, short_name: str = "", *aliases: str) -> NewOrganisation:
    return NewOrganisation(name=name, short_name=short_name, aliases=aliases, is_listed=False)


CONSULTED = (
    _member("(주)마이메타", date(2022, 3, 14)),
    _member("맨인블록 주식회사", date(2022, 9, 5)),
    _member("주식회사 아트앤메타", date(2023, 2, 20)),
    _member("(주)디캐릭", date(2022, 6, 13)),
    _member("브이리스브이알", date(2021, 9, 27)),
    _member("유디포엠㈜", date(2022, 5, 9), SMALL, "유디포엠주"),
    _member("(주)미타운", date(2023, 5, 15)),
    _member("듀코젠", date(2021, 11, 8)),
    _member("패수투웨이", date(2023, 8, 21), SMALL, "패스투웨이"),
    _member("주식회사 더픽트", date(2021, 6, 14)),
    _member("주식회사 지오에픽", date(2023, 4, 3)),
    _member("주식회사 널싱엑스알", date(2024, 3, 11), SMALL, "널싱XR"),
    _member("피앤씨솔루션", date(2021, 7, 5), MEDIUM, "P&C솔루션"),
    _member("(주)심스리얼리티", date(2022, 1, 17)),
    _member("주식회사 왓츠랩", date(2023, 10, 16)),
    _member("주식회사 진교연", date(2024, 5, 20)),
    _member("주식회사 트라운드", date(2024, 1, 22)),
    _member("(주)애프터워크", date(2023, 6, 26)),
    _member("주식회사 와이엠엑스", date(2022, 8, 8)),
    _member("주식회사 리타", date(2024, 7, 1)),
    _member("(주)호각", date(2022, 11, 21)),
    _member("플레이버니즈", date(2024, 9, 9)),
    _member("페이크아이즈", date(2021, 12, 13)),
    _member("빅토리아프로덕션", date(2023, 3, 27)),
    _member("에이아이미디어", date(2024, 4, 15), SMALL, "AI미디어"),
    _member("시어스랩", date(2021, 5, 24)),
)

MEMBERS = (
    *CONSULTED,
    # Pages of the directory that the ranking of page views names.
    _member("주식회사 젭", date(2022, 4, 25), slug="주식회사젭"),
    _member("뉴토", date(2023, 1, 9), slug="뉴토"),
    # The industry's side of the steering committee.
    _member("메타버스협의회", date(2021, 8, 2), ASSOCIATION),
    _member("위지웍스튜디오", date(2021, 5, 24), MEDIUM),
    _member("엘지유플러스", date(2021, 5, 24), LARGE, "LG유플러스", "LGU+"),
    _member("네이버제트", date(2021, 5, 24), MEDIUM, "네이버Z", "NAVER Z"),
    # Exhibitors; the sixth of them, 피플리, is no member.
    _member("딥파인", date(2021, 10, 18)),
    _member("맥스로직", date(2024, 6, 10)),
    _member("한국클라우드", date(2023, 9, 11)),
    _member("심심이", date(2022, 10, 24)),
    _member("메타빌드", date(2021, 6, 28), MEDIUM),
)

PARTNERS = (
    _plain("한국전파진흥협회", "RAPA"),
    _plain("소프트웨어정책연구소", "SPRi"),
    _plain("정보통신기획평가원", "IITP"),
    _plain("한국메타버스산업협회", "K-META", "케이메타"),
    _plain("정보통신산업진흥원", "NIPA", "한국정보통신산업진흥원"),
    _plain("한국인공지능소프트웨어산업협회"),
    _plain("글로벌메타버스협의회"),
)

AUTHORITIES = (
    _plain("과학기술정보통신부", "과기정통부", "과기부"),
    _plain("메타버스 얼라이언스", "얼라이언스"),
    _plain("메타버스 얼라이언스 사무국", "얼라이언스 사무국", "사무국", "메타버스얼라이언스사무국"),
    _plain("메타버스 자율규제위원회", "자율규제위원회", "자율규제 위원회"),
)

PUBLISHERS = (
    _plain("한국과학기술정보연구원", "KISTI"),
    _plain("한국과학기술기획평가원", "KISTEP"),
    _plain("딜로이트", "", "Deloitte"),
    _plain("삼성KPMG", "", "삼정KPMG"),
    _plain("ZEBRA", "", "지브라"),
    _plain("핵사곤", "", "헥사곤", "Hexagon"),
    _plain("한국전자통신연구원", "ETRI"),
    _plain("대한무역투자진흥공사", "KOTRA", "코트라"),
    _plain("한국저작권위원회"),
    _plain("국가미래전략인사이드"),
    _plain("국회미래연구원"),
    _plain("goover", "", "구버"),
    _plain("메타버스표준전문연구실", "표준전문연구실"),
)

ACADEMIA = (
    _plain("광운대학교"),
    _plain("의료메타버스학회"),
    _plain("서울대학교"),
    _plain("건국대학교", "건국대"),
    _plain("한국기술교육대학교"),
    _plain("원광대학교산학협력단"),
)

COMPANIES = (
    _plain("법무법인 비트"),
    _plain("피플리"),
    _plain("구미전자정보기술원"),
    _plain("케이홀로"),
    _plain("홀로랩"),
    _plain("엠젠솔루션"),
    _plain("피씨엔"),
    _plain("비햅틱스"),
    _plain("토탈소프트뱅크"),
    _plain("엘에스웨어"),
    _plain("한국전자기술원"),
    _plain("웅진씽크빅"),
    _plain("코탁스", "", "코텍스"),
    _plain("옴니씨앤에스", "", "옵니씨앤에스"),
    _plain("라온시큐어", "", "라운시큐어"),
    _plain("라온메타", "", "라운메타"),
    _plain("디지털리터러시협회", "CDL"),
    _plain("메타버스기업지원센터"),
    _plain("한국법제연구원"),
    _plain("포털웍스"),
    _plain("종근당"),
    _plain("서울경제진흥원"),
    _plain("중소상공인희망재단"),
)

INVESTORS = (
    _plain("대성창업투자"),
    _plain("피앤아이인베스트먼트"),
    _plain("미시간벤처캐피탈"),
    _plain("알바트로스인베스트먼트"),
)

PRESS = (_plain("데일리뉴스"), _plain("내외뉴스통신"), _plain("전자신문"))

PLAIN = (*PARTNERS, *AUTHORITIES, *PUBLISHERS, *ACADEMIA, *COMPANIES, *INVESTORS, *PRESS)

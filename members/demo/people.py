"""The demo's people. All are invented; what is real are their positions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from members.demo.generated import GROWN, JUDGES_BODY, RENAMED_TO, invented_people
from members.models import Affiliation, Person
from members.services.affiliations import take_post
from members.services.matching import match_names

SINCE = date(2022, 1, 1)
SECRETARIAT = "메타버스 얼라이언스 사무국"
MINISTRY = "과학기술정보통신부"
CONTENT_DEPARTMENT = "디지털콘텐츠과"


@dataclass(frozen=True)
class Post:
    organisation: str
    title: str
    department: str = ""
    acts_for: bool = False
    acting_role: str = Affiliation.ActingRole.REPRESENTATIVE


@dataclass(frozen=True)
class DemoPerson:
    key: str
    name: str
    posts: tuple[Post, ...]

    @property
    def email(self) -> str:
        """The natural key: loading again finds the person by it."""
        return f"{self.key.replace('_', '-')}@people.example"


def _who(key: str, name: str, organisation: str, title: str, *more: Post) -> DemoPerson:
    return DemoPerson(key, name, (Post(organisation, title), *more))


COMMITTEE = (
    DemoPerson("ministry_head", "설지훈", (Post(MINISTRY, "과장", department=CONTENT_DEPARTMENT),)),
    _who("chair", "유서준", "광운대학교", "교수"),
    _who("medical_society", "유하준", "의료메타버스학회", "학회장", Post("서울대학교", "교수")),
    _who("ethics_chair", "송지안", "법무법인 비트", "변호사"),
    _who("standards_chair", "윤도현", "건국대학교", "교수"),
    _who("strategy_chair", "정하윤", "시어스랩", "대표"),
    _who("council_head", "조민재", "메타버스협의회", "회장", Post("위지웍스튜디오", "대표")),
    _who("uplus_lead", "김은호", "엘지유플러스", "랩장"),
    _who("zepeto_lead", "한지원", "네이버제트", "리드"),
    _who("talent_chair", "성우진", "한국전파진흥협회", "본부장"),
    _who("kmeta_vice_head", "최선우", "한국메타버스산업협회", "상근부회장"),
    _who("nipa_head", "이건우", "정보통신산업진흥원", "본부장"),
    _who("software_association", "김유찬", "한국인공지능소프트웨어산업협회", "본부장"),
    _who("iitp_manager", "이승우", "정보통신기획평가원", "PM"),
    _who("spri_head", "최시윤", "소프트웨어정책연구소", "실장"),
    _who("global_council", "윤태오", "글로벌메타버스협의회", "회장"),
)

AROUND_THE_TABLE = (
    _who("wysiwyg_director", "박시우", "위지웍스튜디오", "이사"),
    _who("iitp_leader", "이가온", "정보통신기획평가원", "팀장"),
    DemoPerson(
        "ministry_officer", "김나은", (Post(MINISTRY, "사무관", department=CONTENT_DEPARTMENT),)
    ),
    DemoPerson(
        "ministry_clerk", "이주원", (Post(MINISTRY, "주무관", department=CONTENT_DEPARTMENT),)
    ),
    _who("lecturer", "이도윤", "국회미래연구원", "박사"),
)

SECRETARIAT_STAFF = (
    _who("secretariat_head", "서지호", SECRETARIAT, "실장"),
    _who("secretariat_leader", "임하람", SECRETARIAT, "팀장"),
    _who("secretariat_manager", "이다온", SECRETARIAT, "부장"),
)

SPEAKERS = (
    _who("kmeta_head", "김로운", "한국메타버스산업협회", "회장"),
    _who("self_regulation", "권이서", "메타버스 자율규제위원회", "위원장"),
    _who("literacy_head", "김보미", "디지털리터러시협회", "대표"),
    _who("support_centre", "황준서", "메타버스기업지원센터", "센터장"),
    _who("law_researcher", "정우주", "한국법제연구원", "연구위원"),
    _who("education_speaker", "김라온", "웅진씽크빅", "부장"),
    _who("plant_speaker", "남시온", "코탁스", "이사"),
    _who("therapy_speaker", "김다인", "옴니씨앤에스", "부장"),
    _who("security_speaker", "윤세아", "라온시큐어", "부사장", Post("라온메타", "부사장")),
    _who("spri_director", "김태린", "소프트웨어정책연구소", "소장"),
    _who("spri_researcher", "한예준", "소프트웨어정책연구소", "책임연구원"),
    _who("defence_speaker", "이루다", "포털웍스", "이사"),
    _who("pharma_speaker", "황유나", "종근당", "이사"),
    _who("investor_a", "김이든", "대성창업투자", "수석팀장"),
    _who("investor_b", "김소이", "대성창업투자", "수석팀장"),
    DemoPerson("mc", "박서아", ()),
)

# Those who act for an organisation in the portal.
ACTING = (
    DemoPerson("rapa_officer", "오하린", (Post("한국전파진흥협회", "책임", acts_for=True),)),
    DemoPerson("spri_officer", "신도아", (Post("소프트웨어정책연구소", "선임", acts_for=True),)),
    DemoPerson("iitp_officer", "권해인", (Post("정보통신기획평가원", "수석", acts_for=True),)),
    DemoPerson("kmeta_officer", "문서율", (Post("한국메타버스산업협회", "과장", acts_for=True),)),
    DemoPerson("company", "허은결", (Post(RENAMED_TO, "대표", acts_for=True),)),
    DemoPerson(
        "company_staff",
        "양하솔",
        (Post(RENAMED_TO, "매니저", acts_for=True, acting_role=Affiliation.ActingRole.STAFF),),
    ),
    DemoPerson("second_company", "표이람", (Post(GROWN[0], "이사", acts_for=True),)),
    DemoPerson("judge", "강라희", (Post(JUDGES_BODY, "전문위원"),)),
)

# Members of the subcommittees; each list is one subcommittee's.
SUBCOMMITTEE_SIZES = {
    "future_strategy": 18,
    "talent": 18,
    "tech_standard": 18,
    "ethics_system": 16,
}
SUBCOMMITTEE_CHAIRS = {
    "future_strategy": "strategy_chair",
    "talent": "talent_chair",
    "tech_standard": "standards_chair",
    "ethics_system": "ethics_chair",
}
SUBCOMMITTEE_SECRETARIES = {
    "future_strategy": "secretariat_leader",
    "talent": "rapa_officer",
    "tech_standard": "secretariat_manager",
    "ethics_system": "secretariat_head",
}
# Beside the chair and the secretary.
SUBCOMMITTEE_MEMBERS: dict[str, tuple[DemoPerson, ...]] = {
    code: tuple(
        DemoPerson(f"{code}_{number:02d}", who.name, (Post(who.organisation, who.title),))
        for number, who in enumerate(
            invented_people(size - 2, part=part),
            start=1,
        )
    )
    for part, (code, size) in enumerate(SUBCOMMITTEE_SIZES.items())
}

PEOPLE = {
    person.key: person
    for person in (
        *COMMITTEE,
        *AROUND_THE_TABLE,
        *SECRETARIAT_STAFF,
        *SPEAKERS,
        *ACTING,
        *(member for members in SUBCOMMITTEE_MEMBERS.values() for member in members),
    )
}


def demo_person(key: str) -> Person:
    """A person of the demo, by position; loaders of other apps find them here."""
    return Person.objects.get(email=PEOPLE[key].email)


def load_people() -> None:
    """Whoever is there already is left alone."""
    there = set(Person.objects.values_list("email", flat=True))
    missing = [who for who in PEOPLE.values() if who.email not in there]
    names = sorted({post.organisation for who in missing for post in who.posts})
    organisations = {
        match.name: match.organisation for match in match_names(names) if match.organisation
    }
    for who in missing:
        person = Person.objects.create(name=who.name, email=who.email)
        for position, post in enumerate(who.posts):
            take_post(
                person=person,
                organisation=organisations[post.organisation],
                title=post.title,
                department=post.department,
                position=position,
                acts_for=post.acts_for,
                acting_role=post.acting_role,
                on=SINCE,
            )

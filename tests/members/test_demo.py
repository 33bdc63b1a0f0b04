"""The demo's members: exact counts, the sample's bookings, the committee."""

import json
from datetime import date
from urllib.parse import unquote

import pytest
from django.core.management import call_command

from members import roles
from members.demo.accounts import DEMO_ACCOUNTS
from members.demo.generated import COUNTS, GROWN, RENAMED_FROM, RENAMED_TO
from members.demo.loader import load
from members.models import (
    EntryDraft,
    Membership,
    MembershipApplication,
    Organisation,
    Person,
    RegisterChange,
    Seat,
    User,
)
from members.services import applications
from members.services.entries import pending_changes
from members.services.matching import MatchStatus, find_organisation, match_names
from members.validators import validate_registration_number

DAY = date(2025, 11, 26)

# The consultation sheet as the sample writes it, row by row, without the empty cell.
BOOKINGS = """
(주)마이메타 | 맨인블록주식회사 | 주식회사아트앤메타 | (주)디캐릭 | 브이리스브이알
유디포엠㈜ | (주)미타운 | 듀코젠 | 맨인블록 주식회사 | 패수투웨이
주식회사 더픽트 | 주식회사 지오에픽 | 주식회사널싱엑스알 | 피앤씨솔루션
(주)심스리얼리티 | 주식회사 왓츠랩 | 주식회사진교연 | 트라운드 | (주)애프터워크
주식회사 와이엠엑스 | 주식회사 트라운드 | 시어스랩 | 유디포엠㈜ | 맨인블록 주식회사
듀코젠 | 주식회사리타 | (주)호각 | 플레이버니즈 | 트라운드
페이크아이즈 | 주식회사 진교연 | 맨인블록 주식회사 | 피앤씨솔루션 | 유디포엠주
빅토리아프로덕션 | 에이아이미디어 | 피앤씨솔루션 | 주식회사 왓츠랩 | 주식회사 지오에픽
"""
CELLS = [cell.strip() for line in BOOKINGS.split("\n") for cell in line.split("|") if cell.strip()]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for the module, and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        load()
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_members_are_exactly_the_samples():
    members = Organisation.objects.members_on(DAY)

    assert members.count() == 1138
    assert members.count_by_class(DAY) == COUNTS
    assert sum(COUNTS.values()) == 1138


@pytest.mark.parametrize(
    ("day", "count"), [(date(2025, 9, 17), 1108), (date(2025, 9, 30), 1112), (DAY, 1138)]
)
def test_members_on_earlier_days(day, count):
    assert Organisation.objects.members_on(day).count() == count


def test_two_would_like_to_join_one_of_them_again():
    newcomer, former = MembershipApplication.objects.order_by("-submitted_at")

    (hint,) = applications.hints(former, on=DAY)
    assert applications.hints(newcomer, on=DAY) == []
    assert (hint.is_member, hint.organisation.memberships.exists()) == (False, True)
    assert (newcomer.state, former.state) == ("submitted", "under_review")
    assert newcomer.contact_email.endswith(".example")


def test_this_quarter_some_joined_and_some_left():
    quarter = date(2025, 10, 1), DAY

    assert Membership.objects.joined_between(*quarter).count() == 28
    assert Membership.objects.left_between(*quarter).count() == 2


def test_39_bookings_are_26_member_companies():
    matches = match_names(CELLS, on=DAY)

    assert len(matches) == 39
    assert {each.status for each in matches} == {MatchStatus.MATCHED}
    assert len({each.organisation.pk for each in matches}) == 26
    assert all(each.is_member for each in matches)


def test_pages_of_the_ranking_exist(client, day):
    for path in ("%EC%A3%BC%EC%8B%9D%ED%9A%8C%EC%82%AC%EC%A0%AD", "%EB%89%B4%ED%86%A0"):
        response = client.get(f"/member_companies/{path}/")
        assert response.status_code == 200
        assert response.context["organisation"].slug == unquote(path)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SPRI", "소프트웨어정책연구소"),
        ("SPRi", "소프트웨어정책연구소"),
        ("Kotra", "대한무역투자진흥공사"),
        ("표준전문연구실", "메타버스표준전문연구실"),
        ("얼라이언스 사무국", "메타버스 얼라이언스 사무국"),
        ("메타버스 얼라이언스사무국", "메타버스 얼라이언스 사무국"),
        ("한국인공지능 소프트웨어산업협회", "한국인공지능소프트웨어산업협회"),
        ("과기정통부", "과학기술정보통신부"),
        ("코텍스", "코탁스"),
        ("미시간 벤처캐피탈", "미시간벤처캐피탈"),
        (RENAMED_FROM, RENAMED_TO),
    ],
)
def test_the_samples_writings_find(written, name, day):
    assert find_organisation(written).name == name


def test_five_of_six_exhibitors_are_members():
    exhibitors = ["딥파인", "맥스로직", "한국클라우드", "심심이", "메타빌드", "피플리"]

    assert [each.is_member for each in match_names(exhibitors, on=DAY)] == [True] * 5 + [False]


def test_committee_in_the_order_of_the_roster():
    seats = list(
        Seat.objects.of_body("steering").on(DAY).in_printed_order().select_related("person")
    )

    assert [(seat.sector, seat.person.affiliations_on(DAY)[0].title) for seat in seats] == [
        ("government", "과장"),
        ("academia_research", "교수"),
        ("academia_research", "학회장"),
        ("academia_research", "변호사"),
        ("academia_research", "교수"),
        ("industry", "대표"),
        ("industry", "회장"),
        ("industry", "랩장"),
        ("industry", "리드"),
        ("partner_org", "본부장"),
        ("partner_org", "상근부회장"),
        ("partner_org", "본부장"),
        ("partner_org", "본부장"),
        ("partner_org", "PM"),
        ("partner_org", "실장"),
        ("partner_org", "회장"),
    ]
    assert [seat.position for seat in seats if seat.role == "chair"] == [2]
    assert {(seat.valid_from, seat.valid_to) for seat in seats} == {
        (date(2025, 1, 1), date(2025, 12, 31))
    }
    chairs = Seat.objects.of_kind("subcommittee").filter(role="chair").in_printed_order()
    assert [
        (seat.body.code, seat.person_id in {s.person_id for s in seats}) for seat in chairs
    ] == [
        ("future_strategy", True),
        ("talent", True),
        ("tech_standard", True),
        ("ethics_system", True),
    ]
    sizes = [
        Seat.objects.of_body(code).count()
        for code in ("future_strategy", "talent", "tech_standard", "ethics_system")
    ]
    assert sizes == [18, 18, 18, 16]


def test_invented_data_is_marked_and_belongs_to_nobody():
    members = Organisation.objects.filter(memberships__isnull=False).distinct()

    assert not members.filter(is_demo=False).exists()
    numbers = members.exclude(registration_number=None).values_list(
        "registration_number", flat=True
    )
    for number in numbers:
        assert number.startswith("000-")
        validate_registration_number(number)
    real = members.exclude(name__contains="(데모)")
    assert real.count() == 37
    assert not real.exclude(registration_number=None, homepage="", introduction="").exists()
    for address in Person.objects.exclude(email="").values_list("email", flat=True):
        assert address.endswith(".example")
    for homepage in members.exclude(homepage="").values_list("homepage", flat=True):
        assert homepage.endswith(".example/")


def test_loading_again_changes_nothing():
    def counts():
        models = (Organisation, Membership, Person, Seat, User, RegisterChange)
        return [model.objects.count() for model in models]

    edited = Organisation.objects.get(slug="뉴토")
    edited.introduction = "사무국이 고친 소개"
    edited.save()
    before = counts()

    load()

    assert counts() == before
    assert Organisation.objects.get(slug="뉴토").introduction == "사무국이 고친 소개"


def test_each_demo_account_may_sign_in_and_has_its_role(day):
    users = {account.email: User.objects.get(email=account.email) for account in DEMO_ACCOUNTS}

    assert all(users[each.email].check_password(each.password) for each in DEMO_ACCOUNTS)
    assert [email for email, user in users.items() if roles.is_officer(user)] == [
        "officer@demo.example",
        "officer2@demo.example",
    ]
    assert [email for email, user in users.items() if roles.is_committee_member_on(user, DAY)] == [
        "chair@demo.example",
        "member@demo.example",
        "member2@demo.example",
        "subcommittee@demo.example",
    ]
    assert [
        (email, organisation.name)
        for email, user in users.items()
        for organisation in roles.organisations_represented_on(user, DAY)
    ] == [
        ("partner@demo.example", "한국전파진흥협회"),
        ("company@demo.example", RENAMED_TO),
        ("staff@demo.example", RENAMED_TO),
        ("company2@demo.example", GROWN[0]),
    ]
    (draft,) = EntryDraft.objects.waiting()
    assert (draft.organisation.name, draft.submitted_by) == (
        GROWN[0],
        users["company2@demo.example"],
    )
    assert [each.label for each in pending_changes(draft)] == [
        "소개",
        "로고",
        "사업분야",
        "태그",
        "제품·서비스",
        "협력사를 찾습니다",
    ]


def test_demo_accounts_are_printed(capsys):
    call_command("demo_accounts")

    printed = capsys.readouterr().out
    assert [line.split()[:3] for line in printed.splitlines()] == [
        [account.email, account.password, account.start] for account in DEMO_ACCOUNTS
    ]


@pytest.mark.parametrize("name", ["members.xlsx", "members.csv"])
def test_sheet_of_the_demo_comes_back_unchanged(tmp_path, settings, name):
    settings.PORTAL_TODAY = DAY.isoformat()
    path, report = tmp_path / name, tmp_path / "report.json"
    trace = RegisterChange.objects.count()

    call_command("export_members", str(path))
    call_command("import_members", str(path), report=report)

    found = json.loads(report.read_text(encoding="utf-8"))
    everybody = Organisation.objects.filter(memberships__isnull=False).distinct().count()
    assert found == {
        "rows": everybody,
        "created": 0,
        "updated": 0,
        "unchanged": everybody,
        "errors": [],
    }
    assert RegisterChange.objects.count() == trace

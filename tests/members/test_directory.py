"""The public directory: what is found, and what is not shown."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Alias, Contact, Organisation
from members.services.admission import admit, leave, merge
from members.services.naming import record_organisation, refresh_names, rename_organisation
from tests import pages

pytestmark = pytest.mark.django_db

LIST = "/member_companies/"


@pytest.fixture
def join(officer, day):
    def make(name, *, on=date(2025, 1, 1), kind="company", sub_kind="small", **fields):
        organisation = record_organisation(name=name, short_name=fields.pop("short_name", ""))
        for field, value in fields.items():
            setattr(organisation, field, value)
        organisation.save()
        admit(organisation=organisation, on=on, kind=kind, sub_kind=sub_kind, by=officer)
        return organisation

    return make


def names(response):
    return [entry.organisation.name for entry in response.context["entries"]]


def test_addresses_are_those_of_the_alliances_site(join):
    organisation = join("주식회사 젭")

    assert reverse("members:organisation-list") == "/member_companies/"
    assert organisation.get_absolute_url() == (
        "/member_companies/%EC%A3%BC%EC%8B%9D%ED%9A%8C%EC%82%AC%EC%A0%AD/"
    )


def test_anyone_sees_listed_members_in_korean_order(client, join):
    for name in ("㈜하늘", "alpha", "주식회사 가온", "나래", "3D랩"):
        join(name)

    response = client.get(LIST)

    assert names(response) == ["주식회사 가온", "나래", "㈜하늘", "alpha", "3D랩"]
    assert "회원사 5개" in pages.text(response)


@pytest.fixture
def searched(join, officer):
    join("주식회사 시어스랩")
    join("메타버스테크㈜")
    join(
        "한국메타버스산업협회", short_name="K-META", kind="institution", sub_kind="other_nonprofit"
    )
    renamed = join("(주)옛이름")
    rename_organisation(organisation=renamed, name="새이름", on=date(2025, 5, 1), by=officer)
    Alias.objects.create(organisation=renamed, name="New Name")
    refresh_names([renamed])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("시어스랩", ["주식회사 시어스랩"]),
        ("시어스 랩", ["주식회사 시어스랩"]),
        ("㈜시어스랩", ["주식회사 시어스랩"]),
        ("시어스랩(주)", ["주식회사 시어스랩"]),
        ("어스", ["주식회사 시어스랩"]),
        ("랩", ["주식회사 시어스랩"]),
        ("ㅅㅇㅅㄹ", ["주식회사 시어스랩"]),
        ("ㅁㅌㅂㅅ", ["메타버스테크㈜", "한국메타버스산업협회"]),
        ("ㅁㅌㅂㅅ ㅌㅋ", ["메타버스테크㈜"]),
        ("메타버스 협회", ["한국메타버스산업협회"]),
        ("메타버스 ㅎㄱ", ["한국메타버스산업협회"]),
        ("k-meta", ["한국메타버스산업협회"]),
        ("ＫＭＥＴＡ", ["한국메타버스산업협회"]),
        ("옛이름", ["새이름"]),
        ("new name", ["새이름"]),
        ("주식회사", ["메타버스테크㈜", "새이름", "주식회사 시어스랩", "한국메타버스산업협회"]),
        ("없는이름", []),
        ("%", ["메타버스테크㈜", "새이름", "주식회사 시어스랩", "한국메타버스산업협회"]),
        ("\x00시어스랩", ["주식회사 시어스랩"]),
    ],
)
def test_search(client, searched, text, found):
    assert names(client.get(LIST, {"q": text})) == found


def test_kinds_filter_and_count_what_the_search_finds(client, searched):
    response = client.get(LIST, {"q": "메타버스", "kind": "company"})

    assert names(response) == ["메타버스테크㈜"]
    assert [(kind.code, kind.count, kind.chosen) for kind in response.context["kinds"]] == [
        ("company", 1, True),
        ("institution", 1, False),
        ("university", 0, False),
    ]


@pytest.mark.parametrize(
    "query", [{"kind": "shop"}, {"page": "x"}, {"page": "999"}, {"page": "-1"}, {"kind": ""}]
)
def test_unknown_choices_are_passed_over(client, searched, query):
    response = client.get(LIST, query)

    assert len(names(response)) == 4


def test_twenty_a_page(client, join):
    for number in range(21):
        join(f"회원{number:02d}")

    assert len(names(client.get(LIST))) == 20
    second = client.get(LIST, {"page": 2, "q": "회원"})
    assert names(second) == ["회원20"]
    links = pages.tree(second).xpath("//a[@rel='prev']/@href")
    assert links == ["?page=1&q=%ED%9A%8C%EC%9B%90"]


@pytest.mark.parametrize("count", [1, 15])
def test_query_count_does_not_grow(client, join, count, django_assert_num_queries):
    for number in range(count):
        join(f"회원{number}")

    # Count, page, fields, tags, kinds.
    with django_assert_num_queries(5):
        response = client.get(LIST, {"q": "회원"})

    assert len(names(response)) == count


@pytest.fixture
def hidden(join, officer):
    """Organisations that no outsider may see, for one reason each."""
    unlisted = join("안보임", is_listed=False)
    left = join("떠남")
    leave(organisation=left, on=date(2025, 11, 25), by=officer)
    future = join("내일가입", on=date(2025, 11, 27))
    merged = join("합병됨")
    merge(organisation=merged, into=join("합병함"), on=date(2025, 3, 1), by=officer)
    plain = record_organisation(name="그냥기관")
    return [unlisted, left, future, merged, plain]


def test_only_listed_members_of_today_are_found(client, hidden):
    assert names(client.get(LIST)) == ["합병함"]


@pytest.mark.parametrize("person", ["anonymous", "outsider", "committee_member", "officer"])
def test_pages_of_others_are_as_if_they_did_not_exist(client, hidden, person, request):
    if person != "anonymous":
        client.force_login(request.getfixturevalue(person))
    missing = client.get("/member_companies/없음/")

    for organisation in hidden:
        response = client.get(organisation.get_absolute_url())
        assert response.status_code == 404
        assert organisation.name not in response.content.decode()
        assert response.content == missing.content or person != "anonymous"


def test_page_shows_what_is_released_and_nothing_else(client, join):
    organisation = join(
        "주식회사 가온",
        representative="대표비밀",
        address="주소비밀",
        registration_number="000-00-08394",
        introduction="<b>소개</b>",
        homepage="https://gaon.example/",
        region="seoul",
    )
    Contact.objects.create(
        organisation=organisation,
        name="공개담당",
        title="부장",
        email="open@gaon.example",
        is_public=True,
    )
    Contact.objects.create(
        organisation=organisation, role="events", name="비밀담당", email="secret@gaon.example"
    )

    response = client.get(organisation.get_absolute_url())

    text = pages.text(response)
    assert all(
        shown in text
        for shown in (
            "주식회사 가온",
            "소기업",
            "서울",
            "<b>소개</b>",
            "공개담당 부장",
            "open@gaon.example",
        )
    )
    body = response.content.decode()
    assert not any(
        kept in body for kept in ("비밀", "secret@gaon", "000-00-08394", "MA-", "<b>소개")
    )


def test_page_names_former_names(client, join, officer):
    organisation = join("옛이름")
    rename_organisation(organisation=organisation, name="새이름", on=date(2025, 5, 1), by=officer)

    text = pages.text(client.get(organisation.get_absolute_url()))

    assert "이전 이름 옛이름" in text


def test_page_asks_a_fixed_number_of_queries(client, join, django_assert_max_num_queries):
    organisation = join("가온")
    for number in range(5):
        Contact.objects.create(
            organisation=organisation, role="events", name=f"담당{number}", is_public=True
        )

    with django_assert_max_num_queries(20):
        client.get(organisation.get_absolute_url())


def test_unlisted_member_counts_as_a_member_still(hidden, day):
    assert Organisation.objects.members_on(day).count() == 2

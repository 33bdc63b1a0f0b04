"""The public directory: what is found, and what is not shown."""

from datetime import date

import pytest
from django.urls import reverse

from members.kept import Kept
from members.models import Alias, BusinessField, Contact, Organisation, Tag
from members.services.admission import admit, leave, merge
from members.services.listings import bring_up_to_date
from members.services.naming import record_organisation, refresh_names, rename_organisation
from tests import pages
from tests.directory import names_shown as names

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
        ("시어스랩 %", ["주식회사 시어스랩"]),
        ("APXKQJTM", ["메타버스테크㈜", "한국메타버스산업협회"]),
        ("\x00시어스랩", ["주식회사 시어스랩"]),
    ],
)
def test_search(client, searched, text, found):
    assert names(client.get(LIST, {"q": text})) == found


@pytest.mark.parametrize("text", ["%", "_", "!!!", "🙂", "% _"])
def test_signs_alone_find_nobody_and_say_so(client, searched, text):
    response = client.get(LIST, {"q": text})

    assert names(response) == []
    assert "기호만으로는 찾을 수 없습니다." in pages.text(response)


def test_whoever_prints_sees_what_was_asked_for_and_gets_all_of_it(client, join):
    for number in range(23):
        join(f"회원{number:02}", region="seoul")
    join("다른곳")
    asked = {"q": "회원", "region": "seoul", "initial": "ㅎ"}

    first = client.get(LIST, asked)
    (address,) = pages.tree(first).xpath("//*[@class='directory-all']/a/@href")
    everything = client.get(LIST + address)

    def printed(response):
        (line,) = pages.tree(response).xpath("//*[@class='directory-printed']")
        return " ".join(line.text_content().split())

    assert printed(first) == "검색어: “회원” · 서울 · ㅎ · 2025.11.26.(수) 기준 · 23개 중 1~20번째"
    assert printed(everything) == "검색어: “회원” · 서울 · ㅎ · 2025.11.26.(수) 기준"
    assert names(everything) == [f"회원{number:02}" for number in range(23)]
    assert pages.tree(everything).xpath("//*[@class='directory-all']") == []


def test_page_before_the_first_is_the_first(client, join):
    for number in range(21):
        join(f"회원{number:02}")

    assert names(client.get(LIST, {"page": "0"}))[0] == "회원00"
    assert names(client.get(LIST, {"page": "-3"}))[0] == "회원00"
    assert names(client.get(LIST, {"page": "99"})) == ["회원20"]


def test_year_in_which_nobody_can_have_joined_is_passed_over(client, searched):
    response = client.get(LIST, {"joined": "0000"})

    assert response.context["directory"].chosen == []
    assert len(names(response)) == 4


def counts(response, facet):
    (found,) = [each for each in response.context["directory"].facets if each.name == facet]
    return {choice.code: choice.count for choice in found.choices}


def test_facets_filter_and_count_what_the_others_leave(client, searched):
    response = client.get(LIST, {"q": "메타버스", "kind": "company"})

    assert names(response) == ["메타버스테크㈜"]
    assert counts(response, "kind") == {"company": 1, "institution": 1}
    assert counts(response, "sub_kind") == {"small": 1}
    assert response.context["directory"].total == 1


def test_of_one_facet_any_value_will_do_and_each_can_be_taken_back(client, join):
    for number, region in enumerate(["seoul", "busan", "jeju"]):
        join(f"회원{number}", region=region, on=date(2021 + number, 1, 1))

    response = client.get(LIST, {"region": ["seoul", "jeju"], "joined": ["2021", "2023"]})

    assert names(response) == ["회원0", "회원2"]
    assert counts(response, "region") == {"seoul": 1, "jeju": 1}
    chosen = response.context["directory"].chosen
    assert [choice.label for choice in chosen] == ["서울", "제주", "2023", "2021"]
    assert names(client.get(LIST + chosen[0].address)) == ["회원2"]
    assert names(client.get(LIST + chosen[0].address + "&joined=2023")) == ["회원2"]


def test_field_of_business_and_the_wish_for_partners_are_facets(client, join):
    education = BusinessField.objects.create(name="실감 교육")
    join("가온", seeks_partners=True).business_fields.add(education)
    kept = join("나래", shows_business_fields=False)
    kept.business_fields.add(education)

    response = client.get(LIST, {"field": "실감 교육", "partners": "1"})

    assert names(response) == ["가온"]
    assert counts(client.get(LIST), "field") == {"실감 교육": 1}
    assert names(client.get(LIST, {"q": "실감"})) == ["가온"]


def test_index_lists_names_under_their_first_consonant(client, join):
    for name in ("㈜까치", "가온", "나래", "alpha", "3D랩"):
        join(name)

    assert [names(client.get(LIST, {"initial": heading})) for heading in "ㄱㄴA0ㅎ"] == [
        ["가온", "㈜까치"],
        ["나래"],
        ["alpha"],
        ["3D랩"],
        [],
    ]


def test_names_come_before_what_only_mentions_them(client, join):
    join("가나다", introduction="젭과 함께합니다")
    join("마젭바")
    join("젭스튜디오")
    join("㈜젭")

    assert names(client.get(LIST, {"q": "젭"})) == ["㈜젭", "젭스튜디오", "마젭바", "가나다"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("tldjtmfoq", "시어스랩"), ("시엇", ""), ("시어ㅅ", ""), ("ㅏ-ㅡㄷㅅㅁ", "k-meta")],
)
def test_what_was_meant_is_found_and_told(client, searched, typed, told):
    response = client.get(LIST, {"q": typed})

    assert len(names(response)) == 1
    assert (f"“{told}”" in pages.text(response)) == bool(told)


def test_what_is_not_released_is_not_found_either(client, join):
    join(
        "가온",
        introduction="비밀소개",
        products="비밀제품",
        shows_introduction=False,
        shows_products=False,
    ).tags.add(Tag.objects.create(name="공개표시"))

    assert names(client.get(LIST, {"q": "공개표시"})) == ["가온"]
    assert names(client.get(LIST, {"q": "비밀"})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "shop"},
        {"field": "없음"},
        {"joined": "x"},
        {"joined": "٢٠٢٥"},
        {"initial": "가"},
        {"partners": "2"},
        {"page": "x"},
        {"page": "999"},
        {"page": "-1"},
        {"kind": ""},
    ],
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
def test_query_count_does_not_grow(client, join, day, count, django_assert_num_queries):
    for number in range(count):
        join(f"회원{number}", region="seoul")

    bring_up_to_date(day)
    asked = {"q": "회원", "region": ["seoul", "busan"], "page": "1"}
    # State; which listings changed, their order, what they say, their fields, all fields; cards.
    with django_assert_num_queries(7):
        client.get(LIST, asked)
    # All is known: the state alone is asked for.
    with django_assert_num_queries(1):
        response = client.get(LIST, {**asked, "region": "seoul"})

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
        if organisation.successor is not None:
            # Nothing of its own is shown: it leads to what it is part of.
            assert response["Location"] == organisation.successor.get_absolute_url()
            continue
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


def test_the_same_page_again_is_not_sent_again(client, join):
    join("가온")
    first = client.get(LIST, {"q": "가"})
    again = client.get(LIST, {"q": "가"}, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (first["Cache-Control"], first["Vary"]) == ("no-cache", "Cookie, Accept-Language")
    # Another question, or another state of the directory, is another page.
    assert client.get(LIST, {"q": "나"})["ETag"] != first["ETag"]
    join("가람")
    changed = client.get(LIST, {"q": "가"}, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert names(changed) == ["가람", "가온"]


def test_a_page_made_lately_is_not_made_again(client, join, django_assert_num_queries):
    join("가온")
    first = client.get(LIST)

    with django_assert_num_queries(1):
        again = client.get(LIST)

    assert (again.content, again["ETag"]) == (first.content, first["ETag"])


def test_who_signed_in_gets_a_page_of_their_own(client, join, outsider):
    join("가온")
    shared = client.get(LIST)
    client.force_login(outsider)

    own = client.get(LIST, headers={"If-None-Match": shared["ETag"]})

    assert own.status_code == 200
    assert "ETag" not in own
    assert own["Cache-Control"] == "no-store, private"
    assert own.content != shared.content


def test_what_is_kept_is_kept_up_to_a_number():
    kept = Kept(most=2)
    for key in "abc":
        kept.keep(key, key.upper())
        kept.get("a")

    assert [kept.get(key) for key in "abc"] == ["A", None, "C"]

"""What programs read of the directory: all of what is public, and nothing else."""

import csv
import io
import json
from datetime import date
from urllib.parse import quote

import jsonschema
import pytest
from django.core.cache import cache

from members.models import BusinessField, Contact, Organisation, Tag
from members.services.admission import admit, leave, merge
from members.services.naming import record_organisation, rename_organisation
from tests.directory import names_shown

pytestmark = pytest.mark.django_db

API = "/api/v1/"
LIST = f"{API}organisations"
TABLE = f"{API}organisations.csv"


@pytest.fixture
def join(officer, day):
    def make(name, *, on=date(2025, 1, 1), kind="company", sub_kind="small", **fields):
        organisation = record_organisation(name=name)
        for field, value in fields.items():
            setattr(organisation, field, value)
        organisation.save()
        admit(organisation=organisation, on=on, kind=kind, sub_kind=sub_kind, by=officer)
        return organisation

    return make


def names(response):
    return [each["name"] for each in response.json()["results"]]


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def full_entry(join, officer):
    organisation = join(
        "㈜가온", region="seoul", homepage="https://gaon.example", introduction="=공간 컴퓨팅"
    )
    rename_organisation(organisation=organisation, name="가온랩", on=date(2025, 6, 1), by=officer)
    organisation.business_fields.add(BusinessField.objects.create(name="콘텐츠"))
    organisation.tags.add(Tag.objects.create(name="XR"))
    Contact.objects.create(
        organisation=organisation,
        name="김공개",
        title="팀장",
        email="open@gaon.example",
        phone="02-000-0001",
        is_public=True,
    )
    Contact.objects.create(
        organisation=organisation,
        role=Contact.Role.EVENTS,
        name="이비밀",
        email="closed@gaon.example",
        phone="02-000-0002",
    )
    return Organisation.objects.get(pk=organisation.pk)


def test_an_entry_tells_what_is_public(client, full_entry, settings):
    entry = client.get(f"{LIST}/{full_entry.slug}").json()

    assert entry == {
        "slug": full_entry.slug,
        "name": "가온랩",
        "short_name": "",
        "former_names": ["㈜가온"],
        "page": settings.SITE_URL + full_entry.get_absolute_url(),
        "kind": {"code": "company", "label": "기업"},
        "sub_kind": {"code": "small", "label": "소기업"},
        "region": {"code": "seoul", "label": "서울"},
        "business_fields": ["콘텐츠"],
        "tags": ["XR"],
        "introduction": "=공간 컴퓨팅",
        "homepage": "https://gaon.example",
        "member_since": "2025-01-01",
        "contacts": [
            {
                "name": "김공개",
                "title": "팀장",
                "email": "open@gaon.example",
                "phone": "02-000-0001",
            }
        ],
        "is_demo": False,
    }
    assert client.get(LIST).json() == {"total": 1, "results": [entry], "next": None}


def test_the_table_has_korean_heads_and_no_formulas(client, full_entry, settings):
    response = client.get(TABLE)

    assert response["Content-Disposition"] == 'attachment; filename="members-2025-11-26.csv"'
    assert table(response) == [
        [
            *("회원사명", "약칭", "이전 이름", "구분", "세부구분", "지역", "사업분야", "태그"),
            *("소개", "홈페이지", "가입일", "공개 담당자", "이메일", "전화", "회원사 페이지"),
        ],
        [
            *("가온랩", "", "㈜가온", "기업", "소기업", "서울", "콘텐츠", "XR", "'=공간 컴퓨팅"),
            *("https://gaon.example", "2025-01-01", "김공개 팀장", "open@gaon.example"),
            *("02-000-0001", settings.SITE_URL + full_entry.get_absolute_url()),
        ],
    ]


@pytest.fixture
def not_public(join, officer):
    """Each with a mark that must be nowhere."""
    join("목록제외사", is_listed=False)
    gone = join("떠난회사")
    leave(organisation=gone, on=date(2025, 3, 1), reason="withdrawn", by=officer)
    merged = join("합쳐진사")
    merge(organisation=merged, into=join("남은회사"), on=date(2025, 4, 1), by=officer)
    later = join("내일회사", on=date(2025, 12, 1))
    return [
        Organisation.objects.get(name=name).slug for name in ("목록제외사", gone, merged, later)
    ]


def test_what_is_not_public_is_in_no_format(client, not_public, full_entry):
    told = client.get(LIST).content.decode()
    told += b"".join(client.get(TABLE).streaming_content).decode()
    told += client.get(f"{LIST}/{full_entry.slug}").content.decode()

    hidden = [*not_public, "이비밀", "closed@gaon.example", "02-000-0002", "version"]
    assert [mark for mark in hidden if mark in told] == []
    unlisted, gone, merged, later = not_public
    heir = Organisation.objects.get(name="남은회사")
    led = client.get(f"{LIST}/{merged}")
    assert (led.status_code, led["Location"]) == (302, f"{LIST}/{quote(heir.slug)}")
    assert led["Access-Control-Allow-Origin"] == "*"
    for slug in [unlisted, gone, later, "nobody"]:
        refused = client.get(f"{LIST}/{slug}")
        assert refused.status_code == 404
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json() == {"title": "Not Found", "status": 404}


def test_every_answer_is_as_the_document_says(client, full_entry):
    document = client.get(f"{API}openapi.json").json()
    answers = {
        (LIST, "200"): client.get(LIST),
        (LIST, "400"): client.get(LIST, {"kind": "x"}),
        (f"{LIST}/{{slug}}", "200"): client.get(f"{LIST}/{full_entry.slug}"),
        (f"{LIST}/{{slug}}", "404"): client.get(f"{LIST}/nobody"),
    }

    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {LIST, f"{LIST}/{{slug}}", TABLE}
    for (path, status), answer in answers.items():
        [(media_type, told)] = document["paths"][path]["get"]["responses"][status][
            "content"
        ].items()
        assert answer["Content-Type"].split(";")[0] == media_type
        closed = json.loads(json.dumps(told["schema"]))
        jsonschema.validate(
            answer.json(),
            {**closed, "components": document["components"], "unevaluatedProperties": False},
            cls=jsonschema.Draft202012Validator,
        )


@pytest.mark.parametrize("limit", [1, 2, 5, 200])
def test_pages_are_complete_and_stay_whole(client, join, limit):
    for name in ("하늘", "가온", "나래", "다온", "alpha"):
        join(name)
    seen, address = [], f"{LIST}?limit={limit}"
    while address:
        page = client.get(address)
        seen += names(page)
        address = page.json()["next"]
        # Somebody comes in before what was read, in the middle of reading.
        join(f"가가{len(seen)}")

    assert seen == ["가온", "나래", "다온", "하늘", "alpha"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "university"}, ["나래대학교"]),
        ({"sub_kind": "large"}, ["다온"]),
        ({"region": "busan"}, ["다온"]),
        ({"joined": "2024"}, ["나래대학교"]),
        ({"field": "콘텐츠"}, ["다온"]),
        ({"q": "ㄴㄹ"}, ["나래대학교"]),
        ({"kind": "company", "region": "seoul"}, []),
        ({"field": "없는 분야"}, []),
    ],
)
def test_filters_are_those_of_the_directory(client, join, asked, found):
    join("나래대학교", kind="university", sub_kind="", on=date(2024, 5, 1))
    other = join("다온", sub_kind="large", region="busan")
    other.business_fields.add(BusinessField.objects.create(name="콘텐츠"))

    response = client.get(LIST, asked)

    assert (names(response), response.json()["total"]) == (found, len(found))
    assert [row[0] for row in table(client.get(TABLE, asked))[1:]] == found


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("kind=x", "kind"),
        ("region=", "region"),
        ("joined=20xx", "joined"),
        ("joined=" + "9" * 5000, "joined"),
        ("q=" + "가" * 101, "q"),
        ("nonsense=1", "nonsense"),
        ("kinds=company", "kinds"),
    ],
)
@pytest.mark.parametrize("address", [LIST, TABLE])
def test_nonsense_is_refused_by_name(client, db, address, query, named):
    refused = client.get(f"{address}?{query}")

    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert [each["name"] for each in refused.json()["invalid_parameters"]] == [named]


@pytest.mark.parametrize("address", [LIST, TABLE])
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("kind=company&kind=university", "Give this parameter once.", id="repeated"),
        pytest.param("q=a&q=a", "Give this parameter once.", id="the-same-twice"),
        pytest.param("kinds=company", "There is no such parameter.", id="unknown"),
    ],
)
def test_parameter_is_refused_in_the_same_words(client, db, address, query, reason):
    refused = client.get(f"{address}?{query}")

    assert refused.status_code == 400
    assert [each["reason"] for each in refused.json()["invalid_parameters"]] == [reason]


@pytest.mark.parametrize("path", ["organisations/%00", "organisations/a%00b", "no%00thing"])
def test_nul_in_an_address_is_not_found_as_the_interface_says_it(client, db, path):
    refused = client.get(f"{API}{path}")

    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "XR"}, ["가온"]),
        ({"q": "공간 컴퓨팅"}, ["가온"]),
        ({"q": "rkdhs"}, ["가온"]),
        ({"q": "RKDHS"}, ["가온"]),
        ({"q": "가옹"}, []),
        ({"q": "나래ㄷ"}, ["나래대학교"]),
        ({"q": "%"}, []),
        ({"q": " "}, ["가온", "나래대학교"]),
        ({"q": "XR", "kind": "university"}, []),
        ({"q": "rkdhs", "tag": "XR"}, ["가온"]),
    ],
)
def test_words_find_what_the_directory_finds(client, join, asked, found):
    organisation = join("가온", introduction="공간 컴퓨팅")
    organisation.tags.add(Tag.objects.create(name="XR"))
    join("나래대학교", kind="university", sub_kind="")

    listed = client.get(LIST, asked)

    assert (names(listed), listed.json()["total"]) == (found, len(found))
    assert [row[0] for row in table(client.get(TABLE, asked))[1:]] == found
    if "tag" not in asked:
        assert names_shown(client.get("/member_companies/", asked)) == found


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=WzEsMl0:abc", "limit="],
)
def test_nonsense_about_pages_is_refused(client, db, query):
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_an_unchanged_answer_is_told_so(client, full_entry):
    first = client.get(LIST)

    same = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    full_entry.introduction = "새 소개"
    full_entry.save()
    changed = client.get(LIST, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, same["Access-Control-Allow-Origin"]) == (304, b"", "*")
    assert (changed.status_code, changed.json()["results"][0]["introduction"]) == (200, "새 소개")
    assert changed["ETag"] != first["ETag"]
    assert changed["Cache-Control"] == "no-cache"


def test_who_asks_too_often_waits(client, db, settings, time_machine):
    settings.RATE_LIMITED = True
    cache.clear()
    time_machine.move_to("2025-11-26T10:00:15+09:00", tick=False)

    answers = [client.get(LIST).status_code for _ in range(120)]
    refused = client.get(LIST)
    elsewhere = client.get(LIST, REMOTE_ADDR="192.0.2.7")
    time_machine.shift(45)
    later = client.get(LIST)

    assert set(answers) == {200}
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert (refused["Content-Type"], refused.json()["status"]) == ("application/problem+json", 429)
    assert (elsewhere.status_code, later.status_code) == (200, 200)


def test_nobody_writes(client, db):
    for method in ("post", "put", "patch", "delete"):
        refused = getattr(client, method)(LIST)
        assert (refused.status_code, refused.json()["title"]) == (405, "Method Not Allowed")
    assert client.head(LIST).status_code == 200
    assert client.options(LIST)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.get(f"{API}nothing").json()["status"] == 404


def test_questions_do_not_grow_with_the_members(client, join, django_assert_num_queries):
    for number in range(6):
        join(f"회사{number}")

    # Members, their fields, tags, names and contacts, and how many there are.
    with django_assert_num_queries(6):
        assert client.get(LIST).json()["total"] == 6

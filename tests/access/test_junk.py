"""Whatever is sent, there is an answer: a page, a refusal, never a fault."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from tests.access.asking import SITE
from tests.access.expectations import Answer
from tests.access.identities import Who
from tests.access.tables import admin
from tests.access.writing import taken_back

pytestmark = pytest.mark.django_db

NUL, SURROGATE, RIGHT_TO_LEFT = "%00", "%ED%A0%80", "%E2%80%AE"
LONG, MANY_DIGITS = "x" * 10_000, "9" * 5_000
QUERIES = [
    *(f"page={page}" for page in ("-1", "0", "x", "", "%D9%A3", "1e9", MANY_DIGITS)),
    *(f"q={text}" for text in (NUL, f"a{NUL}b", SURROGATE, RIGHT_TO_LEFT, LONG, "%25_%5C", "%FF")),
    *(f"year={year}" for year in ("x", "%C2%B2", "-1", MANY_DIGITS)),
    *(f"month={month}" for month in ("9999-99", NUL)),
    *(f"version={version}" for version in ("%C2%B2", "-1", "0", "99999", NUL, MANY_DIGITS)),
    f"kind={NUL}&state={NUL}",
    "q=a&q=b&page=1&page=2&q[]=x&q[$ne]=x",
    "%zz=%zz&=&&;;",
    "print=2&format=exe&inline=x",
]
ADMIN_QUERIES = [
    f"q={NUL}",
    f"p={MANY_DIGITS}",
    "p=-1&o=9.x.-1&all=1",
    "id__in=x",
    "is_active__exact=x&valid_from__year=99999",
    f"kind={NUL}&state__exact={NUL}",
    f"_changelist_filters={NUL}&_popup=1&_to_field=password",
    "nonsense__x=1",
]
DEEP = [
    f"/files/{NUL}",
    f"/files/a{NUL}.png",
    "/files/../../etc/passwd",
    "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/files//etc/passwd",
    f"/files/{'a' * 5000}",
    f"/member_companies/{NUL}/",
    f"/member_companies/{SURROGATE}/",
    f"/member_companies/{RIGHT_TO_LEFT}/",
    f"/member_companies/{'%EA%B0%80' * 3000}/",
    f"/committee/2025-4{NUL}/",
    f"/committee/{MANY_DIGITS}-4/",
    f"/committee/2025-4/packet/{MANY_DIGITS}/",
    f"/committee/draft/{NUL}/",
    f"/committee/draft/{LONG}/",
    "/newsletter/0000-00-00/",
    "/newsletter/9999-99-99/",
    "/newsletter/%D9%A2%D9%A0%D9%A2%D9%A5-%D9%A1%D9%A1-%D9%A2%D9%A0/",
    f"/events/{'9' * 25}/",
    f"/notice_board/{MANY_DIGITS}/",
    f"/partner/activities/{'9' * 25}/",
    "/jobs/00000000-0000-0000-0000-000000000000/",
    f"/accounts/password/reset/key/1-{NUL}/",
    f"/accounts/password/reset/key/{'z' * 500}-x/",
    "/accounts/confirm-email/:::/",
    "/static/%2e%2e/manage.py",
    f"/{NUL}",
]
# Officers' own addresses, which others never reach.
DEEP_IN_ADMIN = [
    f"/admin/members/person/{NUL}/change/",
    "/admin/members/person/_00/change/",
    f"/admin/members/person/{'9' * 25}/change/",
    "/admin/members/user/x/invite/",
    "/admin/members/organisation/_00/admit/",
    "/admin/events/consultationevent/x/grid/",
    "/admin/events/event/_00/paste/x/",
    "/admin/r/x/1/",
    f"/admin/r/1/{NUL}/",
    f"/admin/meetings/packet/{'9' * 25}/workbench/",
    f"/admin/meetings/packetentry/1/figure/{NUL}/",
    "/admin/meetings/packetentry/1/picture/..%2f..%2fetc%2fpasswd/",
    "/admin/meetings/packetentry/1/picture/%ED%95%9C%EA%B8%80%22%3E%3Cx/",
]
ASKING = (Who.VISITOR, Who.PARTNER, Who.MEMBER, Who.OFFICER)


def faults(world, asked) -> list[tuple[str, str, int]]:
    found = []
    for who, path, query in asked:
        with taken_back():
            response = world.client(who).get(path, QUERY_STRING=query)
        if response.status_code >= 500:
            found.append((path[:100], query[:60], response.status_code))
    return found


@pytest.mark.parametrize("row", SITE, ids=str)
def test_queries(world, row):
    path = world.path(row.path).partition("?")[0]
    # Who is refused is refused before the query is read.
    reading = [who for who in ASKING if row.get[who] == Answer.PAGE]

    assert faults(world, [(who, path, each) for who in reading[-2:] for each in QUERIES]) == []


@pytest.mark.parametrize("label", sorted(admin.registered()))
def test_queries_of_the_admins_lists(world, label):
    path = f"/admin/{label.replace('.', '/')}/"
    asked = [
        (Who.OFFICER, address, query)
        for address in (path, f"{path}export/")
        for query in ADMIN_QUERIES
    ]

    assert faults(world, asked) == []


@pytest.mark.parametrize(
    "query",
    [
        f"term={NUL}&app_label=members&model_name=seat&field_name=person",
        "term=x&app_label=members&model_name=user&field_name=password",
        f"term=x&app_label={NUL}&model_name=seat&field_name=person",
        "term=x&app_label=members&model_name=seat&field_name=person&page=x",
        "",
    ],
)
def test_completion(world, query):
    response = world.client(Who.OFFICER).get("/admin/autocomplete/", QUERY_STRING=query)

    assert response.status_code in (200, 403, 404)


@pytest.mark.parametrize("path", DEEP)
def test_addresses(world, path):
    assert faults(world, [(who, path, "") for who in ASKING]) == []
    assert world.client(Who.VISITOR).get(path).status_code in (200, 302, 404)


@pytest.mark.parametrize("path", DEEP_IN_ADMIN)
def test_addresses_of_the_admin(world, path):
    assert faults(world, [(Who.OFFICER, path, "")]) == []


@pytest.mark.parametrize("engine", ["db", "cached_db", "cache"])
@pytest.mark.parametrize("value", ['"abcdefgh\\000ijk"', "x" * 5000, '"\\355\\240\\200abcdefgh"'])
def test_cookies(world, engine, value):
    cookies = "; ".join(f"{name}={value}" for name in ("sessionid", "csrftoken", "messages"))
    with override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}"):
        client = Client(raise_request_exception=False, headers={"Cookie": cookies})

        assert client.get("/").status_code == 200
        assert client.get("/my/").status_code == 302


BODIES = [
    ("application/json", b"{"),
    ("text/plain", b"x"),
    ("", b"x"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\n\xff\r\n"),
    (
        "multipart/form-data; boundary=a",
        b'--a\r\nContent-Disposition: form-data; name="file"; filename="\x00../../x"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--a--\r\n",
    ),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(20_010))),
    ("application/x-www-form-urlencoded", b"login=a%00%40b.example&password=%00&text=%ED%A0%80"),
]


@pytest.mark.parametrize(("content_type", "sent"), BODIES)
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (Who.VISITOR, "/accounts/login/"),
        (Who.VISITOR, "/accounts/password/reset/"),
        (Who.PARTNER, "/partner/rapa/activities/add/"),
        (Who.PARTNER, "/partner/activities/{rapa_activity}/pictures/add/"),
        (Who.OFFICER, "/admin/members/person/add/"),
        (Who.OFFICER, "/admin/outline-preview/"),
    ],
)
def test_bodies(world, who, path, content_type, sent):
    with taken_back():
        response = world.client(who).generic(
            "POST", world.path(path), sent, content_type=content_type
        )

    assert response.status_code in (200, 400)

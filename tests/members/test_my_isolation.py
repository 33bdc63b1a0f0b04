"""One company neither sees nor changes another's draft, contacts or uploads, whatever it sends."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from alliance.admin import shown
from members.models import Contact, EntryDraft, MemberRequest, Organisation, User
from members.services import entries
from tests.members.my_company import (
    AT,
    REPRESENTATIVE,
    STAFF,
    company_named,
    draft_of,
    field,
    hand_in,
    path,
    person_of,
    png,
    save,
    signed_in,
    written,
)

pytestmark = pytest.mark.django_db

SECRET = "아무도 모르는 신제품"
SECRET_PHONE = "02-123-4567"


def own_addresses() -> list[str]:
    """All that stand below `/my/<slug>/`, as the resolver knows them."""
    found = []
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == "my":
            found += [str(each.pattern) for each in pattern.url_patterns]
    return sorted(each.removeprefix("<str:slug>/") for each in found if "<str:slug>" in each)


def filled(address: str, company: Organisation) -> str:
    """With what the company asked of the secretariat, where the address names a request."""
    asked = MemberRequest.objects.get(organisation=company)
    return address.replace("<int:pk>", str(asked.pk))


@pytest.fixture
def theirs(day):
    """A company with a draft, a logo that nobody has seen, and a contact for the secretariat."""
    company = company_named("나래기술")
    Contact.objects.filter(organisation=company).update(phone=SECRET_PHONE)
    client = signed_in(person_of(company, "them@narae.example"))
    save(
        client,
        company,
        introduction=SECRET,
        tags=SECRET,
        business_fields=[str(field("교육").pk)],
        logo=png(),
    )
    MemberRequest.objects.create(
        organisation=company,
        kind=MemberRequest.Kind.WITHDRAWAL,
        reason=SECRET,
        effective_on=day,
        requested_at=AT,
        requested_by=User.objects.get(email="them@narae.example"),
    )
    return company


@pytest.fixture
def mine(day):
    return company_named("㈜가온메타")


@pytest.fixture(params=["representative", "staff", "former", "nobody", "other partner"])
def intruder(request, mine, theirs):
    """Whoever is signed in, but does not act for the company today."""
    if request.param == "former":
        user = person_of(theirs, "former@narae.example")
        user.person.affiliations.update(valid_to="2025-11-25")
        return signed_in(user)
    if request.param == "nobody":
        user = person_of(theirs, "works@narae.example")
        user.person.affiliations.update(acts_for=False)
        return signed_in(user)
    if request.param == "other partner":
        partner = Organisation.objects.create(name="유관기관", slug="partner")
        return signed_in(person_of(partner, "partner@partner.example"))
    role = REPRESENTATIVE if request.param == "representative" else STAFF
    return signed_in(person_of(mine, "me@gaon.example", role))


def everything() -> dict:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("members").get_models()
        if model._meta.label != "members.User"
    }


def plain(response) -> tuple[int, bytes]:
    return response.status_code, response.content


def test_each_address_is_asked():
    assert own_addresses() != []
    assert {"entry/", "entry/preview/", "entry/submit/"} <= set(own_addresses())


@pytest.mark.parametrize("address", own_addresses())
def test_anothers_pages_are_as_good_as_missing(intruder, theirs, address):
    """The same answer as where there is no such company; in whichever spelling."""
    before = everything()
    draft = draft_of(theirs)
    sent = {"version": draft.version, "entry_seen": "x", "introduction": "남의 글"}
    address = filled(address, theirs)

    for method in ("get", "post"):
        ask = getattr(intruder, method)
        missing = ask(f"/my/none/{address}", sent)
        for slug in (theirs.slug, normalize("NFD", theirs.slug), theirs.slug.upper()):
            assert plain(ask(f"/my/{slug}/{address}", sent)) == plain(missing)
        for wrong in (theirs.pk, draft.pk, f"{theirs.slug}%00", f"../{theirs.slug}"):
            assert SECRET not in ask(f"/my/{wrong}/{address}", sent, follow=True).content.decode()

    assert everything() == before


def test_visitors_are_asked_to_sign_in(theirs):
    for method in ("get", "post"):
        for address in own_addresses():
            ask = getattr(Client(), method)
            response = ask(f"/my/{theirs.slug}/{filled(address, theirs)}")
            assert (response.status_code, "/accounts/login/" in response["Location"]) == (302, True)


def test_own_page_shows_nothing_of_others(intruder, theirs):
    page = intruder.get("/my/").content.decode()

    assert SECRET not in page
    assert SECRET_PHONE not in page
    assert theirs.name not in page


@pytest.fixture
def me(mine):
    return signed_in(person_of(mine, "me@gaon.example"))


def forged(theirs) -> dict[str, str]:
    """Every field of draft and organisation that the form does not show."""
    draft = draft_of(theirs)
    return {
        "id": str(draft.pk),
        "pk": str(draft.pk),
        "draft": str(draft.pk),
        "organisation": str(theirs.pk),
        "organisation_id": str(theirs.pk),
        "slug": theirs.slug,
        "state": "published",
        "base": json.dumps({"introduction": "지어낸 소개"}),
        "began_by": "1",
        "submitted_by": "1",
        "submitted_at": "2025-01-01",
        "decided_by": "1",
        "comment": "좋습니다",
        "version": "99",
        "publishes_directly": "on",
        "is_listed": "on",
        "shows_homepage": "on",
        "registration_number": "000-00-00000",
        "logo": str(draft.logo.file.name),
        "pictures": str(draft.logo.pk),
        "removes_logo": "on",
    }


def test_forged_fields_reach_nothing(me, mine, theirs):
    their_draft, their_logo = draft_of(theirs), draft_of(theirs).logo

    me.post(path(mine), written(me, mine, introduction="나의 글") | forged(theirs))

    draft = draft_of(mine)
    assert (draft.organisation_id, draft.state, draft.comment) == (mine.pk, "draft", "")
    assert (draft.introduction, draft.logo) == ("나의 글", None)
    assert draft.base["introduction"] == ""
    assert (draft.submitted_by, draft.submitted_at) == (None, None)
    assert EntryDraft.objects.get(pk=their_draft.pk).version == their_draft.version
    assert draft_of(theirs).logo == their_logo
    mine.refresh_from_db()
    assert (mine.publishes_directly, mine.registration_number) == (False, None)


def test_anothers_signed_token_opens_nothing(me, mine, theirs):
    """What was shown to others, sent with one's own form: no version, so nothing is saved."""
    token = shown.sign({draft_of(theirs).pk: shown.Shown(1, {"introduction": ""})})
    save(me, mine, introduction="먼저")

    response = me.post(path(mine), written(me, mine, introduction="나중") | {shown.FIELD: token})

    assert response.status_code == 200
    assert draft_of(mine).introduction == "먼저"
    assert draft_of(theirs).introduction == SECRET
    assert SECRET not in response.content.decode()


def test_handing_in_hands_in_ones_own(me, mine, theirs):
    save(me, mine, introduction="나의 글")
    values = {"version": str(draft_of(mine).version), "entry_seen": "x"}

    me.post(path(mine, "submit/"), values | {"draft": str(draft_of(theirs).pk)})
    hand_in(me, mine)

    assert draft_of(mine).state == "submitted"
    assert draft_of(theirs).state == "draft"


def test_logo_of_a_draft_is_its_peoples_alone(intruder, theirs, officer_client):
    address = draft_of(theirs).logo.file.url
    missing = intruder.get("/files/pictures/none.png")

    assert plain(intruder.get(address)) == plain(missing)
    assert Client().get(address).status_code == 404
    assert officer_client.get(address).status_code == 200
    own = signed_in(person_of(theirs, "more@narae.example", STAFF))
    assert own.get(address).status_code == 200


PUBLIC = [
    "/member_companies/",
    "/member_companies/{slug}/",
    "/member_companies/?q={secret}",
    "/member_companies/?field=교육&tag={secret}&partners=on",
    "/api/v1/organisations",
    "/api/v1/organisations?q={secret}",
    "/api/v1/organisations?tag={secret}",
    "/api/v1/organisations?field=교육",
    "/api/v1/organisations/{slug}",
    "/api/v1/organisations.csv",
]


def public(theirs, address) -> str:
    response = Client().get(address.format(slug=theirs.slug, secret=SECRET))
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode().replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")


@pytest.mark.parametrize("address", PUBLIC)
def test_drafts_and_inner_contacts_are_in_no_public_format(theirs, address):
    text = public(theirs, address)

    for inner in (SECRET_PHONE, "in@gaon.example", draft_of(theirs).logo.file.name):
        assert inner not in text
    if "secret" not in address:
        assert SECRET not in text


@pytest.mark.parametrize(
    "question", ["tag={secret}", "field=교육", "tag={secret}&field=교육", "q={secret}"]
)
def test_filters_find_out_nothing(theirs, question):
    """Neither what is drafted, nor what is recorded and kept from the public."""
    asked = "/api/v1/organisations?" + question.format(secret=SECRET)

    def total() -> int:
        return Client().get(asked).json()["total"]

    assert total() == 0

    theirs.tags.create(name=SECRET)
    theirs.business_fields.add(field("교육"))
    kept = Organisation.objects.filter(pk=theirs.pk)
    kept.update(shows_tags=False, shows_business_fields=False)
    assert total() == 0

    kept.update(shows_tags=True, shows_business_fields=True)
    assert total() == (0 if question.startswith("q=") else 1)


@pytest.mark.parametrize(
    "part", ["introduction", "tags", "business_fields", "homepage", "products"]
)
def test_what_is_kept_from_the_public_is_in_no_format(theirs, part):
    inner = {
        "introduction": "속소개",
        "products": "속제품",
        "homepage": "https://inner.example",
    }
    Organisation.objects.filter(pk=theirs.pk).update(**inner, **{f"shows_{part}": False})
    theirs.tags.create(name="속태그")
    theirs.business_fields.add(field("속분야"))
    hidden = inner.get(part) or {"tags": "속태그", "business_fields": "속분야"}[part]

    found = [address for address in PUBLIC if hidden in public(theirs, address)]

    # The directory offers every field of business as a facet; that names nobody.
    assert [each for each in found if part != "business_fields"] == []
    assert hidden not in public(theirs, "/member_companies/{slug}/")
    assert hidden not in public(theirs, "/api/v1/organisations/{slug}")


def test_published_logo_may_be_kept_back(me, mine, officer_client, officer, day):
    save(me, mine, logo=png(), released=["introduction"])
    hand_in(me, mine)
    draft = draft_of(mine)
    seen = entries.live_content(mine).fingerprint
    entries.approve(draft=draft, seen_version=draft.version, seen_entry=seen, by=officer, at=AT)
    address = Organisation.objects.get(pk=mine.pk).logo.file.url

    assert Client().get(address).status_code == 404
    assert me.get(address).status_code == 200
    Organisation.objects.update(shows_logo=True)
    assert Client().get(address).status_code == 200

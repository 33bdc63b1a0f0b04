"""Officers look at what members wrote: the difference, then yes or a comment."""

import pytest

from members.models import EntryDraft, EntryPublication, Organisation
from tests.members.my_company import (
    company_named,
    draft_of,
    hand_in,
    person_of,
    png,
    save,
    signed_in,
)
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(day):
    return company_named("㈜가온메타", introduction="가상 훈련 장비를 만듭니다.")


@pytest.fixture
def me(company):
    return signed_in(person_of(company, "me@gaon.example"))


@pytest.fixture
def draft(me, company):
    save(me, company, introduction="가상 실습 장비를 만듭니다.", logo=png())
    hand_in(me, company)
    return draft_of(company)


def review(client, draft):
    return client.get(f"/admin/members/entrydraft/{draft.pk}/change/")


def decide(client, draft, page, **words):
    values = form_values(page, "//div[@class='entry-review']//form")
    return client.post(f"/admin/members/entrydraft/{draft.pk}/change/", values | words)


def test_waiting_drafts_are_on_the_dashboard(officer_client, draft):
    link = f"/admin/members/entrydraft/{draft.pk}/change/"

    assert tree(officer_client.get("/admin/")).xpath(f"//a[@href='{link}']")
    assert draft.organisation.name in text(officer_client.get("/admin/members/entrydraft/"))


def test_difference_marks_words_and_shows_the_logo(officer_client, draft):
    page = tree(review(officer_client, draft))

    words = page.xpath("//div[@class='change-words']")[0]
    assert [each.text for each in words.xpath("del")] == ["훈련"]
    assert [each.text for each in words.xpath("ins")] == ["실습"]
    (logo,) = page.xpath("//ins/img/@src")
    assert officer_client.get(logo).status_code == 200


def test_officer_approves(officer_client, officer, company, draft):
    page = review(officer_client, draft)

    response = decide(officer_client, draft, page, _approve="1")

    assert response["Location"] == "/admin/members/entrydraft/"
    company.refresh_from_db()
    assert (company.introduction, company.logo.group) == ("가상 실습 장비를 만듭니다.", "logo")
    publication = EntryPublication.objects.get()
    assert publication.published_by == officer
    shown = text(officer_client.get(f"/admin/members/entrypublication/{publication.pk}/change/"))
    assert "가상 실습 장비를 만듭니다." in shown


def test_officer_returns_with_a_comment(officer_client, draft):
    page = review(officer_client, draft)

    silent = decide(officer_client, draft, page, _return="1")
    assert silent.status_code == 200
    assert "고쳐야 할 점" in text(silent)
    decide(officer_client, draft, page, _return="1", comment="연혁도 적어 주세요.")

    draft.refresh_from_db()
    assert (draft.state, draft.comment) == (EntryDraft.State.RETURNED, "연혁도 적어 주세요.")


@pytest.mark.parametrize("what", ["taken back", "changed and handed in again", "public entry"])
def test_officer_decides_on_what_was_shown(officer_client, me, company, draft, what):
    page = review(officer_client, draft)
    if what == "public entry":
        Organisation.objects.update(introduction="다른 담당자의 글")
    else:
        me.post(f"/my/{company.slug}/entry/take-back/")
    if what == "changed and handed in again":
        save(me, company, introduction="몰래 바꾼 글")
        hand_in(me, company)

    response = decide(officer_client, draft, page, _approve="1")

    assert response["Location"] == f"/admin/members/entrydraft/{draft.pk}/change/"
    assert not EntryPublication.objects.exists()
    if what == "public entry":
        again = review(officer_client, draft)
        assert "다른 담당자의 글" in text(again)
        decide(officer_client, draft, again, _approve="1")
        company.refresh_from_db()
        assert company.introduction == "가상 실습 장비를 만듭니다."


def test_new_logo_takes_the_place_of_the_old(
    officer_client, me, company, draft, django_capture_on_commit_callbacks
):
    decide(officer_client, draft, review(officer_client, draft), _approve="1")
    company = Organisation.objects.get(pk=company.pk)
    first = company.logo.file
    save(me, company, logo=png(colour="#bd2c0f"))
    hand_in(me, company)
    second = draft_of(company)
    assert company.logo.file.name == first.name

    with django_capture_on_commit_callbacks(execute=True):
        decide(officer_client, second, review(officer_client, second), _approve="1")

    company = Organisation.objects.get(pk=company.pk)
    assert company.pictures.count() == 1
    assert company.logo.file.name != first.name
    assert not first.storage.exists(first.name)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_however_many_wait(
    officer_client, day, count, django_assert_max_num_queries
):
    for number in range(count):
        company = company_named(f"회원사{number}")
        me = signed_in(person_of(company, f"me{number}@gaon.example"))
        save(me, company, introduction="새 소개")
        hand_in(me, company)

    with django_assert_max_num_queries(11):
        page = officer_client.get("/admin/members/entrydraft/")

    assert len(page.context["cl"].result_list) == count

"""A company's entry: drafted, looked at, handed in; public only when it is published."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from alliance.models import Picture
from members.models import Affiliation, Contact, EntryDraft, EntryPublication, Organisation, Tag
from members.services import entries
from members.services.naming import rename_organisation
from tests.members.my_company import (
    AT,
    DAY,
    STAFF,
    company_named,
    draft_of,
    field,
    form_of,
    hand_in,
    path,
    person_of,
    png,
    save,
    signed_in,
    written,
)
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(day):
    return company_named("㈜가온메타", introduction="가상 훈련을 만듭니다.")


@pytest.fixture
def user(company):
    return person_of(company, "me@gaon.example")


@pytest.fixture
def me(user):
    return signed_in(user)


@pytest.fixture
def colleague(company):
    return signed_in(person_of(company, "staff@gaon.example", STAFF))


def seen(draft):
    return {
        "draft": draft,
        "seen_version": draft.version,
        "seen_entry": entries.live_content(draft.organisation).fingerprint,
    }


def publish(company, officer):
    return entries.approve(**seen(draft_of(company)), by=officer, at=AT)


def public_page(company):
    return text(Client().get(company.get_absolute_url()))


def test_opening_the_form_stores_nothing(me, company):
    me.get(path(company))

    assert not EntryDraft.objects.exists()


def test_draft_is_seen_by_its_people_alone(me, colleague, company):
    education = field("교육")

    save(
        me,
        company,
        introduction="가상 실습을 만듭니다.",
        business_fields=[str(education.pk)],
        tags="#XR, 교육 , XR",
        products="실습 장비\r\n\r\n  교육 과정 ",
        homepage="gaon.example",
        seeks_partners="on",
    )

    draft = draft_of(company)
    assert (draft.introduction, draft.tags, draft.products, draft.homepage) == (
        "가상 실습을 만듭니다.",
        "XR, 교육",
        "실습 장비\n교육 과정",
        "https://gaon.example",
    )
    assert "가상 실습을 만듭니다." in text(colleague.get(path(company, "preview/")))
    assert "가상 훈련을 만듭니다." in public_page(company)
    assert "가상 실습" not in public_page(company)
    assert not Tag.objects.filter(name="XR").exists()


def test_preview_is_the_public_page(me, company, officer):
    save(
        me,
        company,
        introduction="가상 실습을 만듭니다.",
        business_fields=[str(field("교육").pk)],
        tags="XR, 훈련",
        products="실습 장비",
        homepage="https://gaon.example",
        contact_name="허은결",
        contact_email="hello@gaon.example",
        released=["introduction", "business_fields", "tags", "products", "contact"],
        logo=png(),
    )
    preview = tree(me.get(path(company, "preview/"))).xpath("//*[@class='my-preview']")[0]
    hand_in(me, company)

    publish(company, officer)

    public = tree(Client().get(company.get_absolute_url())).xpath(
        "//main//*[contains(@class, 'container')]/div"
    )[0]

    def words(part):
        return " ".join(part.text_content().split())

    assert words(preview) == words(public)
    assert preview.xpath(".//img/@src") == public.xpath(".//img/@src")
    assert "hello@gaon.example" in words(public)
    assert "https://gaon.example" not in words(public)


def test_approval_publishes_and_tells(me, user, company, officer):
    save(me, company, introduction="새 소개", tags="XR", contact_name="허은결")
    hand_in(me, company)
    assert draft_of(company).state == EntryDraft.State.SUBMITTED

    publication = publish(company, officer)

    company.refresh_from_db()
    assert company.introduction == "새 소개"
    assert [each.name for each in company.tags.all()] == ["XR"]
    assert Contact.objects.get().name == "허은결"
    assert (publication.submitted_by, publication.published_by) == (user, officer)
    assert (publication.before["tags"], publication.after["tags"]) == ([], ["XR"])
    assert draft_of(company) is None
    history = text(me.get(path(company, "history/")))
    assert "가상 훈련을 만듭니다." in history
    assert "새 소개" in history


def test_staff_drafts_and_does_not_hand_in(colleague, company):
    save(colleague, company, introduction="새 소개")

    page = colleague.get(path(company, "preview/"))
    draft = draft_of(company)
    refused = colleague.post(
        path(company, "submit/"),
        {"version": draft.version, "entry_seen": entries.live_content(company).fingerprint},
    )

    assert tree(page).xpath("//form[contains(@action, 'submit')]") == []
    assert refused.status_code == 302
    assert draft_of(company).state == EntryDraft.State.DRAFT


def test_officers_trust_makes_it_public_at_once(me, user, company):
    Organisation.objects.update(publishes_directly=True)
    save(me, company, introduction="새 소개")

    hand_in(me, company)

    assert "새 소개" in public_page(company)
    assert EntryPublication.objects.get().published_by == user


def test_returned_draft_goes_on(me, user, company, officer, django_capture_on_commit_callbacks):
    save(me, company, introduction="새 소개")
    hand_in(me, company)
    draft = draft_of(company)

    with django_capture_on_commit_callbacks(execute=True):
        entries.return_draft(
            draft=draft,
            comment="연혁도 적어 주세요.",
            seen_version=draft.version,
            by=officer,
            at=AT,
        )

    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert "연혁도 적어 주세요." in letter.body
    assert "연혁도 적어 주세요." in text(me.get(path(company)))
    assert form_of(me, company)["introduction"] == ["새 소개"]
    save(me, company, introduction="새 소개와 연혁")
    hand_in(me, company)
    assert draft_of(company).state == EntryDraft.State.SUBMITTED


def test_handed_in_draft_waits_until_it_is_taken_back(me, colleague, company):
    values = written(colleague, company, introduction="늦은 글")
    save(me, company, introduction="새 소개")
    hand_in(me, company)

    late = colleague.post(path(company), values)

    assert late.status_code == 302
    assert draft_of(company).introduction == "새 소개"
    colleague.post(path(company, "take-back/"))
    assert draft_of(company).state == EntryDraft.State.DRAFT


def test_discarded_draft_leaves_no_logo(me, company, django_capture_on_commit_callbacks):
    save(me, company, logo=png())
    draft = draft_of(company)
    name, storage = draft.logo.file.name, draft.logo.file.storage

    stale = me.post(path(company, "discard/"), {"version": draft.version - 1})
    assert (stale.status_code, draft_of(company)) == (302, draft)
    with django_capture_on_commit_callbacks(execute=True):
        me.post(path(company, "discard/"), {"version": draft.version})

    assert draft_of(company) is None
    assert not Picture.objects.exists()
    assert not storage.exists(name)


# --- Nobody's edit vanishes ----------------------------------------------------------------------


def test_two_colleagues_begin_at_once(me, colleague, company):
    """Both opened the form before there was a draft."""
    mine = written(me, company, introduction="나의 글")
    theirs = written(colleague, company, introduction="동료의 글", products="동료의 제품")
    colleague.post(path(company), theirs)

    told = me.post(path(company), mine)

    assert told.status_code == 200
    words = text(told)
    assert "동료의 글" in words
    assert "나의 글" in words
    draft = draft_of(company)
    assert (draft.introduction, draft.products) == ("동료의 글", "동료의 제품")

    again = me.post(path(company), form_values(told, "//main//form"))
    assert again.status_code == 302
    draft = draft_of(company)
    assert (draft.introduction, draft.products) == ("나의 글", "동료의 제품")


def test_different_fields_of_one_draft_are_both_kept(me, colleague, company):
    save(me, company, products="처음")
    mine = written(me, company, introduction="나의 글")
    save(colleague, company, homepage="https://gaon.example")

    told = me.post(path(company), mine)
    me.post(path(company), form_values(told, "//main//form"))

    draft = draft_of(company)
    assert (draft.introduction, draft.homepage) == ("나의 글", "https://gaon.example")


def test_what_officers_change_meanwhile_is_kept(me, company, officer):
    """The draft leaves the homepage alone; the officer's stays, in the draft and when published."""
    save(me, company, introduction="새 소개")
    Organisation.objects.update(homepage="https://new.gaon.example")

    assert form_of(me, company)["homepage"] == ["https://new.gaon.example"]
    hand_in(me, company)
    publish(company, officer)

    company.refresh_from_db()
    assert (company.introduction, company.homepage) == ("새 소개", "https://new.gaon.example")


def test_officers_change_while_the_form_is_open(me, company):
    values = written(me, company, introduction="나의 글")
    Organisation.objects.update(introduction="사무국의 글", homepage="https://new.gaon.example")

    told = me.post(path(company), values)

    assert told.status_code == 200
    assert "사무국의 글" in text(told)
    assert draft_of(company) is None
    me.post(path(company), form_values(told, "//main//form"))
    draft = draft_of(company)
    assert (draft.introduction, draft.homepage) == ("나의 글", "https://new.gaon.example")


def test_both_changed_the_same_field(me, company, officer):
    save(me, company, introduction="나의 글")
    Organisation.objects.update(introduction="사무국의 글")

    preview = text(me.get(path(company, "preview/")))

    assert "가상 훈련을 만듭니다." in preview
    hand_in(me, company)
    draft = draft_of(company)
    (change,) = entries.pending_changes(draft)
    assert (change.began, change.live, change.drafted, change.clashes) == (
        "가상 훈련을 만듭니다.",
        "사무국의 글",
        "나의 글",
        True,
    )


@pytest.mark.parametrize("what", ["draft", "entry"])
def test_nobody_hands_in_what_they_did_not_see(me, colleague, company, what):
    save(me, company, introduction="나의 글")
    draft = draft_of(company)
    looked_at = {
        "version": draft.version,
        "entry_seen": entries.live_content(company).fingerprint,
    }
    if what == "draft":
        save(colleague, company, products="동료의 제품")
    else:
        Organisation.objects.update(introduction="사무국의 글")

    me.post(path(company, "submit/"), looked_at)

    assert draft_of(company).state == EntryDraft.State.DRAFT


def test_renaming_meanwhile_is_no_conflict(me, company, officer):
    save(me, company, introduction="새 소개")
    rename_organisation(organisation=company, name="가온XR", on=DAY, by=officer)
    company.refresh_from_db()

    hand_in(me, company)
    publish(company, officer)

    company.refresh_from_db()
    assert (company.name, company.introduction) == ("가온XR", "새 소개")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"introduction": "가" * 2001}, "2000"),
        ({"tags": ", ".join(f"태그{n}" for n in range(11))}, "10개"),
        ({"products": "가" * 121}, "120"),
        ({"homepage": "javascript:a()"}, "URL"),
        ({"homepage": "ftp://gaon.example"}, "URL"),
        ({"contact_email": "gaon"}, "이메일"),
        ({"released": ["slug"]}, "slug"),
        ({"logo": png((10, 10))}, "너무 작습니다"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(me, company, sent, words):
    response = save(me, company, **sent)

    (name,) = sent
    (told,) = tree(response).xpath(
        f"//*[@id='div_id_{name}']//*[contains(@class, 'invalid-feedback')]"
    )
    assert words in told.text_content()
    assert draft_of(company) is None


def test_meter_tells_what_is_missing(me, company):
    page = tree(me.get(path(company)))
    missing = page.xpath("//*[contains(@class, 'meter-missing')]//a/@href")

    assert [link.partition("#div_id_")[2] for link in missing] == [
        "introduction",
        "logo",
        "business_fields",
        "tags",
        "products",
        "homepage",
    ]
    assert all(page.xpath(f"//*[@id='{link.partition('#')[2]}']") for link in missing)


def test_entry_ends_with_the_post(me, company):
    Affiliation.objects.update(valid_to=date(2025, 11, 25))

    assert me.get(path(company)).status_code == 404

"""The contact of an entry: shown as it was previewed, hidden without being lost."""

import pytest
from django.test import Client

from members.models import Contact, EntryPublication
from members.services import entries
from tests.members.my_company import (
    AT,
    company_named,
    draft_of,
    form_of,
    hand_in,
    path,
    person_of,
    save,
    signed_in,
)
from tests.pages import text

pytestmark = pytest.mark.django_db

OLD = {"name": "옛담당", "title": "부장", "email": "old@gaon.example", "phone": "010-1111-2222"}
EMPTY = {f"contact_{name}": "" for name in OLD}


@pytest.fixture
def company(day):
    company = company_named("㈜가온메타", introduction="가상 훈련을 만듭니다.")
    Contact.objects.update(**OLD, is_public=True)
    return company


@pytest.fixture
def me(company):
    return signed_in(person_of(company, "me@gaon.example"))


def contact_of(company):
    return Contact.objects.values("name", "title", "email", "phone", "is_public").get(
        organisation=company
    )


def public_page(company):
    return text(Client().get(company.get_absolute_url()))


def publish(company, officer):
    draft = draft_of(company)
    return entries.approve(
        draft=draft,
        seen_version=draft.version,
        seen_entry=entries.live_content(draft.organisation).fingerprint,
        by=officer,
        at=AT,
    )


def test_address_without_a_name_is_refused_and_nothing_is_lost(me, company):
    response = save(
        me, company, contact_name="", contact_title="", contact_email="hello@gaon.example"
    )

    assert "누구의 연락처인지 적어 주세요." in text(response)
    assert "hello@gaon.example" in response.content.decode()
    assert draft_of(company) is None


def test_draft_without_the_name_releases_nobody(me, company, officer):
    """However such a draft came to be: nobody's name, title and number become public by it."""
    save(me, company, contact_name="홍보팀", contact_email="hello@gaon.example")
    draft = draft_of(company)
    draft.contact_name = ""
    draft.save()
    preview = text(me.get(path(company, "preview/")))
    hand_in(me, company)

    publish(company, officer)

    for told in ("옛담당", "old@gaon.example", "010-1111-2222", "hello@gaon.example"):
        assert told not in public_page(company)
    assert "홍보팀" not in preview
    assert contact_of(company) == OLD | {"is_public": False}


def test_emptied_contact_is_hidden_and_kept_for_the_secretariat(me, company, officer):
    save(me, company, **EMPTY)
    changed = [change.name for change in entries.pending_changes(draft_of(company))]
    hand_in(me, company)

    publish(company, officer)

    assert changed == ["released"]
    assert contact_of(company) == OLD | {"is_public": False}
    assert "옛담당" not in public_page(company)
    publication = EntryPublication.objects.get()
    assert "contact" not in publication.after["released"]
    assert form_of(me, company)["contact_phone"] == ["010-1111-2222"]


def test_contact_with_a_name_is_shown_as_it_is_written(me, company, officer):
    save(
        me,
        company,
        contact_name="홍보팀",
        contact_title="",
        contact_email="hello@gaon.example",
        contact_phone="",
    )
    hand_in(me, company)

    publish(company, officer)

    assert contact_of(company) == {
        "name": "홍보팀",
        "title": "",
        "email": "hello@gaon.example",
        "phone": "",
        "is_public": True,
    }

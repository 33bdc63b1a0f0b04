"""The admin speaks Korean, its theme and its libraries included."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext

from alliance.models import AccessRecord, Job, Place
from tests.pages import form_values, tree

pytestmark = [pytest.mark.django_db, pytest.mark.once("words stand in templates and catalogues")]

# Words that Korean offices write in Latin letters, and what the test itself puts on the page.
ALLOWED = {"cp", "csv", "ctrl", "esc", "excel", "https", "id", "pdf", "url", "xlsx"}
ALLOWED |= {"officer", "alliance", "example", "outline", "tab"}


def english_words(response) -> set[str]:
    page = tree(response)
    for element in page.xpath(
        "//script | //style | //*[contains(@class, 'material-symbols')] | //code | //kbd"
    ):
        element.drop_tree()
    texts = page.xpath("//body//text()")
    texts += page.xpath("//title/text()")
    texts += page.xpath("//@title | //@placeholder | //@aria-label | //@alt")
    texts += page.xpath("//input[@type='submit']/@value")
    words = re.findall(r"[A-Za-z]{2,}", " ".join(texts))
    return {word.lower() for word in words} - ALLOWED


@pytest.fixture
def place(officer_client):
    made = Place.objects.create(name="한빛회관", room="대회의실")
    url = reverse("admin:alliance_place_change", args=[made.pk])
    officer_client.post(url, form_values(officer_client.get(url)) | {"area": ["강남"]})
    return made


PAGES = [
    "/admin/",
    "/admin/alliance/place/",
    "/admin/alliance/place/?q=없음",
    "/admin/alliance/place/add/",
    "/admin/alliance/place/{pk}/change/",
    "/admin/alliance/place/{pk}/history/",
    "/admin/alliance/place/{pk}/delete/",
    "/admin/alliance/place/export/",
    "/admin/alliance/job/",
    "/admin/alliance/accessrecord/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("address", PAGES)
def test_admin_pages_hold_no_english(officer_client, place, address):
    response = officer_client.get(address.format(pk=place.pk))

    assert response.status_code == 200
    assert english_words(response) == set()


@pytest.mark.parametrize("model", [Job, AccessRecord])
def test_records_of_the_portal_cannot_be_edited(officer_client, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert officer_client.get(reverse(f"{name}_changelist")).status_code == 200
    assert officer_client.get(reverse(f"{name}_add")).status_code == 403


def test_error_in_a_form_is_told_in_korean(officer_client, place):
    response = officer_client.post(reverse("admin:alliance_place_add"), {"name": ""})

    assert english_words(response) == set()


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-x/",
    ],
)
def test_sign_in_pages_hold_no_english(client, address):
    assert english_words(client.get(address)) == set()


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
        "/accounts/email/",
        "/accounts/reauthenticate/",
    ],
)
def test_account_pages_hold_no_english(officer_client, address):
    response = officer_client.get(address, follow=True)

    secret = response.context.get("form") if response.context else None
    words = english_words(response) - {str(getattr(secret, "secret", "")).lower()}
    assert words == set()


def own_texts():
    """All of our catalogues: context and English text, with the Korean one that stands there."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/locale/ko/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        for key, text in catalogue.items():
            if key and isinstance(key, str):
                yield path.parts[-5], *key.rpartition("\x04")[::2], text


def test_no_other_apps_catalogue_changes_a_text_of_ours():
    """Django keeps one text for each English one: a context tells two meanings apart."""
    with translation.override("ko"):
        changed = [
            (app, english, ours)
            for app, context, english, ours in own_texts()
            if (pgettext(context, english) if context else translation.gettext(english)) != ours
        ]

    assert changed == []

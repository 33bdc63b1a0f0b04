"""Ten megabytes in one field: the form comes back, names the field, and keeps what was typed."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.utils import translation
from django.utils.text import capfirst

from alliance.outline.fields import OutlineField
from tests.pages import form_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

LINE = "○ 가상 전시관을 열었다\n"
TEN_MEGABYTES = LINE * (10_000_000 // len(LINE.encode()) + 1)
# Entries of packets are made on the workbench; their form is one like all others.
WITHOUT_ADD_PAGE = {"meetings.PacketEntry"}
FIELDS = {
    f"{model._meta.label}.{field.name}": (model, field)
    for model in admin.site._registry
    for field in model._meta.get_fields()
    if isinstance(field, OutlineField) and model._meta.label not in WITHOUT_ADD_PAGE
}
FORM = "application/x-www-form-urlencoded"


def refusal(label: str) -> str:
    length = f"{len(TEN_MEGABYTES.rstrip()):,}"
    return f"‘{label}’ 항목이 {length}자입니다. 200,000자까지 저장할 수 있습니다."


def add_page(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"


@pytest.mark.parametrize("name", FIELDS)
def test_officers_form_comes_back_with_all_that_was_typed(officer_client, name):
    model, field = FIELDS[name]
    values = form_values(officer_client.get(add_page(model)))
    typed = {**values, field.name: TEN_MEGABYTES, "title": "함께 적은 제목"}

    response = officer_client.post(add_page(model), typed)

    assert response.status_code == 200
    html = response.content.decode()
    with translation.override("ko"):
        assert refusal(capfirst(str(field.verbose_name))) in html
    assert html.count(LINE) >= TEN_MEGABYTES.count(LINE) - 1
    if "title" in values:
        assert 'value="함께 적은 제목"' in html
    assert not model.objects.exists()


def test_row_of_an_officers_form_is_named_too(officer_client):
    address = "/admin/subcommittees/finding/add/"
    values = form_values(officer_client.get(address))

    response = officer_client.post(
        address, {**values, "rows-TOTAL_FORMS": "1", "rows-0-text": TEN_MEGABYTES}
    )

    assert response.status_code == 200
    assert refusal("주요 내용") in response.content.decode()


@pytest.mark.parametrize(
    ("address", "field", "label"),
    [
        ("/admin/archive/notice/add/", "body", "내용"),
        ("/admin/subcommittees/finding/add/", "rows-0-text", "주요 내용"),
    ],
    ids=["field", "row"],
)
def test_field_is_named_where_the_form_was_sent_percent_encoded(
    officer_client, address, field, label
):
    """No browser sends these forms so; read whole, the text would take two gigabytes."""
    sent = f"title=x&{field}={'%EA%B0%80' * 3_300_000}&kind=y"

    response = officer_client.post(address, sent, content_type=FORM)

    assert response.status_code == 413
    page = " ".join(response.content.decode().split())
    assert f"가장 긴 항목은 ‘{label}’입니다." in page
    assert "5MB" in page


def test_preview_says_why_it_shows_nothing(officer_client):
    response = officer_client.post("/admin/outline-preview/", {"text": TEN_MEGABYTES})

    assert response.status_code == 413
    assert "200,000자보다 길어" in response.content.decode()

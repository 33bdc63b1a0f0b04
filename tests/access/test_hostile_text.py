"""Text that people typed stays text on every page, wherever it is shown."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from lxml import html

from alliance.admin import RecordAdmin
from members.models import Organisation
from tests.access.asking import every_answer
from tests.access.tables.admin import registered
from tests.access.test_headers import inline_code

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("templates escape, wherever the text came from"),
]

TAG = "x-evil"
TEXT = f"\"'><{TAG} onload=a()></{TAG}>{{{{7*7}}}}"
LINK = f"https://portal.example/{TEXT}"
# What addresses and rules hang on; it is no text that people read.
KEPT = {
    "slug",
    "email",
    "code",
    "section_key",
    "figure_key",
    "kind",
    "original_name",
    "password",
    "file",
}


def is_text(field: models.Field) -> bool:
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and field.editable
        and field.name not in KEPT
    )


def fill(record: models.Model) -> None:
    """As if it had come past every form."""
    values = {
        field.name: (LINK if isinstance(field, models.URLField) else TEXT)[: field.max_length]
        for field in record._meta.concrete_fields
        if is_text(field)
    }
    if values:
        type(record)._base_manager.filter(pk=record.pk).update(**values)


def test_no_page_takes_text_for_code(world):
    frozen = {"meetings.packetversion", "meetings.packetentry"}
    for label, record in world.records.items():
        if label not in frozen:
            fill(record)
    for model in apps.get_models():
        if not model._meta.app_label.startswith(("admin", "auth", "sess", "account", "mfa")):
            first = model._base_manager.order_by("pk").first()
            if first is not None and model._meta.label_lower not in frozen:
                fill(first)
    wrong, shown = [], 0
    for who, path, response in every_answer(world):
        if not response.get("Content-Type", "").startswith("text/html") or not response.content:
            continue
        assert response.status_code < 500, path
        text = response.content.decode()
        shown += TAG in text
        page = html.fromstring(text)
        if page.xpath(f"//{TAG}"):
            wrong.append((who, path, "tag"))
        if not path.startswith("/admin/") and inline_code(response):
            wrong.append((who, path, inline_code(response)))
        if "49" in page.text_content() and "}}" not in page.text_content():
            wrong.append((who, path, "template"))

    assert wrong == []
    assert shown > 100


@pytest.mark.parametrize(
    "link", ["javascript:x", "data:text/html,x", "JaVaScRiPt:x", "//evil.example", "x"]
)
def test_links_that_are_no_web_addresses_are_refused(world, link):
    fields = [
        (type(world.records[label]), field)
        for label, model_admin in registered().items()
        if isinstance(model_admin, RecordAdmin)
        for field in model_admin.model._meta.concrete_fields
        if isinstance(field, models.URLField)
    ]

    assert {model for model, _field in fields} >= {Organisation}
    for model, field in fields:
        with pytest.raises(ValidationError):
            field.clean(link, model())

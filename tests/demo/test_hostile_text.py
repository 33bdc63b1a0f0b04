"""Whatever people type prints as text: in the packet's HTML and in its PDF."""

from __future__ import annotations

import io
from datetime import date

import lxml.html
import pypdf
import pytest
from django.apps import apps
from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from alliance.rendering import render_whole
from meetings.packets.assembly import assemble, entries_from_contents, reporting_period
from meetings.packets.document import Frame, entry_html, print_document
from meetings.services.packets import meeting_called

# The portal's database is a copy of the tests' own.
pytestmark = pytest.mark.django_db

APPS = (
    "alliance",
    "members",
    "archive",
    "subcommittees",
    "projectgroups",
    "events",
    "newsletter",
    "reporting",
    "meetings",
)
HOSTILE = (
    '<script>x()</script><img src="file:///etc/passwd">'
    '<link rel=attachment href="file:///etc/hosts">{{ 7 }}{% now "Y" %}'
)
SHORT = "<script>{{ 7 }}"
# Not what people record: the engine's own rows.
UNTOUCHED = {
    "alliance.Job",
    "alliance.AccessRecord",
    "meetings.Packet",
    "meetings.PacketVersion",
    "meetings.PacketEntry",
    "meetings.FigureOverride",
    "meetings.DraftLink",
    "meetings.PacketNotice",
    # They say statuses by their codes.
    "meetings.MeetingStatusChange",
    "subcommittees.SubcommitteeStatusChange",
}


def text_fields(model):
    for field in model._meta.concrete_fields:
        plain = type(field) in (models.CharField, models.TextField) or (
            type(field).__name__ in ("LineField", "OutlineField")
        )
        if plain and field.editable and not field.choices and not field.unique:
            yield field


def poison():
    """Put hostile text before what stands in every printed text field; the number of fields."""
    poisoned = 0
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if model._meta.label in UNTOUCHED or "catalog" in model._meta.label.lower():
                continue
            for field in text_fields(model):
                limit = field.max_length
                text = HOSTILE if limit is None or limit >= 250 else SHORT
                rows = model._base_manager.exclude(**{field.name: ""})
                if limit is not None:
                    rows = rows.alias(length_kept=models.functions.Length(field.name)).filter(
                        length_kept__lte=limit - len(text)
                    )
                changed = Concat(Value(text), Cast(F(field.name), CharField()))
                models.QuerySet.update(rows, **{field.name: changed})
                poisoned += 1
    return poisoned


def test_hostile_text_prints_as_text(inside):
    assert poison() > 60
    meeting = meeting_called("2025-4")
    entries = assemble(
        entries_from_contents(meeting),
        meeting=meeting,
        period=reporting_period(meeting, date(2025, 11, 26)),
    )

    for entry in entries:
        tree = lxml.html.fragment_fromstring(entry_html(entry), create_parent="div")
        assert tree.xpath("//script | //link | //iframe | //object | //style") == []
        assert [s for s in tree.xpath("//img/@src") if not s.startswith("picture:")] == []
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == []

    frame = Frame.of_meeting(meeting, title=HOSTILE, issuer=HOSTILE)
    rendered = render_whole(print_document(entries, frame))
    reader = pypdf.PdfReader(io.BytesIO(rendered.pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    assert text.count("<script>") > 100
    assert "{{ 7 }}" in text
    assert "root:x:0" not in text
    assert b"/EmbeddedFile" not in rendered.pdf
    assert b"/JavaScript" not in rendered.pdf
    assert reader.attachments == {}

"""The model field, its form field and its widget."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.utils import translation
from unfold.admin import ModelAdmin

from alliance.outline.cleaning import MAX_CHARACTERS
from alliance.outline.fields import OutlineField, OutlineFormField
from alliance.outline.widgets import OutlineWidget
from archive.models import Notice


def notice(body: str) -> Notice:
    return Notice(title="안내", body=body)


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["body"]


def test_field_is_written_into_migrations_by_its_own_name():
    assert MigrationWriter.serialize(OutlineField(blank=True)) == (
        "alliance.outline.fields.OutlineField(blank=True)",
        {"import alliance.outline.fields"},
    )
    assert OutlineField(max_characters=500).deconstruct()[3] == {"max_characters": 500}


def test_text_is_kept_as_typed_with_one_kind_of_line_break():
    record = notice("  ○ 가\r\n\t- 나\u2028※ 다\x0b\x00\x07\r\n \r\n")

    record.clean_fields(exclude={f.name for f in Notice._meta.fields} - {"body"})

    assert record.body == "  ○ 가\n\t- 나\n※ 다"


@pytest.mark.django_db
def test_text_written_without_validation_is_cleaned_too():
    field = Notice._meta.get_field("body")

    from django.db import connection

    assert field.get_db_prep_save("가\r\n\x00나 ", connection) == "가\n나"


def test_text_that_is_too_long_is_refused_by_name():
    field = OutlineField("본문", max_characters=10)

    with translation.override("ko"), pytest.raises(ValidationError) as refused:
        field.clean("가" * 1_011, None)

    assert refused.value.messages == ["‘본문’ 항목이 1,011자입니다. 10자까지 저장할 수 있습니다."]


def test_text_of_more_lines_than_a_packet_can_print_is_refused_by_name():
    field = OutlineField("본문")
    field.clean("- 가\n" * 10_000, None)

    with translation.override("ko"), pytest.raises(ValidationError) as refused:
        field.clean("- 가\n" * 10_000 + "나", None)

    assert refused.value.messages == [
        "‘본문’ 항목이 10,001줄입니다. 10,000줄까지 저장할 수 있습니다."
    ]


def test_text_of_the_greatest_length_is_taken():
    assert OutlineField().clean("가" * MAX_CHARACTERS, None) == "가" * MAX_CHARACTERS


def test_form_refuses_by_label_and_does_not_cut_in_the_browser():
    field = OutlineFormField(label="목적", max_characters=3)

    with translation.override("ko"), pytest.raises(ValidationError) as refused:
        field.clean("가나다라")

    assert refused.value.messages == ["‘목적’ 항목이 4자입니다. 3자까지 저장할 수 있습니다."]
    assert "maxlength" not in field.widget.attrs


def test_white_space_alone_is_no_text():
    with pytest.raises(ValidationError):
        OutlineFormField().clean(" \r\n\t")
    assert OutlineFormField(required=False).clean(" \r\n\t") == ""


def test_form_keeps_the_indentation_of_the_first_line():
    assert OutlineFormField().clean("   - 가\r\n   - 나\r\n") == "   - 가\n   - 나"


def test_line_breaks_of_the_browser_are_no_change():
    assert not OutlineFormField().has_changed("가\n나", "가\r\n나")
    assert OutlineFormField().has_changed("가\n나", "가\r\n  나")


def test_public_forms_have_a_plain_text_area():
    assert type(NoticeForm().fields["body"].widget) is forms.Textarea


def test_admin_forms_have_the_preview(rf, settings):
    request = rf.get("/")
    field = ModelAdmin(Notice, admin.site).formfield_for_dbfield(
        Notice._meta.get_field("body"), request
    )

    assert type(field.widget) is OutlineWidget
    assert isinstance(field, OutlineFormField)


def test_widget_shows_the_text_and_its_print():
    with translation.override("ko"):
        html = OutlineWidget().render("body", "○ <b>가</b>\n* 각주", {"id": "id_body"})

    assert '<textarea name="body"' in html
    assert "○ &lt;b&gt;가&lt;/b&gt;\n* 각주</textarea>" in html
    assert '<span class="text">&lt;b&gt;가&lt;/b&gt;</span>' in html
    assert 'data-preview-url="/admin/outline-preview/"' in html
    assert "2행: 이 각주를 가리키는 별표가 위 글에 없습니다." in html
    assert "style=" not in html
    assert "<script" not in html


def test_widget_does_not_print_what_is_too_long():
    with translation.override("ko"):
        html = OutlineWidget().render("body", "- 가\n" * MAX_CHARACTERS, {"id": "id_body"})

    assert "200,000자보다 길어" in html
    assert "<li" not in html

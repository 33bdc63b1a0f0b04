"""The admin's text area with the printed outline beside it."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from alliance.outline.cleaning import MAX_CHARACTERS
from alliance.outline.preview import preview


class OutlineWidget(UnfoldAdminTextareaWidget):
    template_name = "alliance/outline_widget.html"

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["css/components/outline.css", "css/components/outline-editor.css"]},
            js=["js/outline-preview.js"],
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text = value or ""
        context["preview_url"] = reverse("outline-preview")
        context["limit"] = MAX_CHARACTERS
        context["preview"] = preview(text) if len(text) <= MAX_CHARACTERS else None
        return context

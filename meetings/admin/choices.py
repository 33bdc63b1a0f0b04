"""Fields whose choices come from a registry."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from alliance.packets import all_sections


class SectionChoiceMixin:
    """`section_key` is chosen among the packet sections that have something to say in short."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "section_key":
            told = [section for section in all_sections() if section.digest is not None]
            choices = [("", "---------"), *((section.key, section.title) for section in told)]
            kwargs["widget"] = UnfoldAdminSelectWidget(choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

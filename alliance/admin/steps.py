"""Buttons beside "Save" that take a record a step further: "mark as held", "accept the report"."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from alliance.errors import RuleViolation


def status_history(record: models.Model) -> SafeString | str:
    """The steps that the record went, with the reasons of those back."""
    if record.pk is None:
        return "-"
    steps = record.status_changes.select_related("changed_by__person")  # type: ignore[attr-defined]
    return render_to_string("admin/alliance/_status_changes.html", {"steps": steps})


class StepsMixin:
    """`actions_submit_line` runs once the record and all its rows are saved.

    A step calls a service and returns what to tell the officer; a broken rule is told as an
    error, and what was typed stays saved.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The theme would run the step now, before the rows below the record are saved.
        request.steps_wait = True  # type: ignore[attr-defined]
        try:
            super().save_model(request, obj, form, change)  # type: ignore[misc]
        finally:
            request.steps_wait = False  # type: ignore[attr-defined]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Whoever saves holds the record: a step of somebody else comes before or after."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            rows = self.model._base_manager.select_for_update()  # type: ignore[attr-defined]
            key = self.model._meta.pk  # type: ignore[attr-defined]
            with suppress(ValueError, ValidationError):
                rows.filter(pk=key.to_python(object_id)).values_list("pk").first()
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]

    def offers_step(self, name: str, obj: Any) -> bool:
        """Whether the step's button is shown; the service behind it has the last word."""
        return True

    def get_actions_submit_line(
        self, request: HttpRequest, object_id: Any, *args: Any, **kwargs: Any
    ) -> list[Any]:
        if getattr(request, "steps_wait", False):
            return []
        found: list[Any] = super().get_actions_submit_line(request, object_id, *args, **kwargs)  # type: ignore[misc]
        return self._offered(request, object_id, found)

    def get_actions_detail(
        self, request: HttpRequest, object_id: Any, *args: Any, **kwargs: Any
    ) -> list[Any]:
        found: list[Any] = super().get_actions_detail(request, object_id, *args, **kwargs)  # type: ignore[misc]
        return self._offered(request, object_id, found)

    def _offered(self, request: HttpRequest, object_id: Any, steps: list[Any]) -> list[Any]:
        obj = self.get_object(request, str(object_id)) if steps and object_id else None
        if obj is None:
            return steps
        prefix = f"{obj._meta.app_label}_{obj._meta.model_name}_"
        return [
            step for step in steps if self.offers_step(step.action_name.removeprefix(prefix), obj)
        ]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        for step in self.get_actions_submit_line(request, obj.pk):
            if step.action_name in request.POST:
                try:
                    messages.success(request, step.method(request, obj))
                except RuleViolation as refusal:
                    messages.error(request, str(refusal))
                return redirect(request.get_full_path())
        response: HttpResponse = super().response_change(request, obj)  # type: ignore[misc]
        return response

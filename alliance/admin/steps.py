"""Buttons beside "Save" that take a record a step further: "mark as held", "accept the report"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alliance.errors import RuleViolation


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

    def offers_step(self, name: str, obj: Any) -> bool:
        """Whether the step's button is shown; the service behind it has the last word."""
        return True

    def get_actions_submit_line(
        self, request: HttpRequest, object_id: Any, *args: Any, **kwargs: Any
    ) -> list[Any]:
        if getattr(request, "steps_wait", False):
            return []
        found: list[Any] = super().get_actions_submit_line(request, object_id, *args, **kwargs)  # type: ignore[misc]
        obj = self.get_object(request, str(object_id)) if found and object_id else None  # type: ignore[attr-defined]
        if obj is None:
            return found
        prefix = f"{obj._meta.app_label}_{obj._meta.model_name}_"
        return [
            step for step in found if self.offers_step(step.action_name.removeprefix(prefix), obj)
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

"""Refusals as problem documents (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema

MEDIA_TYPE = "application/problem+json"


class InvalidParameter(Schema):
    name: str
    reason: str


class Problem(Schema):
    title: str
    status: int
    detail: str = ""
    invalid_parameters: list[InvalidParameter] = []


def problem(
    status: HTTPStatus, detail: str = "", invalid: list[dict[str, Any]] | None = None
) -> HttpResponse:
    named = [
        InvalidParameter(name=".".join(str(part) for part in each["loc"][1:]), reason=each["msg"])
        for each in invalid or []
    ]
    told = Problem(
        title=status.phrase, status=status.value, detail=detail, invalid_parameters=named
    )
    return JsonResponse(
        told.model_dump(exclude_defaults=True), status=status, content_type=MEDIA_TYPE
    )


def not_found(request: HttpRequest, **rest: str) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND)

"""The questions that the open interface answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from unicodedata import normalize
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from alliance.periods import today
from members.api.filters import DirectoryFilter, refusals
from members.api.paging import UnknownCursor, slice_after
from members.api.problems import MEDIA_TYPE, Problem, problem
from members.models import Organisation
from members.public_entry import PublicEntry, public_entries, with_public_parts

LARGEST_PAGE = 200

DESCRIPTION = """\
The public part of the member directory, for programs. Everything here stands on the directory's
pages too; nothing else of a member is told. Reading needs no key. Each answer has an ETag: send it
back as If-None-Match, and an unchanged answer costs a 304. 120 questions a minute are answered,
then 429 with Retry-After. Refusals are problem documents (RFC 9457).
"""


class OpenData(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Complete what the library cannot know: how refusals are written, and the table."""
        document = super().get_openapi_schema(**kwargs)
        for path in document["paths"].values():
            for status, answer in path["get"]["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        listed = document["paths"][reverse("open-data:organisations")]["get"]
        document["paths"][reverse("open-data:organisations-csv")] = {"get": as_table(listed)}
        return document


def as_table(listed: dict[str, Any]) -> dict[str, Any]:
    """The table takes the list's filters and has all entries at once."""
    whole = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "OK"}
    return {
        "operationId": "downloadOrganisations",
        "summary": "Members of today as a table (UTF-8 with BOM, Korean heads)",
        "parameters": [each for each in listed["parameters"] if each["name"] not in PAGING],
        "responses": {200: whole} | {k: v for k, v in listed["responses"].items() if k != 200},
    }


PAGING = ("limit", "cursor")

api = OpenData(
    title="메타버스 얼라이언스 회원사 공개 데이터",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="open-data",
    servers=[{"url": settings.SITE_URL}],
    docs_url=None,  # Its pages load scripts that the content policy forbids.
)


class OrganisationPage(Schema):
    total: int
    results: list[PublicEntry]
    next: Annotated[str | None, Field(description="The address of the next page.")]


class Asked(DirectoryFilter):
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50
    cursor: Annotated[
        str, Field(max_length=2000, description="From `next`; where the page begins.")
    ] = ""


# What goes wrong, as the document tells it.
REFUSALS = {400: Problem, 429: Problem}


@api.get(
    "organisations",
    response={200: OrganisationPage, **REFUSALS},
    url_name="organisations",
    operation_id="listOrganisations",
    summary="Members of today, in Korean order",
)
def organisations(request: HttpRequest, asked: Query[Asked]) -> OrganisationPage:
    _refuse_unknown(request)
    day = today()
    found = asked.organisations(day)
    part = slice_after(with_public_parts(found, day), asked.cursor, asked.limit)
    return OrganisationPage(
        total=found.count(),
        results=list(public_entries(part.organisations, day)),
        next=_address_of_next(asked, part.next_cursor) if part.next_cursor else None,
    )


@api.get(
    "organisations/{slug}",
    response={200: PublicEntry, 302: None, 404: Problem, **REFUSALS},
    url_name="organisation",
    operation_id="readOrganisation",
    summary="One member; what became part of another leads there",
)
def organisation(request: HttpRequest, slug: str) -> PublicEntry | HttpResponse:
    day, address = today(), normalize("NFC", slug).lower()
    found = with_public_parts(Organisation.objects.visible_on(day), day)
    for entry in public_entries(found.filter(slug=address), day):
        return entry
    if heir := Organisation.objects.stands_in_for(address, day):
        return redirect("open-data:organisation", slug=heir.slug)
    raise Http404


def _refuse_unknown(request: HttpRequest) -> None:
    """The library hands on the parameters that it knows, and passes over all others."""
    if wrong := refusals(request.GET, Asked.model_fields):
        raise ValidationError(wrong)


def _address_of_next(asked: Asked, cursor: str) -> str:
    same = asked.model_dump(mode="json", exclude_defaults=True) | {"cursor": cursor}
    return f"{settings.SITE_URL}{reverse('open-data:organisations')}?{urlencode(same)}"


@api.exception_handler(Http404)
def _missing(request: HttpRequest, exc: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, invalid=exc.errors)


@api.exception_handler(UnknownCursor)
def _unknown_cursor(request: HttpRequest, exc: UnknownCursor) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, "The cursor is not one that this interface gave.")

"""The public fields as a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import pgettext
from pydantic import ValidationError

from alliance.periods import today
from alliance.spreadsheets import neutralised
from members.api.filters import DirectoryFilter, refusals
from members.api.problems import problem
from members.public_entry import PublicEntry, all_public_entries, with_public_parts

# Without it Excel reads the file as CP949.
BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """What csv writes comes back as text instead of going into a file."""

    def write(self, text: str) -> str:
        return text


def organisations_csv(request: HttpRequest) -> HttpResponseBase:
    if wrong := refusals(request.GET, DirectoryFilter.model_fields):
        return problem(HTTPStatus.BAD_REQUEST, invalid=wrong)
    try:
        asked = DirectoryFilter.model_validate(request.GET.dict())
    except ValidationError as refused:
        invalid = [{**each, "loc": ("query", *each["loc"])} for each in refused.errors()]
        return problem(HTTPStatus.BAD_REQUEST, invalid=invalid)
    day = today()
    found = with_public_parts(asked.organisations(day), day).order_by("sort_key", "pk")
    response = StreamingHttpResponse(
        _lines(all_public_entries(found, day)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="members-{day.isoformat()}.csv"'
    return response


def _lines(entries: Iterator[PublicEntry]) -> Iterator[str]:
    write = csv.writer(_Echo()).writerow
    yield BYTE_ORDER_MARK + _text(write(_heads()))
    for entry in entries:
        yield _text(write([neutralised(cell) for cell in _cells(entry)]))


def _heads() -> list[str]:
    return [
        pgettext("open data", "Member"),
        pgettext("open data", "Short name"),
        pgettext("open data", "Former names"),
        pgettext("open data", "Kind"),
        pgettext("open data", "Sub-kind"),
        pgettext("open data", "Region"),
        pgettext("open data", "Fields of business"),
        pgettext("open data", "Tags"),
        pgettext("open data", "Introduction"),
        pgettext("open data", "Homepage"),
        pgettext("open data", "Member since"),
        pgettext("open data", "Public contact"),
        pgettext("open data", "E-mail"),
        pgettext("open data", "Telephone"),
        pgettext("open data", "Page in the directory"),
    ]


def _cells(entry: PublicEntry) -> list[str]:
    coded = [each.label if each else "" for each in (entry.kind, entry.sub_kind, entry.region)]
    return [
        entry.name,
        entry.short_name,
        ", ".join(entry.former_names),
        *coded,
        ", ".join(entry.business_fields),
        ", ".join(entry.tags),
        entry.introduction,
        entry.homepage,
        entry.member_since.isoformat(),
        ", ".join(f"{each.name} {each.title}".strip() for each in entry.contacts),
        ", ".join(each.email for each in entry.contacts if each.email),
        ", ".join(each.phone for each in entry.contacts if each.phone),
        entry.page,
    ]


def _text(written: Any) -> str:
    return str(written)

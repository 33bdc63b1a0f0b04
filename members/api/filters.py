"""What may be asked for: the directory's facets, and its search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.http import QueryDict
from ninja import Field, Schema
from pydantic import ConfigDict

from members.directory import LONGEST_SEARCH, Directory, DirectorySearch, index_of
from members.models import Classification, Organisation
from members.querysets import OrganisationQuerySet
from members.services.listings import bring_up_to_date

UNKNOWN = "There is no such parameter."
REPEATED = "Give this parameter once."


def refusals(asked: QueryDict, known: Iterable[str]) -> list[dict[str, Any]]:
    """Parameters that nobody knows, and those of which only the last would be heard."""
    unknown = [(name, UNKNOWN) for name in sorted(set(asked) - set(known))]
    repeated = [(name, REPEATED) for name in sorted(asked) if len(asked.getlist(name)) > 1]
    return [{"loc": ("query", name), "msg": message} for name, message in unknown or repeated]


class DirectoryFilter(Schema):
    """All that are given must hold."""

    # A misspelt filter must not answer with everybody.
    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_SEARCH,
            description="What the directory's own search takes: parts of the name, of former names"
            " and aliases, or of what the entry says; initial consonants of the name (ㅁㅌㅂㅅ);"
            " either with the keyboard in the other language.",
        ),
    ] = ""
    kind: Classification.Kind | None = None
    sub_kind: Classification.SubKind | None = None
    region: Organisation.Region | None = None
    field: Annotated[str | None, Field(max_length=60, description="A field of business.")] = None
    tag: Annotated[str | None, Field(max_length=40)] = None
    joined: Annotated[
        int | None, Field(ge=1900, le=2999, description="The year in which the membership began.")
    ] = None

    def organisations(self, day: date) -> OrganisationQuerySet:
        found = Organisation.objects.visible_on(day)
        if self.q.strip():
            found = found.filter(pk__in=self._found_by_directory(day))
        found = found.classified_on(day).with_membership_on(day)
        wanted: dict[str, Any] = {
            "kind": self.kind,
            "sub_kind": self.sub_kind,
            "region": self.region,
            "member_since__year": self.joined,
            "business_fields__name": self.field,
            "tags__name": self.tag,
            # What a member keeps to itself is not to be found out by asking.
            "shows_business_fields": True if self.field is not None else None,
            "shows_tags": True if self.tag is not None else None,
        }
        return found.filter(**{name: value for name, value in wanted.items() if value is not None})

    def _found_by_directory(self, day: date) -> list[int]:
        """What its page would list for the same words and facets."""
        asked = QueryDict(mutable=True)
        asked.update(self.model_dump(mode="json", exclude_none=True))
        index = index_of(bring_up_to_date(day))
        return Directory(DirectorySearch.read(asked), index).found_ids

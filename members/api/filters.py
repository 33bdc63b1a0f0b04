"""What may be asked for: the directory's facets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import ConfigDict

from members.directory import LONGEST_SEARCH
from members.models import Classification, Organisation
from members.querysets import OrganisationQuerySet


class DirectoryFilter(Schema):
    """All that are given must hold."""

    # A misspelt filter must not answer with everybody.
    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str,
        Field(
            max_length=LONGEST_SEARCH,
            description="Words of the name, former names and aliases included; also initial"
            " consonants (ㅁㅌㅂㅅ).",
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
        found = Organisation.objects.visible_on(day).matching(self.q)
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

"""Questions about many subscribers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from alliance.models import VersionedQuerySet
from members.models import Body, Classification, Person, Seat

if TYPE_CHECKING:
    from newsletter.segments import Segment


class SubscriberQuerySet(VersionedQuerySet):
    def active(self) -> Self:
        """Consented, not withdrawn since, and not suppressed."""
        from newsletter.models import Suppression

        suppressed = Suppression.objects.in_force().filter(email=OuterRef("email"))
        return self.filter(state="active").exclude(Exists(suppressed))

    def for_newsletter(self) -> Self:
        return self.active().filter(wants_newsletter=True)

    def for_notices(self, segment: Segment, day: date) -> Self:
        return self.active().filter(wants_notices=True).in_segment(segment, day)

    def in_segment(self, segment: Segment, day: date) -> Self:
        """As the facts stood on the day; what a segment leaves open, all have."""
        found = self
        if segment.kinds:
            classes = Classification.objects.on(day).filter(kind__in=segment.kinds)
            found = found.filter(
                Exists(classes.filter(organisation=OuterRef("organisation_id"))),
                organisation__in=_members_on(day),
            )
        if segment.regions:
            found = found.filter(
                organisation__region__in=segment.regions, organisation__in=_members_on(day)
            )
        if segment.fields:
            # A sub-query, as an organisation of two of the fields is still one.
            of_field = _members_on(day).filter(business_fields__in=segment.fields)
            found = found.filter(organisation__in=of_field)
        if segment.subcommittees:
            found = found.filter(Exists(_seated(segment.subcommittees, day)))
        return found

    def to_be_confirmed_by(self, day: date) -> Self:
        """Whose consent must be asked for again on or before the day."""
        return self.active().filter(confirm_by__lte=day).order_by("confirm_by", "pk")

    def without_answer(self) -> Self:
        """Asked whether the consent still holds, and not heard of since; they stay readers."""
        from newsletter.models import Consent

        rows = Consent.objects.filter(subscriber=OuterRef("pk"))
        latest = rows.filter(kind__in=["granted", "kept", "asked"]).order_by("-at", "-pk")
        return (
            self.active()
            .annotate(last_word=Subquery(latest.values("kind")[:1]))
            .filter(last_word="asked")
        )

    def without_consent(self) -> Self:
        """Nothing is recorded that the mail rests on; the portal's own ways never lead here."""
        return self.active().filter(confirm_by=None)


def _members_on(day: date) -> Any:
    from members.models import Organisation

    return Organisation.objects.members_on(day).order_by()


def _seated(codes: tuple[str, ...], day: date) -> QuerySet[Person]:
    """People with the subscriber's address who sit in one of the bodies on the day."""
    seats = (
        Seat.objects.on(day)
        .of_kind(Body.Kind.SUBCOMMITTEE)
        .filter(body__code__in=codes, person=OuterRef("pk"))
    )
    return Person.objects.filter(Exists(seats), email__iexact=OuterRef("email"))


class ConsentQuerySet(QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        message = "What was recorded of a consent is never changed."
        raise TypeError(message)

    update.alters_data = True  # type: ignore[attr-defined]

    def forget_traces(self) -> int:
        """Of somebody who was erased: what could tell who it was, or where."""
        return super().update(address=None, source="")

    forget_traces.alters_data = True  # type: ignore[attr-defined]

    def giving(self) -> Self:
        """What a consent rests on: granted, or confirmed again."""
        return self.filter(kind__in=["granted", "kept"])


class SuppressionQuerySet(QuerySet[Any]):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of(self, email: str) -> Self:
        from newsletter.models.subscribers import address_digests, plain_address

        address = plain_address(email)
        return self.in_force().filter(Q(email=address) | Q(digest__in=address_digests(address)))

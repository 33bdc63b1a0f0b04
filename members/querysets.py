"""Questions about many members."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from alliance.models import DatedQuerySet, VersionedQuerySet
from members.names import as_initials, fold_name, without_legal_form
from members.validators import normalise_registration_number

if TYPE_CHECKING:
    from members.models import Classification, Organisation


def year_before(day: date) -> date:
    """The same day of the year before; of a leap day the last of February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def last_days_before(start: date, end: date) -> tuple[date, date]:
    """The last days of those who left between the two.

    On its last day one is still counted as a member, so one has left on the day after it: thus the
    members before, those who joined and those who left make the members now.
    """
    earlier = date.min if start == date.min else start - timedelta(days=1)
    return earlier, earlier if end == date.min else end - timedelta(days=1)


class OrganisationQuerySet(VersionedQuerySet):
    def members_on(self, day: date) -> Self:
        """Organisations whose membership covers the day."""
        from members.models import Membership

        return self.filter(Exists(Membership.objects.on(day).filter(organisation=OuterRef("pk"))))

    def joined_between(self, start: date, end: date) -> Self:
        """Organisations with a membership that began between the two (both included)."""
        from members.models import Membership

        begun = Membership.objects.joined_between(start, end)
        return self.filter(Exists(begun.filter(organisation=OuterRef("pk"))))

    def with_joining_day(self, start: date, end: date) -> Self:
        """Adds `joined_on`: the first membership that began between the two."""
        from members.models import Membership

        begun = Membership.objects.joined_between(start, end).filter(organisation=OuterRef("pk"))
        return self.annotate(
            joined_on=Subquery(begun.order_by("valid_from").values("valid_from")[:1])
        )

    def classified_on(self, day: date) -> Self:
        """Adds `kind` and `sub_kind` as of the day; empty where nothing is recorded."""
        from members.models import Classification

        that_day = Classification.objects.on(day).filter(organisation=OuterRef("pk"))
        return self.annotate(
            **{
                name: Coalesce(
                    Subquery(that_day.values(name)[:1]), Value(""), output_field=CharField()
                )
                for name in ("kind", "sub_kind")
            }
        )

    def with_membership_on(self, day: date) -> Self:
        """Adds `member_since`: the first day of the membership that covers the day."""
        from members.models import Membership

        that_day = Membership.objects.on(day).filter(organisation=OuterRef("pk"))
        return self.annotate(member_since=Subquery(that_day.values("valid_from")[:1]))

    def named_on(self, day: date) -> Self:
        """Adds `name_that_day`."""
        from members.models import OrganisationName

        that_day = OrganisationName.objects.on(day).filter(organisation=OuterRef("pk"))
        return self.annotate(name_that_day=Coalesce(Subquery(that_day.values("name")[:1]), "name"))

    def size_check_due(self, day: date) -> Self:
        """Companies whose size nobody determined or confirmed within the year up to the day.

        Adds `size_known_since`: the day of the last confirmation, or on which the class began.
        """
        from members.models import Classification, SizeCheck

        since = year_before(day)
        own = {"organisation": OuterRef("pk")}
        confirmed = SizeCheck.objects.filter(**own, confirmed_on__lte=day)
        of_day = Classification.objects.on(day).filter(**own, kind="company")
        last = confirmed.order_by("-confirmed_on").values("confirmed_on")[:1]
        return (
            self.members_on(day)
            .filter(Exists(of_day.filter(valid_from__lte=since)))
            .exclude(Exists(confirmed.filter(confirmed_on__gt=since)))
            .annotate(
                size_known_since=Coalesce(Subquery(last), Subquery(of_day.values("valid_from")[:1]))
            )
        )

    def count_by_class(self, day: date) -> dict[tuple[str, str], int]:
        """How many of these were of which kind and sub-kind on the day."""
        counted = (
            self.classified_on(day)
            .order_by()
            .values_list("kind", "sub_kind")
            .annotate(how_many=Count("pk"))
        )
        return {(kind, sub_kind): how_many for kind, sub_kind, how_many in counted}

    def represented_by(self, person_id: int, day: date) -> Self:
        """Organisations that the person may act for on the day."""
        from members.models import Affiliation

        acting = Affiliation.objects.on(day).acting().filter(person=person_id)
        return self.filter(Exists(acting.filter(organisation=OuterRef("pk"))))

    def listed(self) -> Self:
        """What the public directory may show."""
        return self.filter(is_listed=True)

    def visible_on(self, day: date) -> Self:
        """The public directory of the day: listed members, no others."""
        return self.listed().members_on(day)

    def stands_in_for(self, slug: str, day: date) -> Organisation | None:
        """The visible one that the organisation of the address is part of on the day."""
        merged = self.model.objects.filter(slug=slug, successor__isnull=False).first()
        return merged and self.visible_on(day).filter(pk=merged.heir_on(day).pk).first()

    def found_by_officer(self, text: str) -> Self:
        """By name as in the directory, or by the beginning of a number."""
        term = text.strip()
        if not any(sign.isdigit() for sign in term):
            return self.matching(term)
        by_number = Q(member_number__istartswith=term) | Q(
            registration_number__startswith=normalise_registration_number(term)
        )
        return self.filter(by_number | Q(pk__in=self.order_by().matching(term).values("pk")))

    def matching(self, text: str) -> Self:
        """Names that contain every word of the text, whatever the legal form's spelling.

        A word of initial consonants alone (ㅁㅌㅂㅅ) is looked for among the initials.
        """
        found = self
        for word in without_legal_form_words(text):
            if (initials := as_initials(word)) is not None:
                found = found.filter(search_initials__contains=initials)
            elif folded := fold_name(word):
                found = found.filter(search_text__contains=folded)
        return found


def without_legal_form_words(text: str) -> list[str]:
    """The words to look for; initial consonants are kept as they were typed."""
    words: list[str] = []
    for word in text.split():
        # Normalising would turn ㅁ into a letter that joins its neighbours into syllables.
        words += [word] if as_initials(word) is not None else without_legal_form(word).split()
    return words


class ListingQuerySet(QuerySet[Any]):
    def similar_to(self, organisation_id: int) -> Self:
        """Others in the same fields of business: the more of them shared, the earlier."""
        through: Any = self.model.business_fields.through  # type: ignore[attr-defined]
        fields = through.objects.filter(listing_id=organisation_id).values("businessfield_id")
        return (
            self.filter(business_fields__in=fields)
            .exclude(pk=organisation_id)
            .annotate(shared=Count("business_fields"))
            .order_by("-shared", "sort_key", "pk")
            .defer("names", "words")
        )


class MembershipQuerySet(DatedQuerySet):
    def joined_between(self, start: date, end: date) -> Self:
        return self.filter(valid_from__range=(start, end))

    def left_between(self, start: date, end: date) -> Self:
        """Who is no member any more since one of these days."""
        return self.filter(valid_to__range=last_days_before(start, end))

    def classified_at(self, moment: str) -> Self:
        """Adds `kind` and `sub_kind` on the first (`valid_from`) or the last day (`valid_to`)."""
        from members.models import Classification

        of_same = Classification.objects.filter(organisation=OuterRef("organisation"))
        that_day = of_same.on(OuterRef(moment))  # type: ignore[arg-type]  # a column as the day
        return self.annotate(
            **{
                name: Coalesce(
                    Subquery(that_day.values(name)[:1]), Value(""), output_field=CharField()
                )
                for name in ("kind", "sub_kind")
            }
        )

    def count_by_class(self, moment: str) -> dict[tuple[str, str], int]:
        """How many of these began (`valid_from`) or ended (`valid_to`) in which class."""
        counted = (
            self.classified_at(moment)
            .order_by()
            .values_list("kind", "sub_kind")
            .annotate(how_many=Count("pk"))
        )
        return {(kind, sub_kind): how_many for kind, sub_kind, how_many in counted}


class ClassificationQuerySet(DatedQuerySet):
    def in_force(self, organisation_id: int, day: date) -> Classification | None:
        return self.on(day).filter(organisation_id=organisation_id).first()


class AffiliationQuerySet(DatedQuerySet):
    def acting(self) -> Self:
        """Those who may act for the organisation in the portal."""
        return self.filter(acts_for=True)


class SeatQuerySet(DatedQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(body__kind=kind)

    def of_body(self, code: str) -> Self:
        return self.filter(body__code=code)

    def of_existing_body_on(self, day: date) -> Self:
        return self.filter(
            Q(body__valid_from__lte=day),
            Q(body__valid_to__isnull=True) | Q(body__valid_to__gte=day),
        )

    def in_printed_order(self) -> Self:
        return self.order_by("body__position", "position", "pk")


class EntryDraftQuerySet(VersionedQuerySet):
    def open(self) -> Self:
        return self.filter(state__in=["draft", "submitted", "returned"])

    def waiting(self) -> Self:
        """What officers have to look at, the longest waiting first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")


class MemberRequestQuerySet(VersionedQuerySet):
    def waiting(self) -> Self:
        """What officers have to decide, the longest waiting first."""
        return self.filter(state="open").order_by("requested_at", "pk")

    def to_record_on(self, day: date) -> Self:
        """Accepted representatives whose day has come, the earliest first."""
        return self.filter(
            kind="representative",
            state="accepted",
            recorded_at__isnull=True,
            effective_on__lte=day,
        ).order_by("effective_on", "pk")


class MembershipApplicationQuerySet(VersionedQuerySet):
    def waiting(self) -> Self:
        """What officers have to look at, the longest waiting first."""
        return self.filter(state__in=["submitted", "under_review"]).order_by("submitted_at", "pk")

    def open(self) -> Self:
        return self.filter(state__in=["submitted", "under_review", "returned"])

    def of_no_use_since(self, moment: datetime) -> Self:
        """Came to nothing before the moment, and still tells of people."""
        refused = Q(state="declined", decided_at__lt=moment)
        forgotten = Q(state="returned", decided_at__lt=moment)
        return self.filter(refused | forgotten, erased_at__isnull=True)


class SizeCheckQuerySet(VersionedQuerySet):
    def open(self) -> Self:
        return self.exclude(state="confirmed")

    def answered(self) -> Self:
        """What officers have to look at, the longest waiting first."""
        return self.filter(state="answered").order_by("answered_at", "pk")

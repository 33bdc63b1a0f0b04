"""Taking a list of readers in: all rows or none. Nobody who left, or gets no mail, comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.korean import long_date
from alliance.periods import seoul_day
from members.models import Organisation
from members.services.matching import MatchStatus, match_names
from newsletter.models import Consent, Subscriber, Suppression
from newsletter.models.subscribers import address_digests
from newsletter.subscriptions import verbs
from newsletter.subscriptions.renewal import last_day
from newsletter.subscriptions.sheets import Fault, Row, read_sheet
from newsletter.subscriptions.verbs import Trace

_CHUNK = 400
_ROWS_AT_ONCE = 1000


class Effect(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    # Unsubscribed or suppressed: stays as it is.
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Entry:
    """What becomes of a row."""

    row: Row
    effect: Effect
    organisation: Organisation | None = None
    reason: str = ""
    is_later_consent: bool = False


@dataclass
class Plan:
    count: int = 0
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """None is taken in where one row is wrong."""
        found = Counter(each.effect for each in self.entries)
        counts = {str(effect): found[effect] for effect in Effect}
        if self.faults:
            counts |= {str(Effect.CREATED): 0, str(Effect.UPDATED): 0}
        return counts

    def left_out(self) -> list[dict[str, Any]]:
        return [
            {"row": each.row.number, "email": each.row.email, "reason": each.reason}
            for each in self.entries
            if each.effect is Effect.LEFT_OUT
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.count,
            **self.counts,
            "errors": [fault.as_json() for fault in self.faults],
            "rows_left_out": self.left_out(),
            "remarks": self.remarks,
        }


def plan(content: bytes, *, at: datetime) -> Plan:
    """Read the list and say what each row would do."""
    sheet = read_sheet(content, at=at)
    made = Plan(count=sheet.count, faults=sheet.faults)
    made.remarks += [
        _("This column is not used: %(column)s") % {"column": name} for name in sheet.unused
    ]
    emails = [row.email for row in sheet.rows]
    organisations = _organisations(sheet.rows, made)
    known = _known(emails)
    suppressed = _suppressed(emails)
    for row in sheet.rows:
        organisation = organisations.get(row.organisation)
        made.entries.append(
            _entry(row, organisation, known.get(row.email), is_suppressed=row.email in suppressed)
        )
    return made


@transaction.atomic
def carry_out(made: Plan, *, by: Any) -> None:
    """As planned; refused as a whole where somebody was quicker."""
    if made.faults:
        raise RuleViolation(_("The list has errors; nothing is taken in."))
    new = [entry for entry in made.entries if entry.effect is Effect.CREATED]
    try:
        with transaction.atomic():
            _create(new, by)
    except IntegrityError as problem:
        raise RuleViolation(
            _("Somebody subscribed meanwhile. Please check the list again.")
        ) from problem
    for entry in made.entries:
        if entry.effect is Effect.UPDATED:
            _update(entry, by)


def _create(entries: list[Entry], by: Any) -> None:
    subscribers = Subscriber.objects.bulk_create(
        [
            Subscriber(
                email=entry.row.email,
                name=entry.row.name,
                organisation_name=entry.row.organisation,
                organisation=entry.organisation,
                confirm_by=last_day(seoul_day(entry.row.consented_at)),
            )
            for entry in entries
        ],
        batch_size=_ROWS_AT_ONCE,
    )
    Consent.objects.bulk_create(
        [
            Consent(
                subscriber=subscriber,
                kind=Consent.Kind.GRANTED,
                method=Consent.Method.IMPORT,
                at=entry.row.consented_at,
                source=entry.row.source,
                by=by,
            )
            for subscriber, entry in zip(subscribers, entries, strict=True)
        ],
        batch_size=_ROWS_AT_ONCE,
    )


def _update(entry: Entry, by: Any) -> None:
    subscriber = Subscriber.objects.select_for_update().get(email=entry.row.email)
    if not subscriber.is_active:
        raise RuleViolation(_("Somebody left meanwhile. Please check the list again."))
    changes = _changes(entry.row, entry.organisation, subscriber, later=entry.is_later_consent)
    Subscriber.objects.filter(pk=subscriber.pk).update(**changes)
    if entry.is_later_consent:
        trace = Trace(
            at=entry.row.consented_at,
            method=Consent.Method.IMPORT,
            by=by,
            source=entry.row.source,
        )
        verbs.note(subscriber, Consent.Kind.GRANTED, trace)


def _entry(
    row: Row, organisation: Organisation | None, known: _Known | None, *, is_suppressed: bool
) -> Entry:
    if is_suppressed:
        return Entry(row, Effect.LEFT_OUT, reason=_("suppressed: this address gets no mail"))
    if known is None:
        return Entry(row, Effect.CREATED, organisation)
    subscriber = known.subscriber
    if not subscriber.is_active:
        day = long_date(seoul_day(known.withdrawn_at)) if known.withdrawn_at else "-"
        return Entry(row, Effect.LEFT_OUT, reason=_("unsubscribed on %(day)s") % {"day": day})
    later = known.consented_at is None or row.consented_at > known.consented_at
    if later or _changes(row, organisation, subscriber, later=later):
        return Entry(row, Effect.UPDATED, organisation, is_later_consent=later)
    return Entry(row, Effect.UNCHANGED, organisation)


def _changes(
    row: Row, organisation: Organisation | None, subscriber: Subscriber, *, later: bool
) -> dict[str, Any]:
    """What a later consent says is newer; what an older one says only fills gaps."""
    said = {
        "name": row.name,
        "organisation_name": row.organisation,
        "organisation": organisation,
    }
    return {
        field: value
        for field, value in said.items()
        if value
        and value != getattr(subscriber, field)
        and (later or not getattr(subscriber, field))
    }


@dataclass
class _Known:
    subscriber: Subscriber
    consented_at: datetime | None = None
    withdrawn_at: datetime | None = None


def _known(emails: list[str]) -> dict[str, _Known]:
    found: dict[int, _Known] = {}
    for some in _chunks(emails):
        subscribers = Subscriber.objects.filter(email__in=some).select_related("organisation")
        found |= {each.pk: _Known(each) for each in subscribers}
    for pks in _chunks(list(found)):
        rows = Consent.objects.filter(subscriber__in=pks).order_by("at")
        for pk, kind, at in rows.values_list("subscriber", "kind", "at"):
            if kind in (Consent.Kind.GRANTED, Consent.Kind.KEPT):
                found[pk].consented_at = at
            elif kind == Consent.Kind.WITHDRAWN:
                found[pk].withdrawn_at = at
    return {each.subscriber.email: each for each in found.values()}


def _suppressed(emails: list[str]) -> set[str]:
    found: set[str] = set()
    for some in _chunks(emails):
        in_force = Suppression.objects.in_force()
        found |= set(in_force.filter(email__in=some).values_list("email", flat=True))
        # Who was erased is known by a hash alone.
        digests = {digest: email for email in some for digest in address_digests(email)}
        for hashes in _chunks(list(digests)):
            erased = in_force.filter(digest__in=hashes)
            found |= {digests[each] for each in erased.values_list("digest", flat=True)}
    return found


def _organisations(rows: list[Row], made: Plan) -> dict[str, Organisation]:
    """By the register's own matching; what is unknown or ambiguous stays a written name."""
    names = list(dict.fromkeys(row.organisation for row in rows if row.organisation))
    found = {}
    for match in match_names(names):
        if match.organisation is not None:
            found[match.name] = match.organisation
        elif match.status == MatchStatus.AMBIGUOUS:
            made.remarks.append(
                _("Several organisations are called “%(name)s”; the name is kept as text.")
                % {"name": match.name}
            )
    return found


def _chunks(values: list[Any]) -> list[list[Any]]:
    """SQLite takes only so many parameters in one query."""
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]

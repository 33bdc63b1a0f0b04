"""What the secretariat does with the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from archive.models import ArchiveDocument, NewsItem, Notice
from members.models import Organisation


@dataclass(frozen=True)
class DocumentEntry:
    """A document as a row of the secretariat's sheet tells of it."""

    posted_on: date
    issuer: Organisation
    title: str
    issuer_name: str = ""
    link: str = ""
    language: str = ArchiveDocument.Language.KOREAN


@transaction.atomic
def record_documents(entries: Iterable[DocumentEntry]) -> list[ArchiveDocument]:
    """Record documents in the order given; one recorded before is brought up to date instead."""
    return [_record(entry) for entry in entries]


def _record(entry: DocumentEntry) -> ArchiveDocument:
    document = ArchiveDocument.objects.filter(
        issuer=entry.issuer, title=entry.title, posted_on=entry.posted_on
    ).first()
    told = {
        "issuer_name": entry.issuer_name or entry.issuer.name_on(entry.posted_on),
        "link": entry.link,
        "language": entry.language,
    }
    if document is None:
        return ArchiveDocument.objects.create(
            issuer=entry.issuer, title=entry.title, posted_on=entry.posted_on, **told
        )
    if any(getattr(document, name) != value for name, value in told.items()):
        for name, value in told.items():
            setattr(document, name, value)
        document.save()
    return document


def post_notice(
    *,
    title: str,
    body: str,
    on: date,
    visible_to: date | None = None,
    pinned: bool = False,
) -> Notice:
    """Put a notice on the board; the same title on the same day is the same notice."""
    notice, _created = Notice.objects.update_or_create(
        title=title,
        posted_on=on,
        defaults={"body": body, "visible_to": visible_to, "pinned": pinned},
    )
    return notice


def publish_news(*, title: str, body: str, on: date, link: str = "") -> NewsItem:
    item, _created = NewsItem.objects.update_or_create(
        title=title, posted_on=on, defaults={"body": body, "link": link, "is_published": True}
    )
    return item

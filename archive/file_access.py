"""Who reads the files of the archive's records: everybody, once the record itself is public."""

from typing import Any

from alliance.files import readers_of
from alliance.periods import today
from archive.models import ArchiveDocument, NewsItem, Notice


@readers_of("archive.archivedocument")
def may_read_document(user: Any, document: ArchiveDocument) -> bool:
    return document.posted_on <= today()


@readers_of("archive.notice")
def may_read_notice(user: Any, notice: Notice) -> bool:
    return bool(Notice.objects.visible_on(today()).filter(pk=notice.pk).exists())


@readers_of("archive.newsitem")
def may_read_news(user: Any, item: NewsItem) -> bool:
    return bool(NewsItem.objects.visible_on(today()).filter(pk=item.pk).exists())

"""Notices of the board (게시판) that the newsletter may repeat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from alliance.announcements import Announcement, AnnouncementKind, announces
from archive.models import Notice

# An older notice is no news, though it may stay on the board for long.
NEWS_FOR = timedelta(days=14)


@announces("archive")
def open_notices(day: date) -> Iterator[Announcement]:
    recent = Notice.objects.visible_on(day).filter(posted_on__gt=day - NEWS_FOR)
    for notice in recent.order_by("-posted_on", "-pk"):
        yield Announcement(
            key=f"archive.notice:{notice.pk}",
            kind=AnnouncementKind.CALL,
            title=notice.title,
            path=notice.get_absolute_url(),
            last_day=notice.visible_to,
        )

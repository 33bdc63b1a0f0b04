"""What the archive shows on the home page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from archive.models import ArchiveDocument, NewsItem, Notice

SHOWN = 5


@panel(
    PanelPlace.HOME,
    "archive.news",
    title=_("Alliance news"),
    order=30,
    template_name="archive/panels/news.html",
)
def latest_news(context: PanelContext) -> Mapping[str, Any] | None:
    items = list(NewsItem.objects.visible_on(context.on)[:SHOWN])
    return {"news": items} if items else None


@panel(
    PanelPlace.HOME,
    "archive.notices",
    title=_("Notice board"),
    order=35,
    template_name="archive/panels/notices.html",
)
def latest_notices(context: PanelContext) -> Mapping[str, Any] | None:
    notices = list(Notice.objects.visible_on(context.on).board_order()[:SHOWN])
    return {"notices": notices} if notices else None


@panel(
    PanelPlace.HOME,
    "archive.documents",
    title=_("Latest reports in the archive"),
    order=40,
    template_name="archive/panels/documents.html",
)
def latest_documents(context: PanelContext) -> Mapping[str, Any] | None:
    documents = list(ArchiveDocument.objects.posted_by(context.on).newest_first()[:SHOWN])
    return {"documents": documents} if documents else None

"""Addresses of the workbench, below those of packets and of their entries in the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from meetings.views.workbench import contents, figures, links, page, publication, reading

Guard = Callable[[Any], Any]


def packet_urls(guard: Guard) -> list[URLPattern]:
    pages = [
        ("<int:packet_id>/workbench/", page.workbench, "workbench"),
        ("<int:packet_id>/new-version/", publication.new_version, "new_version"),
        ("version/<int:version_id>/assemble/", contents.assemble, "assemble"),
        ("version/<int:version_id>/arrange/", contents.arrange, "arrange"),
        ("version/<int:version_id>/add-section/", contents.add_section, "add_section"),
        ("version/<int:version_id>/changes/", page.changes, "changes"),
        ("version/<int:version_id>/view/", reading.draft_view, "view"),
        ("version/<int:version_id>/draft/", publication.make_draft, "make_draft"),
        ("version/<int:version_id>/publish/", publication.publish, "publish"),
        ("version/<int:version_id>/withdraw/", publication.withdraw, "withdraw"),
        ("version/<int:version_id>/file/", publication.download, "file"),
        ("version/<int:version_id>/link/", links.make_link, "make_link"),
        ("link/<int:link_id>/revoke/", links.revoke_link, "revoke_link"),
    ]
    return [path(route, guard(view), name=f"meetings_packet_{name}") for route, view, name in pages]


def entry_urls(guard: Guard) -> list[URLPattern]:
    pages = [
        ("<int:entry_id>/figure/<path:key>/", figures.figure, "figure"),
        ("<int:entry_id>/picture/<path:key>/", reading.picture, "picture"),
    ]
    return [
        path(route, guard(view), name=f"meetings_packetentry_{name}") for route, view, name in pages
    ]

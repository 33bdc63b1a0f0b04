"""Every page that an account may be asked about."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse

from tests.access.expectations import Row
from tests.access.identities import Who
from tests.access.tables import accounts, admin, committee, my, partners, public, site
from tests.access.world import World

# Whoever opens the others opens these too.
SITE = [
    *site.ROWS,
    *public.ROWS,
    *committee.ROWS,
    *my.ROWS,
    *partners.ROWS,
    *accounts.ROWS,
    *admin.ROWS,
]
READERS = (Who.VISITOR, Who.OUTSIDER, Who.PARTNER, Who.MEMBER, Who.OFFICER)


def every_row() -> list[Row]:
    return [*SITE, *admin.rows()]


def every_answer(world: World) -> Iterator[tuple[Who, str, HttpResponse]]:
    """What each kind of reader gets where, pages and refusals alike."""
    for who in READERS:
        client = world.client(who)
        for row in SITE:
            path = world.path(row.path)
            yield who, path, client.get(path)
    client = world.client(Who.OFFICER)
    for row in admin.rows():
        path = world.path(row.path)
        yield Who.OFFICER, path, client.get(path)

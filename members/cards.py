"""A member's entry in the list, printed once for each state of the listings."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from django.template.loader import get_template
from django.utils.safestring import SafeString

from members.models import Listing

# The alliance has a third of this; at a kilobyte each they take little.
MOST_KEPT = 4000
_lock = Lock()
_version = 0
_cards: dict[int, SafeString] = {}


def cards_of(listings: Iterable[Listing], version: int) -> list[SafeString]:
    """In the order given. `version` is that of the directory's state."""
    kept = _kept_for(version)
    template = get_template("members/directory/_card.html")
    cards = []
    for listing in listings:
        card = kept.get(listing.pk) or SafeString(template.render({"listing": listing}))
        if len(kept) < MOST_KEPT:
            kept[listing.pk] = card
        cards.append(card)
    return cards


def _kept_for(version: int) -> dict[int, SafeString]:
    """Those of another state are thrown away; whoever still prints from them keeps them."""
    global _cards, _version
    with _lock:
        if version != _version:
            _cards, _version = {}, version
        return _cards

"""A member's entry in the list, printed once for each time that its listing is made."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import get_template
from django.utils.safestring import SafeString

from members.directory import Entry
from members.kept import Kept
from members.models import Listing

# Some ten times as many as there are members today; of a kilobyte each.
_cards: Kept[tuple[int, int], SafeString] = Kept(most=12_000)


def cards_of(entries: Iterable[Entry]) -> SafeString:
    """In the order given; whose listing is gone by now has none."""
    cards = {entry: _cards.get((entry.pk, entry.made_in)) for entry in entries}
    if missing := [entry.pk for entry, card in cards.items() if card is None]:
        listings = Listing.objects.defer("names", "words").in_bulk(missing)
        template = get_template("members/directory/_card.html")
        for entry in cards:
            if listing := listings.get(entry.pk):
                card = SafeString(template.render({"listing": listing}))
                _cards.keep((listing.pk, listing.made_in), card)
                cards[entry] = card
    return SafeString("".join(card for card in cards.values() if card is not None))

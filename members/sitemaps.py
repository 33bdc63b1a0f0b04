from __future__ import annotations

from django.db.models import QuerySet

from alliance.periods import today
from alliance.sitemaps import PublicPages, register
from members.models import Listing
from members.services.listings import bring_up_to_date


class Members(PublicPages):
    def items(self) -> QuerySet[Listing]:
        bring_up_to_date(today())
        return Listing.objects.only("name", "slug").order_by("pk")


register("members", Members)

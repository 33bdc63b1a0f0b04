"""The public directory, asked as its page asks it, and what its page shows."""

from members.directory import Directory, DirectorySearch, index_of
from members.models import Listing
from members.services.listings import bring_up_to_date
from tests import pages


def directory_on(day, search=None):
    return Directory(search or DirectorySearch(), index_of(bring_up_to_date(day)))


def names_found(text, day, page="1"):
    found = directory_on(day, DirectorySearch(text)).page(page)
    listings = Listing.objects.in_bulk([entry.pk for entry in found])
    return [listings[entry.pk].name for entry in found]


def names_shown(response):
    return pages.tree(response).xpath("//ul[@class='directory']/li/h2/a/text()")

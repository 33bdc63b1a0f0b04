"""The admin: officers alone. Its addresses are generated for every model, so are these rows."""

from __future__ import annotations

import re
from functools import cache

from django.contrib import admin

from tests.access.expectations import Answer, Row, Rule, only
from tests.access.identities import STRANGERS, Who
from tests.access.resolver import Address, addresses


def officers(gets: Answer) -> Rule:
    """All others are led to the admin's door, whatever the address; it is closed to them."""
    return only(Who.OFFICER, gets=gets, others=Answer.SIGN_IN)


# What officers send is asked of them elsewhere (test_officers.py).
POST = {who: answer for who, answer in officers(Answer.PAGE).items() if who != Who.OFFICER}

# What officers get from GET, where it is not a page.
MOVED = {
    "admin/newsletter/promotion/open-calendar/",
    "admin/newsletter/subscriber/import-list/",
    "admin/newsletter/subscriber/record-consent/",
    "admin/newsletter/subscriber/take-contacts/",
    "admin/newsletter/subscriber/<path:object_id>/received/",
    "admin/newsletter/suppression/suppress/",
    "admin/members/organisation/import-sheet/",
    "admin/members/organisation/show-statistics/",
    "admin/members/organisation/<path:object_id>/merge-duplicate/",
    "admin/<app>/<model>/<path:object_id>/",
    "admin/meetings/packet/<path:object_id>/change/",
    "admin/meetings/packetentry/",
    "admin/meetings/packetentry/add/",
    "admin/r/<path:content_type_id>/<path:object_id>/",
}
READ_ONLY = {
    "admin/meetings/packet/<int:packet_id>/new-version/",
    "admin/meetings/packet/version/<int:version_id>/assemble/",
    "admin/meetings/packet/version/<int:version_id>/arrange/",
    "admin/meetings/packet/version/<int:version_id>/add-section/",
    "admin/meetings/packet/version/<int:version_id>/draft/",
    "admin/meetings/packet/version/<int:version_id>/withdraw/",
    "admin/meetings/packet/version/<int:version_id>/link/",
    "admin/meetings/packet/link/<int:link_id>/revoke/",
    "admin/newsletter/newsletterissue/compose/",
    "admin/newsletter/story/desk/paste/",
    "admin/newsletter/story/desk/press/",
    "admin/newsletter/story/desk/read/",
    "admin/members/memberimport/<path:object_id>/again/",
    "admin/members/memberimport/<path:object_id>/confirm/",
    "admin/members/memberimport/<path:object_id>/discard/",
    "admin/newsletter/mailing/<path:object_id>/pause/",
    "admin/newsletter/mailing/<path:object_id>/resume/",
    "admin/newsletter/mailing/<path:object_id>/cancel/",
    "admin/newsletter/mailing/<path:object_id>/decide/",
    "admin/newsletter/subscriberimport/<path:object_id>/confirm/",
    "admin/newsletter/subscriberimport/<path:object_id>/discard/",
}
MISSING = {
    "admin/(?P<url>.*)$",
    # This sheet has none.
    "admin/members/memberimport/<path:object_id>/errors/",
}
# Written by the portal alone, or below another record.
NEVER_ADDED = {
    "alliance.accessrecord",
    "alliance.job",
    "members.entrydraft",
    "members.entrypublication",
    "members.memberrequest",
    "members.membership",
    "members.membershipapplication",
    "members.membershipcertificate",
    "members.registerchange",
    "members.sizecheck",
    "newsletter.bounce",
    "newsletter.delivery",
    "newsletter.mailing",
    "newsletter.promotionclicks",
    "newsletter.subscriber",
    "newsletter.suppression",
    "projectgroups.candidate",
    "projectgroups.closure",
    "projectgroups.evaluationresult",
    "newsletter.story",
}
# What happened stays: people are sent away, members leave, and newsletters were sent.
NEVER_DELETED = {
    "alliance.accessrecord",
    "alliance.job",
    "meetings.packet",
    "members.memberimport",
    "members.entrydraft",
    "members.entrypublication",
    "members.memberrequest",
    "members.membership",
    "members.membershipapplication",
    "members.membershipcertificate",
    "members.merger",
    "members.organisation",
    "members.registerchange",
    "members.sizecheck",
    "members.user",
    "newsletter.bounce",
    "newsletter.delivery",
    "newsletter.mailing",
    "newsletter.promotionclicks",
    "newsletter.subscriber",
    "newsletter.suppression",
    "newsletter.newsletterissue",
    "newsletter.subscriberimport",
    "newsletter.story",
    "projectgroups.closure",
    "projectgroups.evaluationresult",
}
CLOSED = {
    # This issue was sent.
    "admin/newsletter/newsletterissue/<path:object_id>/paste/<slug:key>/",
}
# Asks for the name of a field that it completes.
FORBIDDEN = {"admin/autocomplete/"}

# What stands in the address, by the name that the resolver gives it.
IN_ADDRESS = {
    "packet_id": "{packet}",
    "version_id": "{draft}",
    "entry_id": "{entry}",
    "link_id": "{link}",
    "app_label": "meetings",
    "url": "nowhere",
}
IN_THIS_ADDRESS = {
    "admin/members/merger/<int:organisation_id>/into/<int:into_id>/": (
        "/admin/members/merger/{duplicate}/into/{pk_members_organisation}/"
    ),
    "admin/r/<path:content_type_id>/<path:object_id>/": "/admin/r/{document_type}/{document}/",
    "admin/meetings/packetentry/<int:entry_id>/figure/<path:key>/": (
        "/admin/meetings/packetentry/{entry}/figure/{figure}/"
    ),
    "admin/meetings/packetentry/<int:entry_id>/picture/<path:key>/": (
        "/admin/meetings/packetentry/{entry_with_picture}/picture/{picture_key}/"
    ),
}
# The preview of outlines is in the table of the site's frame, the door is below.
ELSEWHERE = {"admin/outline-preview/", "admin/login/", "admin/logout/"}

_OF_MODEL = re.compile(r"^admin/(?P<app>[a-z]+)/(?P<model>[a-z]+)/(?P<rest>.*)$")
_PLACE = re.compile(r"<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\)")


@cache
def registered() -> dict[str, admin.ModelAdmin]:
    return {model._meta.label_lower: each for model, each in admin.site._registry.items()}


def label_of(route: str) -> str:
    found = _OF_MODEL.match(route)
    label = f"{found['app']}.{found['model']}" if found else ""
    return label if label in registered() else ""


def path_of(address: Address) -> str:
    if address.route in IN_THIS_ADDRESS:
        return IN_THIS_ADDRESS[address.route]
    label = label_of(address.route)

    def fill(place: re.Match[str]) -> str:
        name = place["name"] or place["group"]
        if name == "object_id":
            return f"{{pk_{label.replace('.', '_')}}}"
        if name == "key":
            return _paste_table(label, address.route)
        return IN_ADDRESS[name]

    return "/" + _PLACE.sub(fill, address.route.rstrip("$")).replace("^", "")


def _paste_table(label: str, route: str) -> str:
    """Lists and records have their own tables; a record's kind may have only one of the two."""
    in_record = "<path:object_id>" in route
    tables = getattr(registered()[label], "paste_tables", ())
    fitting = [each.slug for each in tables if bool(each.parent_field) == in_record]
    return fitting[0] if fitting else "none"


def officer_gets(address: Address) -> Answer:
    route, label = address.route, label_of(address.route)
    general = route
    if label:
        app, model = label.split(".")
        general = route.replace(f"admin/{app}/{model}/", "admin/<app>/<model>/")
    for routes, answer in (
        (MOVED, Answer.MOVED),
        (READ_ONLY, Answer.READ_ONLY),
        (MISSING, Answer.MISSING),
        (FORBIDDEN | CLOSED, Answer.FORBIDDEN),
    ):
        if route in routes or general in routes:
            return answer
    if route.endswith("/add/") and label in NEVER_ADDED:
        return Answer.FORBIDDEN
    if route.endswith("/delete/") and label in NEVER_DELETED:
        return Answer.FORBIDDEN
    if route.endswith("/paste/<slug:key>/") and path_of(address).endswith("/none/"):
        return Answer.MISSING
    return Answer.PAGE


def rows() -> list[Row]:
    return [
        Row(each.route, path_of(each), officers(officer_gets(each)), POST)
        for each in addresses()
        if each.is_admin and each.route not in ELSEWHERE
    ]


def door(*, officers_get: Answer, others: Answer, strangers: Answer = Answer.SIGN_IN) -> Rule:
    return dict(only(Who.OFFICER, gets=officers_get, others=others)) | dict.fromkeys(
        STRANGERS, strangers
    )


ROWS = [
    Row(
        "admin/login/",
        "/admin/login/",
        door(officers_get=Answer.MOVED, others=Answer.FORBIDDEN),
        door(officers_get=Answer.PAGE, others=Answer.FORBIDDEN),
    ),
    Row(
        "admin/logout/",
        "/admin/logout/",
        door(officers_get=Answer.READ_ONLY, others=Answer.MOVED),
        door(officers_get=Answer.MOVED, others=Answer.MOVED),
    ),
]

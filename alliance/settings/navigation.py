"""The admin's look and side bar (django-unfold), grouped as the secretariat thinks."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    """`model` is "<app>_<model>"; an item whose page does not exist is left out."""
    return {"title": title, "icon": icon, "view": f"admin:{model}_changelist"}


def _page(title: Any, icon: str, view: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "view": view}


def _group(title: Any, *items: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": True, "items": list(items)}


NAVIGATION: list[dict[str, Any]] = [
    _group(
        _("Meetings and packets"),
        _page(_("Dashboard"), "space_dashboard", "admin:index"),
        _item(_("Meetings"), "groups", "meetings_meeting"),
        _item(_("Packets"), "picture_as_pdf", "meetings_packet"),
        _item(_("Agenda items and results"), "checklist", "meetings_agendaitem"),
        _item(_("Decisions"), "gavel", "meetings_decision"),
        _item(_("Renewals"), "autorenew", "meetings_renewal"),
        _item(_("Bylaws"), "balance", "meetings_bylaw"),
    ),
    _group(
        _("Members"),
        _item(_("Organisations"), "apartment", "members_organisation"),
        _page(_("Member statistics"), "monitoring", "admin:members_organisation_statistics"),
        _item(_("Memberships"), "event_available", "members_membership"),
        _page(_("Duplicates"), "join_inner", "admin:members_merger_duplicates"),
        _page(_("Match names"), "spellcheck", "admin:members_alias_match"),
        _item(_("Aliases"), "alternate_email", "members_alias"),
        _item(_("Members' own entries"), "edit_note", "members_entrydraft"),
        _item(_("Applications for membership"), "how_to_reg", "members_membershipapplication"),
        _item(
            _("Certificates of membership"), "workspace_premium", "members_membershipcertificate"
        ),
        _item(_("Checks of company size"), "straighten", "members_sizecheck"),
        _item(_("Requests of members"), "contact_support", "members_memberrequest"),
        _item(_("Published entries"), "published_with_changes", "members_entrypublication"),
        _item(_("Changes of the register"), "history_edu", "members_registerchange"),
        _page(_("Imports of members"), "upload_file", "admin:members_memberimport_add"),
        _item(_("People"), "person", "members_person"),
        _item(_("Bodies"), "diversity_3", "members_body"),
        _item(_("Seats"), "event_seat", "members_seat"),
        _item(_("Accounts"), "key", "members_user"),
        _item(_("Fields of business"), "category", "members_businessfield"),
        _item(_("Tags"), "sell", "members_tag"),
    ),
    _group(
        _("Subcommittees"),
        _item(_("Subcommittee meetings"), "diversity_3", "subcommittees_subcommitteemeeting"),
        _item(_("Presentations"), "co_present", "subcommittees_presentation"),
        _item(_("Findings"), "fact_check", "subcommittees_finding"),
    ),
    _group(
        _("Project groups"),
        _item(_("Project groups"), "diversity_3", "projectgroups_projectgroup"),
        _item(_("Evaluation rounds"), "rule", "projectgroups_evaluationround"),
        _item(_("Evaluated groups"), "fact_check", "projectgroups_candidate"),
        _item(_("Evaluation results"), "military_tech", "projectgroups_evaluationresult"),
    ),
    _group(
        _("Events"),
        _item(_("Events"), "event", "events_event"),
        _item(_("Consultation days"), "handshake", "events_consultationevent"),
        _item(_("Consultations"), "table_view", "events_booking"),
        _item(_("Awards"), "emoji_events", "events_award"),
    ),
    _group(
        _("Newsletter and promotion"),
        _page(_("News desk"), "newspaper", "admin:newsletter_story_desk"),
        _item(_("Newsletter issues"), "mark_email_read", "newsletter_newsletterissue"),
        _item(_("Corrections"), "rule", "newsletter_issuecorrection"),
        _item(_("News feeds"), "rss_feed", "newsletter_feed"),
        _item(_("Promotions"), "ad", "newsletter_promotion"),
        _item(_("E-mail notices"), "campaign", "newsletter_emailnotice"),
        _item(_("Mailings"), "outgoing_mail", "newsletter_mailing"),
        _item(_("Subscribers"), "group", "newsletter_subscriber"),
        _item(_("Lists of readers"), "upload_file", "newsletter_subscriberimport"),
        _item(_("Suppressed addresses"), "block", "newsletter_suppression"),
        _item(_("Who was sent what"), "forward_to_inbox", "newsletter_delivery"),
        _item(_("Returned mails"), "unsubscribe", "newsletter_bounce"),
        _item(_("Limits of mail domains"), "speed", "newsletter_domainlimit"),
        _item(_("Days off"), "event_busy", "newsletter_dayoff"),
        _item(_("Newsletter plans"), "event_repeat", "newsletter_sendingplan"),
    ),
    _group(
        _("Archive and news"),
        _item(_("Archive documents"), "library_books", "archive_archivedocument"),
        _item(_("Notice board"), "push_pin", "archive_notice"),
        _item(_("Alliance news"), "newspaper", "archive_newsitem"),
    ),
    _group(
        _("Partner organisations and statistics"),
        _item(_("Partner reports"), "assignment", "reporting_partnerreport"),
        _item(_("Partner activities"), "handshake", "reporting_activity"),
        _item(_("Partner organisations"), "corporate_fare", "reporting_partner"),
        _item(_("Visits by month"), "monitoring", "reporting_visitmonth"),
        _item(_("Page views"), "bar_chart", "reporting_pageviewcount"),
    ),
    _group(
        _("Settings and records"),
        _item(_("Places"), "location_on", "alliance_place"),
        _item(_("Jobs"), "manufacturing", "alliance_job"),
        _item(_("Access records"), "policy", "alliance_accessrecord"),
    ),
]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups whose pages exist; a link to a page that is not there would break every page."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return []
    groups = []
    for group in NAVIGATION:
        items = [linked for item in group["items"] if (linked := _linked(item))]
        if items:
            groups.append(group | {"items": items})
    return groups


def _linked(item: dict[str, Any]) -> dict[str, Any] | None:
    address = _address(item["view"])
    return item | {"link": address} if address else None


@cache
def _address(view: str) -> str:
    """Looked up once a process: every page of the admin shows them all."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Alliance secretariat"),
    "SITE_HEADER": _("Alliance secretariat"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "hub",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("img/mark.svg"),
        }
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": False,
    "ENVIRONMENT": "alliance.dashboard.environment",
    "DASHBOARD_CALLBACK": "alliance.dashboard.dashboard",
    "BORDER_RADIUS": "6px",
    "STYLES": [
        lambda request: static("fonts/web/pretendardvariable-gov-dynamic-subset.css"),
        lambda request: static("css/admin.css"),
    ],
    "SCRIPTS": [
        lambda request: static("js/select-labels.js"),
    ],
    "COLORS": {
        "primary": {
            "50": "#eef4ff",
            "100": "#d9e6ff",
            "200": "#b8d0fe",
            "300": "#89b0fc",
            "400": "#5687f7",
            "500": "#256ef4",
            "600": "#0b50d0",
            "700": "#083891",
            "800": "#052b57",
            "900": "#03182f",
            "950": "#020f1e",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": sidebar,
    },
}

"""Public pages: everybody reads what is published, and nobody, officers included, anything else."""

from tests.access.expectations import (
    PUBLIC,
    PUBLIC_MISSING,
    PUBLIC_READ_ONLY,
    Answer,
    Row,
    everyone,
)

NEVER = 999_999_999


def shown(route: str, path: str) -> Row:
    return Row(route, path, PUBLIC, PUBLIC_READ_ONLY)


def hidden(route: str, path: str, missing: str) -> Row:
    return Row(route, path, PUBLIC_MISSING, PUBLIC_READ_ONLY, missing)


def behind_link(route: str, path: str, *, data: dict[str, str] | None = None) -> list[Row]:
    """Whoever holds the link acts by it; one that was forged is a page that never was."""
    forged = path.replace("{", "x{")
    return [
        Row(route, path, PUBLIC, PUBLIC, data=data or {}),
        Row(route, forged, PUBLIC_MISSING, PUBLIC_MISSING, path.partition("{")[0] + "none/"),
    ]


DOCUMENT = "metabus_trends_reports/<int:pk>/"
NEWS = "alliance_news/<int:pk>/"
NOTICE = "notice_board/<int:pk>/"
EVENT = "events/<int:pk>/"
ISSUE = "newsletter/<day:day>/"
COMPANY = "member_companies/<str:slug>/"

API = "api/v1/"
API_COMPANY = API + "organisations/<slug>"

ROWS = [
    shown("metabus_trends_reports/", "/metabus_trends_reports/"),
    shown(DOCUMENT, "/metabus_trends_reports/{document}/"),
    hidden(DOCUMENT, "/metabus_trends_reports/{later_document}/", "/metabus_trends_reports/0/"),
    shown("alliance_news/", "/alliance_news/"),
    shown(NEWS, "/alliance_news/{news}/"),
    hidden(NEWS, "/alliance_news/{unpublished_news}/", f"/alliance_news/{NEVER}/"),
    shown("notice_board/", "/notice_board/"),
    shown(NOTICE, "/notice_board/{notice}/"),
    hidden(NOTICE, "/notice_board/{notice_taken_down}/", f"/notice_board/{NEVER}/"),
    shown("events/", "/events/"),
    shown(EVENT, "/events/{event}/"),
    hidden(EVENT, "/events/{unannounced_event}/", f"/events/{NEVER}/"),
    shown("newsletter/", "/newsletter/"),
    shown("newsletter/feed/", "/newsletter/feed/"),
    # Mail providers sign what they report; without a key that is agreed there is nothing here.
    Row("newsletter/bounces/", "/newsletter/bounces/", PUBLIC_READ_ONLY, PUBLIC_MISSING),
    shown(ISSUE, "/newsletter/{sent_issue}/"),
    hidden(ISSUE, "/newsletter/{unsent_issue}/", "/newsletter/1999-01-01/"),
    Row("newsletter/subscribe/", "/newsletter/subscribe/", PUBLIC, PUBLIC),
    Row(
        "newsletter/subscribe/",
        "/newsletter/subscribe/",
        PUBLIC,
        everyone(Answer.MOVED),
        data={
            "email": "x@readers.example",
            "newsletter": "on",
            "agrees_to_mail": "on",
            "agrees_to_data": "on",
        },
    ),
    shown("newsletter/subscribe/sent/", "/newsletter/subscribe/sent/"),
    *behind_link("newsletter/confirm/<str:token>/", "/newsletter/confirm/{confirm_token}/"),
    *behind_link(
        "newsletter/preferences/<str:token>/",
        "/newsletter/preferences/{preferences_token}/",
        data={"newsletter": "on"},
    ),
    *behind_link(
        "newsletter/unsubscribe/<str:token>/", "/newsletter/unsubscribe/{unsubscribe_token}/"
    ),
    Row(
        "newsletter/go/<str:token>/",
        "/newsletter/go/{follow_token}/",
        everyone(Answer.MOVED),
        PUBLIC_READ_ONLY,
    ),
    hidden("newsletter/go/<str:token>/", "/newsletter/go/x{follow_token}/", "/newsletter/go/none/"),
    shown("member_companies/", "/member_companies/"),
    shown(COMPANY, "/member_companies/{company_slug}/"),
    hidden(COMPANY, "/member_companies/{hidden_slug}/", "/member_companies/없는회사/"),
    shown("certificates/", "/certificates/"),
    Row("join/", "/join/", PUBLIC, PUBLIC),
    shown("join/received/", "/join/received/"),
    Row("join/<str:token>/", "/join/{application_token}/", PUBLIC, PUBLIC, "/join/forged/"),
    Row("join/<str:token>/", "/join/forged/", PUBLIC_MISSING, PUBLIC_MISSING),
    shown(API + "organisations", "/api/v1/organisations"),
    shown(API + "organisations.csv", "/api/v1/organisations.csv"),
    shown(API + "openapi.json", "/api/v1/openapi.json"),
    shown(API_COMPANY, "/api/v1/organisations/{company_slug}"),
    hidden(API_COMPANY, "/api/v1/organisations/{hidden_slug}", "/api/v1/organisations/nobody"),
    hidden(API, "/api/v1/", "/api/v1/nothing"),
    hidden(API + "<path:rest>", "/api/v1/anything", "/api/v1/nothing"),
]

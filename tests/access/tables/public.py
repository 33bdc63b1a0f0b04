"""Public pages: everybody reads what is published, and nobody, officers included, anything else."""

from tests.access.expectations import PUBLIC, PUBLIC_MISSING, PUBLIC_READ_ONLY, Row

NEVER = 999_999_999


def shown(route: str, path: str) -> Row:
    return Row(route, path, PUBLIC, PUBLIC_READ_ONLY)


def hidden(route: str, path: str, missing: str) -> Row:
    return Row(route, path, PUBLIC_MISSING, PUBLIC_READ_ONLY, missing)


DOCUMENT = "metabus_trends_reports/<int:pk>/"
NEWS = "alliance_news/<int:pk>/"
NOTICE = "notice_board/<int:pk>/"
EVENT = "events/<int:pk>/"
ISSUE = "newsletter/<day:day>/"
COMPANY = "member_companies/<str:slug>/"

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
    shown(ISSUE, "/newsletter/{sent_issue}/"),
    hidden(ISSUE, "/newsletter/{unsent_issue}/", "/newsletter/1999-01-01/"),
    shown("member_companies/", "/member_companies/"),
    shown(COMPANY, "/member_companies/{company_slug}/"),
    hidden(COMPANY, "/member_companies/{hidden_slug}/", "/member_companies/없는회사/"),
]

from datetime import date

from django.urls import path, register_converter

from newsletter.feeds import issue_feed
from newsletter.views import archive, bounces
from newsletter.views.clicks import follow
from newsletter.views.preferences import preferences
from newsletter.views.subscribe import confirm, subscribe, subscribe_sent
from newsletter.views.unsubscribe import unsubscribe


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")

app_name = "newsletter"

urlpatterns = [
    path("", archive.issue_list, name="issue-list"),
    path("feed/", issue_feed, name="feed"),
    path("bounces/", bounces.receive, name="bounces"),
    path("subscribe/", subscribe, name="subscribe"),
    path("subscribe/sent/", subscribe_sent, name="subscribe-sent"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("preferences/<str:token>/", preferences, name="preferences"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("go/<str:token>/", follow, name="follow"),
    path("<day:day>/", archive.issue_detail, name="issue-detail"),
]

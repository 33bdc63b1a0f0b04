from datetime import date

from django.urls import path, register_converter

from newsletter import views


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")

app_name = "newsletter"

urlpatterns = [
    path("", views.issue_list, name="issue-list"),
    path("<day:day>/", views.issue_detail, name="issue-detail"),
]

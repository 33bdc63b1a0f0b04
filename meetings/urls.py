"""The committee's working place."""

from django.urls import path

from meetings.views import committee

app_name = "committee"

urlpatterns = [
    path("", committee.meeting_list, name="meeting-list"),
    path("draft/<str:token>/", committee.draft_by_link, name="draft-link"),
    path("<str:code>/", committee.meeting_detail, name="meeting-detail"),
    path("<str:code>/packet/<int:number>/", committee.packet_download, name="packet-download"),
]

"""Public pages, at the addresses that the alliance's site already uses."""

from django.urls import path

from archive import views

app_name = "archive"

urlpatterns = [
    path("metabus_trends_reports/", views.document_list, name="document-list"),
    path("metabus_trends_reports/<int:pk>/", views.document_detail, name="document-detail"),
    path("alliance_news/", views.news_list, name="news-list"),
    path("alliance_news/<int:pk>/", views.news_detail, name="news-detail"),
    path("notice_board/", views.notice_list, name="notice-list"),
    path("notice_board/<int:pk>/", views.notice_detail, name="notice-detail"),
]

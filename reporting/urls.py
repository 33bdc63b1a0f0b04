from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("", views.workspace, name="workspace"),
    path("<slug:code>/activities/add/", views.activity_add, name="activity-add"),
    path("activities/<int:pk>/", views.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/delete/", views.activity_delete, name="activity-delete"),
    path("activities/<int:pk>/pictures/add/", views.picture_add, name="picture-add"),
    path(
        "activities/<int:pk>/pictures/<int:picture_pk>/delete/",
        views.picture_delete,
        name="picture-delete",
    ),
    path("<slug:code>/submit/", views.report_submit, name="report-submit"),
]

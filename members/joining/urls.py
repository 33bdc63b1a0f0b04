from django.urls import path

from members.joining import views

app_name = "joining"

urlpatterns = [
    path("", views.apply, name="apply"),
    path("received/", views.received, name="received"),
    path("<str:token>/", views.complete, name="complete"),
]

from django.urls import path

from members.certificates import views

app_name = "certificates"

urlpatterns = [
    path("", views.verify, name="verify"),
]

"""Addresses of the portal; public ones are those that the alliance's site already uses."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from health_check.views import HealthCheckView

from alliance import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("my/", views.my_home, name="my"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]

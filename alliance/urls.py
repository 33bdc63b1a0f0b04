"""Addresses of the portal; public ones are those that the alliance's site already uses."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from alliance import files, health, pages, sitemaps, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", login_not_required(health.alive), name="alive"),
    path("readyz", login_not_required(health.Ready.as_view()), name="ready"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, name="sitemap"),
    path("styleguide/", pages.style_guide, name="style-guide"),
    path("files/<path:name>", files.serve, name="file"),
    path("my/", views.my_home, name="my"),
    path("my/", include("members.my.urls")),
    path("admin/outline-preview/", include("alliance.outline.urls")),
    path("admin/", admin.site.urls),
    path("committee/", include("meetings.urls")),
    path("join/", include("members.joining.urls")),
    path("certificates/", include("members.certificates.urls")),
    path("member_companies/", include("members.urls")),
    path("api/v1/", include("members.api.urls")),
    path("", include("archive.urls")),
    path("events/", include("events.urls")),
    path("newsletter/", include("newsletter.urls")),
    path("partner/", include("reporting.urls")),
    path("jobs/<uuid:key>/", views.job_progress, name="job-progress"),
    path("jobs/<uuid:key>/retry/", views.job_retry, name="job-retry"),
    path("accounts/", include("allauth.urls")),
]

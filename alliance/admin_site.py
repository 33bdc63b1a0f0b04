"""The secretariat's admin site: django-unfold's, without work that no page of ours shows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.apps import BasicAppConfig
from unfold.sites import UnfoldAdminSite


class SecretariatAdminSite(UnfoldAdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Every page's context holds the list of all models, and our sidebar shows another.

        Finding it costs two addresses a model, so it is found when a template asks for it.
        """
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))


class SecretariatAdminConfig(BasicAppConfig):
    """Unfold's own configuration puts its site in place of Django's; this one puts ours."""

    def ready(self) -> None:
        admin.site = admin.sites.site = SecretariatAdminSite()

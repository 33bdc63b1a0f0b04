"""What is asked of each request on behalf of the members: is it known, is it secure enough."""

from collections.abc import Callable
from functools import cached_property

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from alliance.periods import today
from members.kept_pages import page_tag, shared
from members.roles import is_officer
from members.services.listings import bring_up_to_date

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where an officer without a second factor may still go: to set it up, or to leave.
_OPEN_PREFIXES = ("/accounts/", "/static/", "/healthz", "/readyz")


class OfficerSecondFactorMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            messages.info(request, _("Officers need a second factor. Please set it up now."))
            return redirect(f"{reverse('mfa_activate_totp')}?next={request.path}")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        return (
            settings.MFA_REQUIRED
            and is_officer(request.user)
            and not request.path.startswith(_OPEN_PREFIXES)
            and not is_mfa_enabled(request.user)
        )


class UnchangedDirectoryMiddleware:
    """Tell a visitor's browser that a page of the directory is what it has, before anything else.

    Neither session nor user has a part in those pages, so this stands before the middleware that
    sets them up: that would be half of the work.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    @cached_property
    def path(self) -> str:
        return reverse("members:organisation-list")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asks = request.method in ("GET", "HEAD") and "If-None-Match" in request.headers
        if asks and request.path == self.path:
            tag = page_tag(request, bring_up_to_date(today()))
            if tag and (unchanged := get_conditional_response(request, etag=tag)):
                return shared(unchanged, tag)
        return self.get_response(request)

"""Officers use a second factor where the settings require it."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from members.roles import is_officer

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

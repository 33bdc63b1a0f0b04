"""How sign-in behaves here (django-allauth)."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from members import roles


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where the person works; an address asked for before comes first (allauth sees to it)."""
        return reverse("admin:index" if roles.is_officer(request.user) else "my")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind our proxies: limits count the person's address, not the proxy's."""
        return getattr(request, "client_address", "") or str(super().get_client_ip(request))

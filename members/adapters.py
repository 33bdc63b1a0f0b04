"""How sign-in behaves here (django-allauth)."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind our proxies: limits count the person's address, not the proxy's."""
        return getattr(request, "client_address", "") or str(super().get_client_ip(request))

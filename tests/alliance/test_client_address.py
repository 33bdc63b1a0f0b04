from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from alliance.middleware import ClientAddressMiddleware


def seen(settings, *, peer, proxies=(), **headers):
    settings.TRUSTED_PROXIES = list(proxies)
    requests = []

    def page(request):
        requests.append(request)
        return HttpResponse()

    ClientAddressMiddleware(page)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))
    return requests[0]


FORGED = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("peer", "proxies", "forwarded", "address"),
    [
        # Nobody is trusted: the header is a stranger's word.
        ("203.0.113.5", [], "198.51.100.9", "203.0.113.5"),
        ("203.0.113.5", ["10.0.0.0/8"], "198.51.100.9", "203.0.113.5"),
        # Our proxy adds the address that it saw; what stands before it may be forged.
        ("10.0.0.2", ["10.0.0.0/8"], "198.51.100.9", "198.51.100.9"),
        ("10.0.0.2", ["10.0.0.0/8"], "127.0.0.1, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.2", ["10.0.0.0/8"], "198.51.100.9, 10.0.0.3", "198.51.100.9"),
        ("::ffff:10.0.0.2", ["10.0.0.0/8"], "198.51.100.9", "198.51.100.9"),
        ("fd00::1", ["fd00::/8"], "2001:db8::7", "2001:db8::7"),
        # What is no address, or none at all, falls back on the peer.
        ("10.0.0.2", ["10.0.0.0/8"], "<script>", "10.0.0.2"),
        ("10.0.0.2", ["10.0.0.0/8"], "", "10.0.0.2"),
    ],
)
def test_forwarded_address_counts_from_trusted_proxies_only(
    settings, peer, proxies, forwarded, address
):
    request = seen(settings, peer=peer, proxies=proxies, **{"X-Forwarded-For": forwarded})

    assert request.client_address == address


def test_strangers_cannot_claim_tls(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    forged = seen(settings, peer="203.0.113.5", proxies=["10.0.0.0/8"], **FORGED)
    honest = seen(settings, peer="10.0.0.2", proxies=["10.0.0.0/8"], **FORGED)

    assert (forged.is_secure(), honest.is_secure()) == (False, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("peer", "status"), [("203.0.113.5", 301), ("10.0.0.2", 200)])
def test_tls_redirect_believes_our_proxies_only(client, settings, peer, status):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    response = client.get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-Proto": "https"})

    assert response.status_code == status


@pytest.mark.django_db
def test_sign_in_limits_count_the_person_not_the_proxy(client, settings, outsider):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/15m/ip"}

    def attempt(password, address):
        form = {"login": outsider.email, "password": password}
        return client.post(
            "/accounts/login/",
            form,
            REMOTE_ADDR="10.0.0.2",
            headers={"X-Forwarded-For": address},
        )

    for _ in range(3):
        attempt("wrong-password", "198.51.100.9")

    assert attempt("outsider-password", "198.51.100.9").status_code == 200
    assert attempt("outsider-password", "198.51.100.10").status_code == 302

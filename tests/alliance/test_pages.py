from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from tests.pages import text, tree

ERROR_PAGES = ["400", "403", "403_csrf", "404", "429", "500", "503"]


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context_and_speak_korean(name, settings):
    with translation.override("ko"):
        page = render_to_string(f"{name}.html")

    assert 'lang="ko"' in page
    assert "첫 화면으로" in page
    assert "데모" not in page
    settings.DEMO = True
    with translation.override("ko"):
        assert "데모" in render_to_string(f"{name}.html")


@pytest.mark.django_db
def test_missing_page_is_told_in_korean(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "페이지를 찾을 수 없습니다" in text(response)


@pytest.mark.django_db
def test_broken_page_is_told_in_korean(monkeypatch):
    def break_down(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("alliance.views.panels_for", break_down)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "일시적인 오류가 발생했습니다" in text(response)


@pytest.mark.django_db
def test_form_without_token_is_told_in_korean():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert response.status_code == 403
    assert "유효 시간이 지났습니다" in text(response)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/accounts/password/reset/"])
def test_every_page_of_the_demo_says_that_it_is_one(client, settings, address):
    assert "시연용 누리집" not in text(client.get(address))

    settings.DEMO = True

    assert "시연용 누리집" in text(client.get(address))


@pytest.mark.django_db
def test_admin_of_the_demo_says_that_it_is_one(officer_client, settings):
    settings.DEMO = True

    assert "데모" in text(officer_client.get("/admin/alliance/place/"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-US,en", "ko", "de", ""])
def test_pages_are_korean_whatever_the_browser_asks_for(client, language):
    page = tree(client.get("/", headers={"Accept-Language": language}))

    assert page.get("lang") == "ko"
    assert page.xpath("string(//main//h1)") == "메타버스 산업의 기업·대학·기관이 만나는 곳"


@pytest.mark.django_db
def test_menu_marks_the_current_place(client):
    page = tree(client.get("/member_companies/"))

    assert page.xpath("//header//a[@aria-current]/@href") == ["/member_companies/"]


@pytest.mark.django_db
def test_header_offers_what_the_person_may_open(client, outsider, officer_client):
    def links(used):
        return tree(used.get("/")).xpath("//header//div[@class='site-account']//a/@href")

    assert links(client) == ["/accounts/login/"]
    assert links(officer_client) == ["/admin/", "/my/"]
    client.force_login(outsider)
    assert links(client) == ["/my/"]


@pytest.mark.django_db
def test_search_engines_stay_out_of_working_places(client, settings):
    settings.DEMO = False
    assert "Disallow: /admin/" in client.get("/robots.txt").content.decode()
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


@pytest.mark.django_db
def test_sign_in_leads_to_the_asked_page_and_out_again(client, outsider):
    page = client.get("/my/", follow=True)
    form = {"login": outsider.email, "password": "outsider-password", "next": "/my/"}

    assert page.request["PATH_INFO"] == "/accounts/login/"
    assert client.post("/accounts/login/", form).url == "/my/"
    assert "outsider@company.example" in text(client.get("/my/"))
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/my/").status_code == 302


@pytest.mark.django_db
def test_wrong_password_is_told_without_naming_which_was_wrong(client, outsider):
    known = client.post("/accounts/login/", {"login": outsider.email, "password": "wrong"})
    unknown = client.post("/accounts/login/", {"login": "x@y.example", "password": "wrong"})

    def told(response):
        return tree(response).xpath("string(//*[contains(@class, 'alert')])").strip()

    assert told(known) == told(unknown) != ""

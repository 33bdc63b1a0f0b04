"""The live preview's address: officers only, bounded, never a page of somebody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from alliance.outline.cleaning import MAX_CHARACTERS
from alliance.outline.html import to_html
from alliance.outline.parser import parse

ADDRESS = "/admin/outline-preview/"


def test_address():
    assert reverse("outline-preview") == ADDRESS


def test_officer_sees_what_the_packet_prints(officer_client):
    text = "□ 개요\r\n○ (일시) <11. 26.>\r\n구분\t수\r\n가\t1"

    response = officer_client.post(ADDRESS, {"text": text})

    assert response.status_code == 200
    assert response.content.decode().strip() == to_html(parse(text))
    assert response["Cache-Control"] == "no-store, private"


def test_officer_is_shown_what_is_odd(officer_client):
    response = officer_client.post(ADDRESS, {"text": "- 전시관* 운영\n" * 12})

    html = response.content.decode()
    assert html.count("행: ") == 1  # one star, one line: the first that lacks its footnote
    assert "1행: 이 글의 별표에 딸린 각주가 아래에 없습니다." in html


def test_long_lists_of_oddities_are_cut(officer_client):
    html = officer_client.post(ADDRESS, {"text": "- 장소(서울\n" * 12}).content.decode()

    assert html.count("행: ") == 10
    assert "그 밖에 2건" in html


def test_anonymous_is_refused_without_a_redirect(db):
    response = Client().post(ADDRESS, {"text": "○ 가"})

    assert response.status_code == 403
    assert "○ 가" not in response.content.decode()


@pytest.mark.parametrize("persona", ["outsider", "committee_member"])
def test_address_does_not_exist_for_others(request, persona, day):
    client = Client()
    client.force_login(request.getfixturevalue(persona))

    assert client.post(ADDRESS, {"text": "○ 가"}).status_code == 404


def test_officer_who_left_is_refused(officer, officer_client):
    officer.is_active = False
    officer.save()

    assert officer_client.post(ADDRESS, {"text": "○ 가"}).status_code == 403


def test_reading_is_no_way_in(officer_client):
    assert officer_client.get(ADDRESS).status_code == 405


def test_forged_request_is_refused(officer, day):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    assert client.post(ADDRESS, {"text": "○ 가"}).status_code == 403


def test_text_that_is_too_long_is_not_read(officer_client):
    response = officer_client.post(ADDRESS, {"text": "가" * (MAX_CHARACTERS + 1)})

    assert response.status_code == 413
    assert "200,000자보다 길어" in response.content.decode()


def test_hostile_text_stays_text(officer_client):
    html = officer_client.post(ADDRESS, {"text": "<script>x</script>{{ 1 }}"}).content.decode()

    assert "&lt;script&gt;x&lt;/script&gt;{{ 1 }}" in html
    assert "<script" not in html

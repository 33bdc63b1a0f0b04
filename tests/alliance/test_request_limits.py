"""What is larger than a request may be gets an answer in words, after it was heard out."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
BEYOND_A_FORM = "b" * (33 * MEGABYTE)
BEYOND_AN_ENCODED_FORM = "b" * (5 * MEGABYTE)
BEYOND_A_STRANGER = "b" * (2 * MEGABYTE)
ENCODINGS = pytest.mark.parametrize("encoded", [True, False], ids=["urlencoded", "multipart"])


def post(client, path, fields, *, encoded=False, **headers):
    if not encoded:
        return client.post(path, fields, **headers)
    return client.post(path, urlencode(fields), content_type=FORM, **headers)


@pytest.mark.parametrize(
    ("encoded", "body", "limit"),
    [(True, BEYOND_AN_ENCODED_FORM, "5MB"), (False, BEYOND_A_FORM, "32MB")],
    ids=["urlencoded", "multipart"],
)
def test_officer_is_told_how_much_the_texts_of_a_form_may_have(
    officer_client, encoded, body, limit
):
    fields = {"title": "안내", "body": body}

    response = post(officer_client, "/admin/archive/notice/add/", fields, encoded=encoded)

    assert response.status_code == 413
    page = response.content.decode()
    assert "한 번에 보낼 수 있는 양을 넘었습니다" in page
    assert limit in page
    assert 'class="error-page"' in page


@ENCODINGS
@pytest.mark.parametrize("path", ["/admin/archive/notice/add/", "/join/", "/accounts/login/"])
def test_stranger_is_told_to_sign_in_again(path, encoded):
    response = post(Client(), path, {"body": BEYOND_A_STRANGER}, encoded=encoded)

    assert response.status_code == 413
    assert "2MB" in response.content.decode()
    assert "다시 로그인" in response.content.decode()


def test_script_gets_words_that_fit_into_its_page(officer_client):
    response = post(
        officer_client,
        "/admin/outline-preview/",
        {"text": BEYOND_AN_ENCODED_FORM},
        encoded=True,
        headers={"Sec-Fetch-Dest": "empty"},
    )

    assert response.status_code == 413
    page = response.content.decode()
    assert "5MB" in page
    assert "가장 긴 항목은 ‘text’입니다." in " ".join(page.split())
    assert "<html" not in page


def test_files_of_officers_count_by_their_own_limits(officer_client, tmp_path):
    large = tmp_path / "회원.xlsx"
    large.write_bytes(b"x" * len(BEYOND_A_FORM))

    with large.open("rb") as file:
        response = officer_client.post("/admin/members/memberimport/add/", {"file": file})

    assert response.status_code != 413


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere/", 404), ("/healthz", 413), ("/admin/outline-preview/", 413)],
)
def test_what_nobody_read_is_taken_in_before_the_answer_goes_out(path, status):
    """Else the sender would see a broken connection in place of the answer."""
    client = Client()

    response = post(client, path, {"text": BEYOND_A_STRANGER}, encoded=True)

    assert response.status_code == status
    assert response.wsgi_request.read(1) == b""


def test_forged_token_is_still_refused(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    response = post(client, "/admin/archive/notice/add/", {"body": "x" * (6 * MEGABYTE)})

    assert response.status_code == 403

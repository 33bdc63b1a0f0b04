"""The partners' working place: each sees its own, everybody else sees nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from alliance import illustrations
from alliance.periods import Quarter
from members.services.affiliations import end_post
from reporting import views
from reporting.models import Activity, PartnerReport
from reporting.services.activities import ActivityEntry, file_activity
from reporting.services.reports import open_report
from tests.pages import form_values, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

FOURTH = Quarter(2025, 4)
FILLED = {
    "category": "info",
    "status": "done",
    "label": "뉴스레터 홍보",
    "headline": "수상작을 소개",
    "held_from": "2025-11-19",
}


@pytest.fixture
def own(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)
    return file_activity(report=report, entry=ActivityEntry("info", "우리 일"))


@pytest.fixture
def foreign(iitp):
    report = open_report(partner=iitp, quarter=FOURTH)
    return file_activity(report=report, entry=ActivityEntry("info", "남의 일"))


PAGES = [
    ("get", "/partner/"),
    ("get", "/partner/rapa/activities/add/"),
    ("post", "/partner/rapa/activities/add/"),
    ("post", "/partner/rapa/submit/"),
    ("get", "/partner/activities/{own}/"),
    ("post", "/partner/activities/{own}/"),
    ("post", "/partner/activities/{own}/delete/"),
    ("post", "/partner/activities/{own}/pictures/add/"),
    ("post", "/partner/activities/{own}/pictures/1/delete/"),
]


@pytest.mark.parametrize(("method", "address"), PAGES)
@pytest.mark.parametrize("who", ["outsider", "officer", "committee_member"])
def test_nobody_but_the_partner_enters(request, own, who, method, address):
    client = Client()
    client.force_login(request.getfixturevalue(who))

    response = getattr(client, method)(address.format(own=own.pk), FILLED)

    assert response.status_code == 404
    assert list(Activity.objects.values_list("label", flat=True)) == ["우리 일"]


@pytest.mark.parametrize(("method", "address"), PAGES)
def test_visitors_are_asked_to_sign_in(client, own, method, address):
    response = getattr(client, method)(address.format(own=own.pk))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/partner/activities/{foreign}/"),
        ("post", "/partner/activities/{foreign}/"),
        ("post", "/partner/activities/{foreign}/delete/"),
        ("get", "/partner/iitp/activities/add/"),
        ("post", "/partner/iitp/activities/add/"),
        ("post", "/partner/iitp/submit/"),
    ],
)
def test_another_partners_report_is_as_good_as_missing(partner_client, foreign, method, address):
    response = getattr(partner_client, method)(address.format(foreign=foreign.pk), FILLED)

    assert response.status_code == 404
    assert list(Activity.objects.values_list("label", flat=True)) == ["남의 일"]
    assert PartnerReport.objects.get().state == "draft"


def test_the_workspace_shows_the_partners_own_activities_of_the_quarter(
    partner_client, own, foreign
):
    response = partner_client.get("/partner/")

    assert "2025년 4/4분기 활동" in text(response)
    assert "우리 일" in text(response)
    assert "남의 일" not in text(response)


def test_looking_makes_no_report(partner_client):
    partner_client.get("/partner/")
    partner_client.get("/partner/rapa/activities/add/")

    assert PartnerReport.objects.count() == 0


def test_a_partner_files_an_activity(partner_client):
    response = partner_client.post("/partner/rapa/activities/add/", FILLED)

    assert response.status_code == 302
    activity = Activity.objects.get()
    assert (activity.label, activity.held_from, activity.position) == (
        "뉴스레터 홍보",
        date(2025, 11, 19),
        1,
    )
    assert activity.report.quarter == FOURTH
    assert activity.report.is_draft


def test_what_does_not_fit_is_said_beside_the_field(partner_client):
    response = partner_client.post(
        "/partner/rapa/activities/add/", {**FILLED, "label": "", "held_to": "2025-11-01"}
    )

    assert response.status_code == 200
    assert Activity.objects.count() == 0
    assert "종료일이 시작일보다 앞섭니다." in text(response)
    assert response.context["form"].errors.keys() == {"label", "__all__"}


def test_ten_megabytes_are_refused_by_the_fields_name_and_nothing_is_lost(partner_client):
    pasted = "○ 가상 전시관을 열었다\n" * 340_000

    response = partner_client.post(
        "/partner/rapa/activities/add/", {**FILLED, "headline": "함께 적은 제목", "text": pasted}
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert "‘내용’ 항목이 4,759,999자입니다. 200,000자까지 저장할 수 있습니다." in page
    assert 'value="함께 적은 제목"' in page
    assert page.count("가상 전시관") == 340_000


@pytest.mark.parametrize("year", ["0025", "1999", "2101"])
def test_year_that_only_looks_right_in_print_is_refused(partner_client, year):
    days = {"held_from": f"{year}-11-20", "held_to": f"{year}-11-21"}

    page = partner_client.post("/partner/rapa/activities/add/", {**FILLED, **days})

    assert set(page.context["form"].errors) == {"held_from", "held_to"}
    assert not Activity.objects.exists()


def test_a_partner_changes_and_deletes_its_activity(partner_client, own):
    page = partner_client.get(f"/partner/activities/{own.pk}/")
    partner_client.post(
        f"/partner/activities/{own.pk}/", {**form_values(page), "headline": "고친 말"}
    )
    own.refresh_from_db()
    assert own.headline == "고친 말"

    partner_client.post(f"/partner/activities/{own.pk}/delete/")

    assert Activity.objects.count() == 0


def test_the_second_saver_sees_both_versions(partner_client, own):
    page = partner_client.get(f"/partner/activities/{own.pk}/")
    own.headline = "먼저 저장한 말"
    own.save()

    refused = partner_client.post(
        f"/partner/activities/{own.pk}/", {**form_values(page), "headline": "나중 말"}
    )
    own.refresh_from_db()
    assert own.headline == "먼저 저장한 말"
    assert [
        [cell.text_content().strip() for cell in row.xpath("./th | ./td")]
        for row in tree(refused).xpath("//tbody/tr")
    ] == [["한 줄 설명", "먼저 저장한 말", "나중 말"]]

    partner_client.post(f"/partner/activities/{own.pk}/", form_values(refused))

    own.refresh_from_db()
    assert own.headline == "나중 말"


def test_handing_in_closes_the_report(partner_client, partner_user, own):
    partner_client.post("/partner/rapa/submit/")

    report = PartnerReport.objects.get()
    assert (report.state, report.submitted_by) == ("submitted", partner_user)
    partner_client.post(f"/partner/activities/{own.pk}/", FILLED)
    partner_client.post("/partner/rapa/activities/add/", FILLED)
    partner_client.post(f"/partner/activities/{own.pk}/delete/")
    assert list(report.activities.values_list("label", flat=True)) == ["우리 일"]


@pytest.mark.parametrize("action", ["", "delete/", "pictures/add/"])
def test_report_handed_in_between_reading_and_writing_stays(
    partner_client, own, monkeypatch, action
):
    values = form_values(partner_client.get(f"/partner/activities/{own.pk}/"))
    partner_client.post("/partner/rapa/submit/")
    monkeypatch.setattr(views, "_closed", lambda request, activity: None)

    more = {"file": upload(), "caption": "늦음"} if "pictures" in action else values
    response = partner_client.post(
        f"/partner/activities/{own.pk}/{action}", {**more, "headline": "늦은 말"}, follow=True
    )

    own.refresh_from_db()
    assert "이미 제출된 보고입니다" in text(response)
    assert own.headline != "늦은 말"
    assert own.pictures.count() == 0


def test_an_empty_report_is_handed_in_only_with_the_word_that_it_is(partner_client):
    refused = partner_client.post("/partner/rapa/submit/", follow=True)
    assert "보고에 활동이 없습니다." in text(refused)

    partner_client.post("/partner/rapa/submit/", {"nothing_to_report": "on"})

    report = PartnerReport.objects.get()
    assert (report.state, report.nothing_to_report) == ("submitted", True)


def test_the_right_ends_with_the_post(partner_client, partner_user):
    post = partner_user.person.affiliations.get()
    end_post(affiliation=post, on=date(2025, 11, 25))

    assert partner_client.get("/partner/").status_code == 404


def upload(name="전시 사진.png"):
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue())


def test_a_partner_adds_and_removes_pictures(partner_client, own):
    address = f"/partner/activities/{own.pk}/pictures/"

    partner_client.post(f"{address}add/", {"file": upload(), "caption": "전시관"})
    picture = own.pictures.get()
    assert (picture.caption, picture.original_name, picture.width) == (
        "전시관",
        "전시 사진.png",
        30,
    )

    partner_client.post(f"{address}{picture.pk}/delete/")
    assert own.pictures.count() == 0


def test_what_is_no_picture_is_refused_by_name(partner_client, own):
    response = partner_client.post(
        f"/partner/activities/{own.pk}/pictures/add/",
        {"file": SimpleUploadedFile("문서.png", b"<script>")},
    )

    assert "문서.png" in text(response)
    assert own.pictures.count() == 0


def test_pictures_of_an_activity_are_for_the_partner_and_the_officers(
    client, partner_client, officer_client, outsider, own
):
    picture = illustrations.hang_picture(own, illustrations.scene("전시", "자리"), name="a.png")
    client.force_login(outsider)

    assert partner_client.get(picture.file.url).status_code == 200
    assert officer_client.get(picture.file.url).status_code == 200
    assert client.get(picture.file.url).status_code == 404


def test_line_ends_of_the_browser_are_no_difference(partner_client, own):
    Activity.objects.filter(pk=own.pk).update(text="- 첫째\n- 둘째")
    page = partner_client.get(f"/partner/activities/{own.pk}/")
    own.refresh_from_db()
    own.headline = "먼저 저장한 말"
    own.save()

    sent = {**form_values(page), "text": "- 첫째\r\n- 둘째", "headline": "나중 말"}
    refused = partner_client.post(f"/partner/activities/{own.pk}/", sent)

    rows = tree(refused).xpath("//tbody/tr")
    assert [row.xpath("string(./th)").strip() for row in rows] == ["한 줄 설명"]


def test_reports_of_later_quarters_are_not_past(partner_client, rapa, hand_in):
    hand_in(rapa, {"category": "info", "label": "다음 분기"}, quarter=Quarter(2026, 1))
    hand_in(rapa, {"category": "info", "label": "지난 분기"}, quarter=Quarter(2025, 3))

    past = partner_client.get("/partner/").context["past"]

    assert [str(report) for report in past] == ["RAPA 2025Q3"]

"""Sheets of members in the admin: hand in, look, confirm."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from alliance import jobs
from alliance.models import AccessRecord, Job
from members.models import MemberImport, Organisation, RegisterChange
from members.services.naming import rename_organisation
from members.services.register import NewOrganisation, register_many
from members.sheets import desk
from tests.sheets import csv_bytes

pytestmark = pytest.mark.django_db

BASE = "/admin/members/memberimport/"


@pytest.fixture(autouse=True)
def _gaon(day):
    register_many(
        [
            NewOrganisation(
                name="가온", kind="university", joined_on=date(2024, 3, 1), address="서울"
            )
        ],
        by=None,
    )


@pytest.fixture
def hand_in(officer_client):
    def hand_in(*rows, name="명부.csv", content=None):
        file = SimpleUploadedFile(name, content or csv_bytes(*rows))
        response = officer_client.post(f"{BASE}add/", {"file": file, "on": "2025-11-10"})
        if response.status_code != 302:
            return response
        return MemberImport.objects.latest("pk")

    return hand_in


def page_of(client, handed_in, **query):
    return client.get(f"{BASE}{handed_in.pk}/change/", query)


def files_of(handed_in):
    folder = f"imports/{handed_in.key.hex}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_sheet_is_looked_at_then_taken_over(officer_client, officer, hand_in):
    handed_in = hand_in("회원사명,구분,주소,사업분야,메모", "가온,,부산,,", "나래,대학,,XR,")

    page = page_of(officer_client, handed_in).content.decode()
    created = page_of(officer_client, handed_in, show="created").content.decode()

    assert handed_in.state == "ready"
    assert "<del>서울</del>" in page
    assert "<ins>부산</ins>" in page
    assert "사용하지 않는 열: 메모" in page
    assert "새로 생기는 사업분야: XR" in page
    assert "나래" in created
    assert Organisation.objects.count() == 1

    officer_client.post(f"{BASE}{handed_in.pk}/confirm/")

    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.created, handed_in.updated) == ("done", 1, 1)
    assert set(Organisation.objects.values_list("name", "address")) == {
        ("가온", "부산"),
        ("나래", ""),
    }
    assert RegisterChange.objects.get(kind="corrected").by == officer
    # The sheet held people's data: it is gone.
    assert files_of(handed_in) == []


def test_errors_are_shown_and_downloaded_whole(officer_client, hand_in):
    rows = [f",{number},없음," for number in range(150)]
    handed_in = hand_in("회원번호,회원사명,구분,주소", *rows)

    page = page_of(officer_client, handed_in, page="2")
    response = officer_client.get(f"{BASE}{handed_in.pk}/errors/")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active

    assert (handed_in.state, handed_in.errors) == ("faulty", 150)
    assert [error["row"] for error in page.context["page"]] == list(range(102, 152))
    assert sheet.max_row == 151
    assert [cell.value for cell in sheet[2]] == [
        "CSV",
        2,
        "구분",
        "없음",
        "다음 가운데 하나여야 합니다: 기업, 기관, 대학.",
    ]
    assert officer_client.post(f"{BASE}{handed_in.pk}/confirm/").status_code == 302
    assert Organisation.objects.count() == 1


def test_refused_file_is_told_beside_its_field(hand_in):
    response = hand_in(name="명부.xls", content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))

    assert response.context["form"].errors == {
        "file": [
            "예전 엑셀 파일(.xls)이거나 다른 오피스 파일입니다. "
            "엑셀에서 ‘다른 이름으로 저장’으로 .xlsx 파일을 만들어 올려 주십시오."
        ]
    }
    assert not MemberImport.objects.exists()


@pytest.mark.parametrize("change", ["address", "name", "newcomer"])
def test_what_changed_meanwhile_is_told_and_not_overwritten(officer_client, hand_in, change):
    handed_in = hand_in("회원사명,구분,주소", "가온,,부산", "나래,대학,")
    gaon = Organisation.objects.get()
    if change == "address":
        gaon.address = "대구"
        gaon.save()
    elif change == "name":
        rename_organisation(organisation=gaon, name="새가온", on=date(2025, 11, 20), by=None)
    else:
        register_many([NewOrganisation(name="(주)나래")], by=None)
    before = list(Organisation.objects.order_by("pk").values("name", "address", "version"))

    officer_client.post(f"{BASE}{handed_in.pk}/confirm/")

    handed_in.refresh_from_db()
    page = page_of(officer_client, handed_in)
    assert (handed_in.state, handed_in.errors) == ("faulty", 1)
    assert handed_in.refusal == (
        "파일을 확인한 뒤에 회원 명부가 바뀌었습니다. 다시 확인해 주십시오."
    )
    assert [(error["row"], error["message"]) for error in page.context["page"]] == [
        (3, "그사이에 이 회원사가 등록되었습니다.")
        if change == "newcomer"
        else (2, "파일을 확인한 뒤에 누군가 이 회원사를 고쳤습니다.")
    ]
    after = list(Organisation.objects.order_by("pk").values("name", "address", "version"))
    assert after == before

    officer_client.post(f"{BASE}{handed_in.pk}/again/")
    officer_client.post(f"{BASE}{handed_in.pk}/confirm/")

    handed_in.refresh_from_db()
    assert handed_in.state == "done"


def test_confirmation_counts_once(officer_client, second_officer, client, hand_in):
    handed_in = hand_in("회원사명,구분", "나래,대학")
    client.force_login(second_officer)

    officer_client.post(f"{BASE}{handed_in.pk}/confirm/")
    second = client.post(f"{BASE}{handed_in.pk}/confirm/", follow=True)

    assert [str(message) for message in second.context["messages"]] == [
        "이 명부는 더 이상 확정을 기다리지 않습니다."
    ]
    assert Organisation.objects.filter(name="나래").count() == 1


def test_many_rows_run_in_a_worker(
    officer_client, hand_in, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(desk, "MOST_AT_ONCE", 2)
    seen = []
    monkeypatch.setattr(jobs.RunningJob, "progress", lambda job, *progress: seen.append(progress))

    with django_capture_on_commit_callbacks() as waiting:
        handed_in = hand_in("회원사명,구분", "나래,대학", "다온,대학", "라온,대학")
    page = page_of(officer_client, handed_in).content.decode()
    assert (handed_in.state, Job.objects.get().state) == ("checking", "queued")
    assert "data-job=" in page

    for callback in waiting:
        callback()
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.created) == ("ready", 3)

    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"{BASE}{handed_in.pk}/confirm/")
    handed_in.refresh_from_db()
    assert handed_in.state == "done"
    assert Organisation.objects.count() == 4
    assert (0, 3, "회원 명부와 견주는 중") in seen
    # Done again, as after a worker's death, it does nothing.
    desk.write_import(handed_in.pk)
    assert Organisation.objects.count() == 4


def test_discarded_and_forgotten_sheets_are_deleted(officer_client, hand_in):
    discarded = hand_in("회원사명,구분", "나래,대학")
    forgotten = hand_in("회원사명,구분", "다온,대학")
    waiting = hand_in("회원사명,구분", "라온,대학")
    officer_client.post(f"{BASE}{discarded.pk}/discard/")
    MemberImport.objects.filter(pk=forgotten.pk).update(
        created_at=forgotten.created_at - timedelta(days=8)
    )

    desk.discard_forgotten()

    states = MemberImport.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["discarded", "discarded", "ready"]
    assert [len(files_of(each)) for each in (discarded, forgotten, waiting)] == [0, 0, 5]


def test_template_is_empty_explained_and_has_no_rows_to_take_over(officer_client, hand_in):
    content = officer_client.get(f"{BASE}template/").getvalue()
    book = load_workbook(io.BytesIO(content))
    handed_in = hand_in(name="서식.xlsx", content=content)

    assert book.sheetnames == ["회원", "예시", "안내"]
    assert book["회원"].max_row == 1
    assert len(book["회원"].data_validations.dataValidation) == 3
    headings = [cell.value for cell in book["회원"][1]]
    assert [book["안내"].cell(row, 1).value for row in range(2, 20)] == headings
    assert book["예시"]["B2"].value == "(주)예시소프트"
    assert (handed_in.state, handed_in.rows, handed_in.refusal) == (
        "faulty",
        0,
        "제목 행 아래에 회원사를 적은 행이 없습니다.",
    )


@pytest.mark.parametrize("kind", ["xlsx", "csv", "cp949"])
def test_register_is_downloaded_recorded_and_comes_back_unchanged(officer_client, hand_in, kind):
    response = officer_client.get(f"{BASE}register/", {"format": kind})
    name = f"명부.{'xlsx' if kind == 'xlsx' else 'csv'}"
    handed_in = hand_in(name=name, content=response.getvalue())

    assert (handed_in.state, handed_in.rows, handed_in.unchanged) == ("ready", 1, 1)
    assert "반영할 것이 없습니다" in page_of(officer_client, handed_in).content.decode()
    assert AccessRecord.objects.get().action == "export"


def test_confirmation_that_fails_by_accident_can_be_repeated(officer_client, hand_in, monkeypatch):
    handed_in = hand_in("회원사명,구분", "나래,대학")
    with monkeypatch.context() as broken:
        broken.setattr("members.sheets.applying.register_many", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            officer_client.post(f"{BASE}{handed_in.pk}/confirm/")
    handed_in.refresh_from_db()
    assert handed_in.state == "ready"

    officer_client.post(f"{BASE}{handed_in.pk}/confirm/")

    handed_in.refresh_from_db()
    assert handed_in.state == "done"

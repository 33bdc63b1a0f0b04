from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from alliance.models import AccessRecord, Place
from alliance.spreadsheets import neutralised, restored
from tests.pages import form_values


def rows_of(response):
    sheet = load_workbook(io.BytesIO(response.content)).active
    return sheet, [[cell.value for cell in row] for row in sheet.iter_rows()]


def export(client, query=""):
    url = reverse("admin:alliance_place_export") + query
    return client.post(url, form_values(client.get(url)) | {"reason": ["검토"]})


def test_export_holds_the_filtered_list_under_korean_headers(officer_client):
    Place.objects.create(name="한빛회관", room="대회의실", area="서울 강남")
    Place.objects.create(name="누리센터", area="대전")

    response = export(officer_client, "?q=한빛")

    sheet, rows = rows_of(response)
    assert rows == [
        ["이름", "장소(실)", "지역", "주소"],
        ["한빛회관", "대회의실", "서울 강남", None],
    ]
    assert sheet.title == "장소"
    assert "filename*=utf-8''" in response["Content-Disposition"]


@pytest.mark.parametrize("text", ["=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx", "'quoted"])
def test_formulas_leave_as_text_and_come_back_unchanged(officer_client, text):
    assert restored(neutralised(text)) == text
    Place.objects.create(name=text, room="r", area="=cmd|'/C calc'!A0", address="\x0bx")

    sheet, rows = rows_of(export(officer_client))

    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert restored(rows[1][2]) == "=cmd|'/C calc'!A0"


def test_export_is_written_down(officer_client, officer):
    Place.objects.create(name="한빛회관")

    export(officer_client, "?q=한빛")

    record = AccessRecord.objects.get()
    assert (record.user, record.action, record.subject) == (officer, "export", "장소")
    assert record.subject_type == "alliance.place"
    assert (record.detail["rows"], record.detail["reason"]) == (1, "검토")


def test_opening_the_export_page_records_nothing(officer_client):
    response = officer_client.get(reverse("admin:alliance_place_export"))

    assert response.status_code == 200
    assert AccessRecord.objects.count() == 0


def test_export_of_selected_rows(officer_client):
    kept = Place.objects.create(name="한빛회관")
    Place.objects.create(name="누리센터")
    listing = reverse("admin:alliance_place_changelist")

    page = officer_client.post(
        listing, {"action": "export_admin_action", "_selected_action": [kept.pk], "index": "0"}
    )
    response = officer_client.post(reverse("admin:alliance_place_export"), form_values(page))

    assert [row[0] for row in rows_of(response)[1]] == ["이름", "한빛회관"]


def test_outsiders_get_no_export(client, outsider):
    client.force_login(outsider)

    response = client.post(reverse("admin:alliance_place_export"))

    assert response.status_code == 302
    assert AccessRecord.objects.count() == 0

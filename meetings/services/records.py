"""The records behind a figure as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from import_export.formats.base_formats import XLSX
from tablib import Dataset

from alliance.admin.export import exported

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def records_workbook(figure: Mapping[str, Any], labels: Iterable[str]) -> HttpResponse:
    data = Dataset(headers=["No.", exported(figure["label"])])
    for number, label in enumerate(labels, start=1):
        data.append([number, exported(label)])
    response = HttpResponse(XLSX().export_data(data), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{figure["key"]}.xlsx"'
    return response

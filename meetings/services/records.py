"""The records behind a figure as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from import_export.formats.base_formats import XLSX
from tablib import Dataset

from alliance.admin.export import exported

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def records_workbook(
    figure: Mapping[str, Any], records: Iterable[tuple[str, bool]]
) -> HttpResponse:
    """One row for each record: its label as counted, and a word where it is gone since."""
    data = Dataset(headers=[_("No."), exported(figure["label"]), _("remark")])
    for number, (label, is_recorded) in enumerate(records, start=1):
        data.append([number, exported(label), "" if is_recorded else _("no longer recorded")])
    response = HttpResponse(XLSX().export_data(data), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True,
        filename=f"{' '.join(figure['label'].split())} {figure['as_of']}.xlsx",
    )
    return response

"""What stands in each column, for the template and the page where sheets are handed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.sheets.columns import KIND_LABELS, SUB_KIND_LABELS, Column


@dataclass(frozen=True, slots=True)
class ColumnGuide:
    column: Column
    text: str
    example: str


def guide() -> list[ColumnGuide]:
    kinds, sub_kinds = ", ".join(KIND_LABELS.values()), ", ".join(SUB_KIND_LABELS.values())
    day = _("As an Excel date, or as 2025-11-26, 2025.11.26, '25.11.26. An empty cell leaves it.")
    several = _("Several with commas between them; one that holds a comma in quotation marks.")
    contact = _("The main contact. If all four cells are empty, the contact is removed.")
    texts = {
        Column.NUMBER: (
            _("By this the member is found. Leave it empty for new members: they get the next."),
            "",
        ),
        Column.NAME: (
            _("Needed for new members. A changed name becomes the name from the chosen day on."),
            "(주)예시소프트",
        ),
        Column.REGISTRATION: (
            _("Ten digits, with or without hyphens; the check digit is verified."),
            "000-00-00000",
        ),
        Column.KIND: (
            _("Needed for new members: %(choices)s. An empty cell leaves it.") % {"choices": kinds},
            "기업",
        ),
        Column.SUB_KIND: (
            _("%(choices)s; empty for universities. An empty cell leaves it.")
            % {"choices": sub_kinds},
            "소기업",
        ),
        Column.REPRESENTATIVE: ("", "김예시"),
        Column.REGION: (_("Province or city, short or in full."), "서울"),
        Column.ADDRESS: ("", "서울특별시 예시구 예시로 1"),
        Column.HOMEPAGE: (_("With or without https://."), "https://soft.example"),
        Column.FIELDS: (several, "XR 콘텐츠, 교육"),
        Column.TAGS: (several, "디지털 트윈, 인공지능"),
        Column.INTRODUCTION: (_("May have several lines."), "가상 훈련 서비스를 만듭니다."),
        Column.JOINED: (
            day + " " + _("New members without one join on the chosen day."),
            "2025-11-26",
        ),
        Column.LEFT: (_("The last day as a member.") + " " + day, ""),
        Column.CONTACT_NAME: (contact, "박담당"),
        Column.CONTACT_TITLE: ("", "과장"),
        Column.CONTACT_EMAIL: ("", "contact@soft.example"),
        Column.CONTACT_PHONE: ("", "02-000-0000"),
    }
    return [ColumnGuide(column, *texts[column]) for column in Column]


def rules() -> list[str]:
    """What holds for the sheet as a whole."""
    return [
        _("The headings may stand in any order; columns that are missing leave what is recorded."),
        _("An empty cell clears what is recorded, except name, dates and class."),
        _(
            "A row is found by its member number, else its registration number, else its name "
            "in any spelling."
        ),
        _("All rows are taken over or none: with a single error nothing is changed."),
        _("The sheets “%(example)s” and “%(notes)s” are not read.")
        % {"example": "예시", "notes": "안내"},
    ]

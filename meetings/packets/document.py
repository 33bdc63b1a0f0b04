"""From assembled entries to the document that the rendering engine lays out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.packets import get_section
from alliance.rendering.document import (
    ContentsEntry,
    Picture,
    PrintDocument,
    PrintPart,
    contents_part,
)
from meetings.models import Meeting, PacketEntry
from meetings.packets.assembly import (
    AssembledEntry,
    AttachedFile,
    attached_files,
    entry_key,
)
from meetings.packets.written import has_words

Part = PacketEntry.Part
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Kind(TextChoices):
    """What of the record is printed."""

    FULL = "full", _("record: material, results, annexes")
    AGENDA = "agenda", _("material before the meeting with annexes")
    RESULT = "result", _("meeting results alone")


PARTS_OF_KIND = {
    Kind.FULL: (Part.MATERIAL, Part.RESULTS, Part.ANNEX),
    Kind.AGENDA: (Part.MATERIAL, Part.ANNEX),
    Kind.RESULT: (Part.RESULTS,),
}


@dataclass(frozen=True)
class Annex:
    """What the divider page of an annex says."""

    number: int
    title: str


@dataclass(frozen=True)
class Frame:
    """What the document says around its entries; frozen with the packet like they are."""

    title: str
    issuer: str
    issued: str
    annexes: tuple[Annex, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "issuer": self.issuer,
            "issued": self.issued,
            "annexes": [[annex.number, annex.title] for annex in self.annexes],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Frame:
        return cls(
            title=value["title"],
            issuer=value["issuer"],
            issued=value["issued"],
            annexes=tuple(Annex(number, title) for number, title in value["annexes"]),
        )

    @classmethod
    def of_meeting(cls, meeting: Meeting, *, title: str, issuer: str) -> Frame:
        items = meeting.agenda_items.filter(has_annex=True).order_by("number")
        return cls(
            title=title,
            issuer=issuer,
            issued=meeting.date.isoformat(),
            annexes=tuple(Annex(item.number, item.annex_title or item.title) for item in items),
        )


# Gives the address of a figure's records, or None where figures are not linked.
FigureAddress = Callable[[AssembledEntry, str], str | None]


def no_address(entry: AssembledEntry, key: str) -> None:
    """In print nothing is linked."""


def entry_html(
    entry: AssembledEntry,
    *,
    number: int = 0,
    figure_address: FigureAddress = no_address,
    picture_address: Callable[[str, str], str] | None = None,
) -> SafeString:
    """The entry's body fragment: heading, text before, section, text after, attached pictures."""
    snapshot = entry.snapshot
    context: dict[str, Any] = {
        "entry": entry,
        "heading": _heading(entry, number),
        "text_before": entry.text_before if has_words(entry.text_before) else "",
        "text_after": entry.text_after if has_words(entry.text_after) else "",
        "images": [
            {"key": _picture_key(entry.key, index), "caption": item.title, "alt": item.title}
            for index, item in enumerate(entry.attachments)
            if item.is_picture
        ],
    }
    if picture_address is not None:
        for image, item in zip(context["images"], _images(entry), strict=True):
            image["src"] = picture_address(image["key"], item.name)
    if entry.is_unknown:
        context["unknown"] = entry.section_key
    elif snapshot is not None:
        names = dict(snapshot["pictures"])
        figures = entry.figures()
        for figure in figures:
            figure["href"] = figure_address(entry, figure["key"])
        period = snapshot["period"]
        context["section"] = render_to_string(
            get_section(entry.section_key).template_name,
            {
                "heading": context["heading"],
                "body": _with_sources(snapshot["body"], names, picture_address),
                "figures": {figure["key"]: figure for figure in figures},
                "as_of": period["as_of"],
                "period": period,
                "rule": period["rule"],
                "options": entry.options,
            },
        )
    return render_to_string("meetings/packet/entry.html", context)


def heading_mark(level: int, number: int) -> str:
    if level == 1:
        return "□"
    return CIRCLED[number - 1] if level == 2 and 0 < number <= len(CIRCLED) else ""


def _heading(entry: AssembledEntry, number: int) -> dict[str, Any]:
    return {
        "id": f"{entry.key}-heading",
        "mark": heading_mark(entry.level, number),
        "number": number,
        "title": entry.shown_title,
        "level": entry.level,
    }


def _with_sources(
    value: Any, names: Mapping[str, str], address: Callable[[str, str], str] | None
) -> Any:
    """The body with an address on every picture it names."""
    if isinstance(value, Mapping):
        walked = {key: _with_sources(item, names, address) for key, item in value.items()}
        key = walked.get("key")
        if isinstance(key, str) and key in names:
            walked["src"] = address(key, names[key]) if address else f"picture:{key}"
        return walked
    if isinstance(value, list):
        return [_with_sources(item, names, address) for item in value]
    return value


def _images(entry: AssembledEntry) -> list[AttachedFile]:
    return [item for item in entry.attachments if item.is_picture]


def _picture_key(entry_key: str, index: int) -> str:
    return f"{entry_key}-image-{index}"


def attached_pictures(row: PacketEntry) -> dict[str, str]:
    """The pictures attached to an entry: their keys in the document, their names in storage."""
    return {
        _picture_key(entry_key(row), index): item.name
        for index, item in enumerate(attached_files(row))
        if item.is_picture
    }


def _pictures(entry: AssembledEntry) -> dict[str, Picture]:
    found = {key: Picture(name) for key, name in (entry.snapshot or {}).get("pictures", [])}
    for index, item in enumerate(entry.attachments):
        if item.is_picture:
            found[_picture_key(entry.key, index)] = Picture(item.name)
    return found


def print_document(
    entries: Iterable[AssembledEntry],
    frame: Frame,
    *,
    kind: Kind = Kind.FULL,
    draft: bool = False,
    print_ready: bool = False,
) -> PrintDocument:
    chosen = [entry for entry in entries if entry.part in PARTS_OF_KIND[kind]]
    parts: list[PrintPart] = []
    if kind != Kind.RESULT:
        title_box = _title_box(frame, _("material"))
        parts.append(contents_part(str(_("Contents")), before=title_box))
        material = [entry for entry in chosen if entry.part == Part.MATERIAL]
        parts += _pages(material, running=_("Meeting material"))
    if kind != Kind.AGENDA:
        results = [entry for entry in chosen if entry.part == Part.RESULTS]
        parts += _pages(
            results,
            before=_title_box(frame, _("meeting results")),
            running=_("Meeting results"),
            in_contents=True,
        )
    if kind != Kind.RESULT:
        for annex in frame.annexes:
            own = [e for e in chosen if e.part == Part.ANNEX and e.annex == annex.number]
            parts.append(_divider(annex, own))
            parts += _pages(own, running=f"[안건{annex.number}] {annex.title}")
    title = f"{frame.title} {_('meeting results') if kind == Kind.RESULT else _('material')}"
    return PrintDocument(
        title=title,
        subject=frame.title,
        author=frame.issuer,
        running_title=frame.title,
        footer_text=frame.issuer,
        parts=tuple(parts),
        watermark=str(_("DRAFT")) if draft else None,
        draft=draft,
        print_ready=print_ready,
        created=frame.issued,
    )


def _title_box(frame: Frame, what: Any) -> str:
    return render_to_string(
        "print/_title_box.html",
        {
            "title": f"{frame.title} {what}",
            "issued": korean.packet_date(frame.issued),
            "issuer": frame.issuer,
        },
    )


def _divider(annex: Annex, entries: list[AssembledEntry]) -> PrintPart:
    lines = [entry.shown_title for entry in entries if entry.level == 1 and entry.shown_title]
    code = f"안건{annex.number}"
    html = render_to_string(
        "print/_divider.html",
        {
            "code": code,
            "title": annex.title,
            # One line alone would only say the title again.
            "lines": lines if len(lines) > 1 else [],
            "id": f"annex-{annex.number}",
        },
    )
    return PrintPart(
        key=f"annex{annex.number}",
        html=html,
        title=f"[{code}] {annex.title}",
        toc_level=1,
        starts_right=True,
    )


def _pages(
    entries: Iterable[AssembledEntry],
    *,
    running: Any,
    before: str = "",
    in_contents: bool = False,
) -> list[PrintPart]:
    """Entries that follow one another on a page make one part; attached PDFs stand alone.

    `running` stands at the head of every page, and with `in_contents` on the contents page.
    """
    parts: list[PrintPart] = []
    groups = groupby(_page_numbers(numbered(entries)), key=lambda item: item[0])
    for _page, group in groups:
        rows = [(entry, number) for _number, entry, number in group]
        html = before + "".join(entry_html(entry, number=number) for entry, number in rows)
        pictures: dict[str, Picture] = {}
        for entry, _number in rows:
            pictures.update(_pictures(entry))
        parts.append(
            PrintPart(
                key=rows[0][0].key,
                html=html,
                title=str(running),
                toc_level=1 if in_contents else None,
                entries=tuple(
                    ContentsEntry(2, entry.shown_title, f"{entry.key}-heading")
                    for entry, _number in rows
                    if entry.level == 1 and entry.shown_title
                ),
                pictures=pictures,
            )
        )
        before, in_contents = "", False
        for entry, _number in rows:
            parts += _attached_pdfs(entry)
    return parts


def numbered(entries: Iterable[AssembledEntry]) -> list[tuple[AssembledEntry, int]]:
    """Numbered headings (①②③) count anew under each □."""
    result: list[tuple[AssembledEntry, int]] = []
    number = 0
    for entry in entries:
        if entry.level == 1:
            number = 0
        elif entry.level == 2:
            number += 1
        result.append((entry, number))
    return result


def _page_numbers(
    rows: list[tuple[AssembledEntry, int]],
) -> list[tuple[int, AssembledEntry, int]]:
    page, after_pdf = 0, False
    result: list[tuple[int, AssembledEntry, int]] = []
    for entry, number in rows:
        if entry.starts_page or after_pdf or not result:
            page += 1
        after_pdf = any(not item.is_picture for item in entry.attachments)
        result.append((page, entry, number))
    return result


def _attached_pdfs(entry: AssembledEntry) -> list[PrintPart]:
    parts = []
    for index, item in enumerate(entry.attachments):
        if item.is_picture:
            continue
        with default_storage.open(item.name) as file:
            content = file.read()
        title = item.title or item.original_name
        parts.append(
            PrintPart(
                key=f"{entry.key}-file-{index}",
                title=title,
                toc_level=2,
                pdf=content,
                pdf_name=item.original_name,
            )
        )
    return parts

"""Page numbers for parts that were laid out alone, where the style would have put them itself."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from alliance.rendering.document import PrintDocument
from alliance.rendering.layout import lay_out
from alliance.rendering.style import css_string, print_style

if TYPE_CHECKING:
    import pikepdf

LETTERS = "0123456789 /"


@dataclass(frozen=True)
class NumberStamp:
    """The footer's type as a small PDF, and its letters as that PDF's font names them."""

    pdf: bytes
    font: str
    size: float
    codes: dict[str, str]
    # In thousandths of the type size.
    widths: dict[str, float]
    # Above the page's lower edge, in points; the footer lies the same on every page size.
    baseline: float

    def content(self, font: str, page: int, pages: int, page_width: float) -> bytes:
        text = f"{page} / {pages}"
        width = sum(self.widths[letter] for letter in text) * self.size / 1000
        left = (page_width - width) / 2
        codes = "".join(self.codes[letter] for letter in text)
        return (
            f"Q\n/Artifact <</Type /Pagination>> BDC\nq BT 0.0863 0.0941 0.1137 rg"
            f" {font} {self.size:.4f} Tf 1 0 0 1 {left:.4f} {self.baseline:.4f} Tm"
            f" <{codes}> Tj ET Q\nEMC\n"
        ).encode()


def number_stamp() -> NumberStamp:
    return _measure(print_style().digest)


@lru_cache(maxsize=2)
def _measure(style_digest: str) -> NumberStamp:
    """Lay out one page with every letter in its footer and read off how WeasyPrint draws them."""
    import pikepdf

    probe = PrintDocument(title="", parts=())
    content = lay_out(probe, "", {}, css_string(LETTERS)).write_pdf()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        line = _read_line(page)
        codes = [line.codes[start : start + 4] for start in range(0, len(line.codes), 4)]
        widths = _widths(page, line.font)
        return NumberStamp(
            pdf=content,
            font=line.font,
            size=line.size * abs(line.matrix.a),
            codes=dict(zip(LETTERS, codes, strict=True)),
            widths={
                letter: widths[int(code, 16)] for letter, code in zip(LETTERS, codes, strict=True)
            },
            baseline=line.matrix.f,
        )


@dataclass
class _Line:
    """The one line of text on a page, and where it stands."""

    matrix: pikepdf.Matrix
    font: str = ""
    size: float = 0.0
    # Letters as the font numbers them, two bytes each in hexadecimal.
    codes: str = ""


def _read_line(page: pikepdf.Page) -> _Line:
    import pikepdf

    line = _Line(pikepdf.Matrix())
    current = pikepdf.Matrix()
    stack: list[pikepdf.Matrix] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "q":
            stack.append(current)
        elif operator == "Q":
            current = stack.pop()
        elif operator == "cm":
            current = pikepdf.Matrix(operands) @ current
        elif operator == "Tm":
            line.matrix = pikepdf.Matrix(operands) @ current
        elif operator == "Tf":
            line.font, line.size = str(operands[0]), float(operands[1])
        elif operator in ("Tj", "TJ"):
            shown = operands[0] if operator == "TJ" else [operands[0]]
            line.codes += "".join(
                bytes(item).hex() for item in shown if isinstance(item, pikepdf.String)
            )
    return line


def _widths(page: pikepdf.Page, font: str) -> dict[int, float]:
    """The `W` array of a composite font: first letter, then the widths from there on."""
    descendant = page.resources.Font[font].DescendantFonts[0]
    found: dict[int, float] = {}
    array = list(descendant.W)
    for first, run in zip(array[::2], array[1::2], strict=True):
        for offset, width in enumerate(run):
            found[int(first) + offset] = float(width)
    return found

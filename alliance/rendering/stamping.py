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
    import pikepdf  # noqa: PLC0415

    probe = PrintDocument(title="", parts=())
    laid_out = lay_out(probe, "", {}, css_string(LETTERS))
    content = laid_out.write_pdf()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        font = size = None
        matrix = pikepdf.Matrix()
        text_matrix = pikepdf.Matrix()
        codes = ""
        stack = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "q":
                stack.append(matrix)
            elif name == "Q":
                matrix = stack.pop()
            elif name == "cm":
                matrix = pikepdf.Matrix(operands) @ matrix
            elif name == "Tm":
                text_matrix = pikepdf.Matrix(operands) @ matrix
            elif name == "Tf":
                font, size = str(operands[0]), float(operands[1])
            elif name == "TJ":
                codes += "".join(
                    bytes(item).hex() for item in operands[0] if isinstance(item, pikepdf.String)
                )
            elif name == "Tj":
                codes += bytes(operands[0]).hex()
        letters = [codes[start : start + 4] for start in range(0, len(codes), 4)]
        widths = _widths(page, font)
        return NumberStamp(
            pdf=content,
            font=font,
            size=size * abs(text_matrix.a),
            codes=dict(zip(LETTERS, letters, strict=True)),
            widths={
                letter: widths[int(code, 16)]
                for letter, code in zip(LETTERS, letters, strict=True)
            },
            baseline=text_matrix.f,
        )


def _widths(page: pikepdf.Page, font: str) -> dict[int, float]:
    """The `W` array of a composite font: first letter, then the widths from there on."""
    descendant = page.resources.Font[font].DescendantFonts[0]
    found: dict[int, float] = {}
    array = list(descendant.W)
    for first, run in zip(array[::2], array[1::2], strict=True):
        for offset, width in enumerate(run):
            found[int(first) + offset] = float(width)
    return found

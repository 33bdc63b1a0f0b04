"""Text of strangers as plain text of one line."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree, html

# More of it no title or excerpt needs.
_LONGEST = 20_000
# Controls, and what is unseen and turns the direction of writing; line ends become spaces.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SILENT = ("script", "style", "noscript", "template", "iframe", "object", "svg", "math")


def one_line(text: str, most: int) -> str:
    """Without markup, without what is not seen, not longer than asked for."""
    text = _CONTROLS.sub("", text[:_LONGEST])
    if "<" in text or "&" in text:
        text = _without_markup(text)
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", _CONTROLS.sub("", text)))
    return shortened(" ".join(text.split()), most)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _without_markup(text: str) -> str:
    try:
        tree = html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    etree.strip_elements(tree, *_SILENT, etree.Comment, with_tail=False)
    # Words of two paragraphs stay two words.
    return " ".join(tree.itertext())

"""Several names in one cell or one line, as sheets and the companies' own form write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# In quotation marks a name may hold what parts names elsewhere.
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?:[,;\n，、；]|$)|([^,;\n，、；]+)|[,;\n，、；])')
_NEEDS_QUOTES = re.compile(r'[",;\n\r，、；]|^#|^\s|\s$')


def split_items(text: str) -> tuple[str, ...]:
    """Parted by commas, semicolons or lines, with or without #, each once."""
    items = []
    for found in _ITEM.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        quoted, bare = found[1], found[2]
        item = (bare or "").strip().lstrip("#") if quoted is None else quoted.replace('""', '"')
        if name := " ".join(item.split()):
            items.append(name)
    return tuple(dict.fromkeys(items))


def written_items(names: Iterable[str]) -> str:
    """What `split_items` takes apart again."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if _NEEDS_QUOTES.search(name) else name
        for name in names
    )

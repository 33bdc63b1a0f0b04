"""Fails when a text on the screen has no Korean translation.

The texts are extracted from the sources anew, so a string that no catalogue knows yet is found as
surely as an empty or a fuzzy entry.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_SOURCES = ("var", "staticfiles", "static", "tests", "benchmarks", "docs", "bin", "node_modules")


def korean_catalogues(root: Path) -> list[Path]:
    return sorted(
        path
        for path in root.glob("*/**/locale/ko/LC_MESSAGES/django.po")
        if not path.relative_to(root).parts[0].startswith(".")
    )


def entries_to_translate(root: Path) -> str:
    """Fuzzy, empty and missing entries as gettext prints them: places first, then the text."""
    with tempfile.TemporaryDirectory(prefix="portal-catalogues-") as name:
        sources = Path(name) / "sources"
        _copy_sources(root, sources)
        for catalogue in korean_catalogues(sources):
            catalogue.unlink()
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale=ko", "--verbosity=0"],
            cwd=sources,
            check=True,
        )
        needed = korean_catalogues(sources)
        merged = Path(name) / "merged.po"
        merged.write_text(_gettext("msgcat", "--use-first", *korean_catalogues(root), *needed))
        found = [
            _gettext("msgattrib", "--no-obsolete", "--no-wrap", choice, merged)
            for choice in ("--untranslated", "--only-fuzzy")
        ]
    return "\n".join(entries for entries in map(_without_header, found) if entries)


def _copy_sources(root: Path, copy: Path) -> None:
    def leave_out(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".") or name == "__pycache__"}
        return hidden | (set(NOT_SOURCES) & set(names) if Path(folder) == root else set())

    shutil.copytree(root, copy, ignore=leave_out)


def _gettext(program: str, *arguments: str | Path) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def _without_header(entries: str) -> str:
    return entries.partition("\n\n")[2]


def main() -> int:
    entries = entries_to_translate(ROOT)
    if not entries:
        return 0
    print(f"Without a Korean translation (fuzzy, empty or missing):\n\n{entries}")
    return 1


if __name__ == "__main__":
    sys.exit(main())

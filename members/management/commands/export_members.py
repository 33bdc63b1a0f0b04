import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.management.arguments import iso_date
from members.sheets.writing import ENCODINGS, member_texts, write_csv, write_workbook


class Command(BaseCommand):
    help = "Write every member, with latest membership and main contact, into a spreadsheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx|csv", type=Path)
        parser.add_argument("--as-of", type=iso_date, metavar="DATE", help="default: today")
        parser.add_argument(
            "--encoding", choices=ENCODINGS, default=ENCODINGS[0], help="of a .csv file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        on: date = options["as_of"] or today()
        if path.suffix.lower() not in (".xlsx", ".csv"):
            raise CommandError(_("The file's name must end in .xlsx or .csv."), returncode=2)
        try:
            count = _write(path, on, options["encoding"])
        except OSError as error:
            message = f"{error.filename or path}: {error.strerror or error}"
            raise CommandError(message, returncode=2) from error
        except RuleViolation as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(
            _("%(count)s members written to %(file)s")
            % {"count": f"{count:,}", "file": options["file"]}
        )


def _write(path: Path, on: date, encoding: str) -> int:
    """Whole or not at all: a file of that name is replaced once the new one is complete."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-", suffix=path.suffix)
    new = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            if path.suffix.lower() == ".xlsx":
                count = write_workbook(file, member_texts(on))
            else:
                count = write_csv(file, member_texts(on), encoding=encoding)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return count

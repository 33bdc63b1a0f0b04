import json
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.management.arguments import recording_day
from members.sheets.applying import RegisterMoved, carry_out
from members.sheets.checking import Checked, Effect, Fault, check_file


class Command(BaseCommand):
    help = "Take members from a spreadsheet into the register: all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx|csv", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change, and change nothing"
        )
        parser.add_argument(
            "--effective",
            type=recording_day,
            metavar="DATE",
            help="new names and classes hold from this day on; default: today",
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="counts and all errors, as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        on: date = options["effective"] or today()
        path: Path = options["file"]
        report: Path | None = options["report"]
        if report is not None and not report.parent.is_dir():
            raise CommandError(_no_folder(report), returncode=2)
        with closing(self._checked(path, on)) as checked:
            if not checked.errors and not options["dry_run"]:
                _carry_out(checked, path.name, on)
            self._tell(checked, report, dry_run=options["dry_run"])

    def _checked(self, path: Path, on: date) -> Checked:
        try:
            with path.open("rb") as file:
                return check_file(file, path.name, on=on)
        except OSError as error:
            message = f"{error.filename or path}: {error.strerror or error}"
            raise CommandError(message, returncode=2) from error
        except RuleViolation as refusal:
            checked = Checked()
            checked.errors.add(Fault("", None, "", path.name, str(refusal)).as_json())
            return checked

    def _tell(self, checked: Checked, report: Path | None, *, dry_run: bool) -> None:
        failed = bool(checked.errors)
        if failed:
            # All or none.
            checked.counts[Effect.CREATED] = checked.counts[Effect.UPDATED] = 0
        if report is not None:
            _write_report(checked, report)
        for error in checked.errors:
            self.stderr.write(_line(error))
        for heading in dict.fromkeys(checked.unused):
            self.stderr.write(_("This column is not used: %(column)s") % {"column": heading})
        self.stdout.write(_summary(checked, failed=failed, dry_run=dry_run))
        if failed:
            sys.exit(1)


def _carry_out(checked: Checked, name: str, on: date) -> None:
    try:
        carry_out(lambda: checked.plans, total=checked.rows, on=on, by=None, file_name=name)
    except RegisterMoved as refusal:
        checked.errors.close()
        checked.errors = refusal.errors
    except RuleViolation as refusal:
        checked.errors.add(Fault("", None, "", name, str(refusal)).as_json())


def _no_folder(path: Path) -> str:
    return _("There is no folder %(folder)s.") % {"folder": path.parent}


def _line(error: dict[str, Any]) -> str:
    if error["row"] is None:
        return str(error["message"])
    place = _("%(sheet)s, row %(row)s, %(column)s") % error
    return f"{place} [{error['value']}]: {error['message']}"


def _summary(checked: Checked, *, failed: bool, dry_run: bool) -> str:
    values = {
        "rows": f"{checked.rows:,}",
        "errors": f"{len(checked.errors):,}",
        **{str(effect): f"{count:,}" for effect, count in checked.counts.items()},
    }
    if failed:
        return _("%(rows)s rows, %(errors)s errors. Nothing was changed.") % values
    if dry_run:
        return (
            _(
                "%(rows)s rows: %(created)s would be created, %(updated)s changed, "
                "%(unchanged)s left as they are."
            )
            % values
        )
    return (
        _(
            "%(rows)s rows: %(created)s created, %(updated)s changed, "
            "%(unchanged)s left as they are."
        )
        % values
    )


def _write_report(checked: Checked, path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            _dump(checked, checked.errors, file)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CommandError(message, returncode=2) from error


def _dump(checked: Checked, errors: Iterable[Any], file: IO[str]) -> None:
    """Error by error: there may be more of them than memory."""
    head = {"rows": checked.rows, **{str(key): count for key, count in checked.counts.items()}}
    file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "errors": [')
    for number, error in enumerate(errors):
        file.write(("," if number else "") + "\n" + json.dumps(error, ensure_ascii=False))
    file.write("]}\n")

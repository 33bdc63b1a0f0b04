import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.subscriptions import imports
from newsletter.subscriptions.sheets import MOST_BYTES, Fault


class Command(BaseCommand):
    help = "Take readers and their consents in from a CSV file: all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE.csv",
            type=Path,
            help="columns: email,name,organisation,consented_at,consent_source",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change, and change nothing"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="counts and all errors, as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report: Path | None = options["report"]
        if report is not None and not report.parent.is_dir():
            message = _("There is no folder %(folder)s.") % {"folder": report.parent}
            raise CommandError(message, returncode=2)
        made = _planned(options["file"])
        if not made.faults and not options["dry_run"]:
            try:
                imports.carry_out(made, by=None)
            except RuleViolation as refusal:
                made.faults.append(Fault(None, "", options["file"].name, str(refusal)))
        if report is not None:
            _write(made, report)
        self._tell(made, dry_run=options["dry_run"])
        if made.faults:
            sys.exit(1)

    def _tell(self, made: imports.Plan, *, dry_run: bool) -> None:
        for fault in made.faults:
            place = _("row %(row)s, %(column)s") % {"row": fault.row, "column": fault.column}
            line = f"{place} [{fault.value}]: {fault.message}" if fault.row else fault.message
            self.stderr.write(line)
        for each in made.left_out():
            self.stderr.write(_("row %(row)s is left out: %(email)s (%(reason)s)") % each)
        for remark in made.remarks:
            self.stderr.write(remark)
        values = {"rows": made.count, "errors": len(made.faults), **made.counts}
        if made.faults:
            words = _("%(rows)s rows, %(errors)s errors. Nothing was changed.")
        elif dry_run:
            words = _(
                "%(rows)s rows: %(created)s would be created, %(updated)s changed, "
                "%(unchanged)s left as they are, %(left_out)s left out."
            )
        else:
            words = _(
                "%(rows)s rows: %(created)s created, %(updated)s changed, "
                "%(unchanged)s left as they are, %(left_out)s left out."
            )
        self.stdout.write(words % values)


def _planned(path: Path) -> imports.Plan:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise CommandError(message, returncode=2) from error
    try:
        return imports.plan(content, at=timezone.now())
    except RuleViolation as refusal:
        return imports.Plan(faults=[Fault(None, "", path.name, str(refusal))])


def _write(made: imports.Plan, path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            json.dump(made.as_json(), file, ensure_ascii=False, indent=1)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CommandError(message, returncode=2) from error

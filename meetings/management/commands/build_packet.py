from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from alliance.rendering import MissingLibraries, RenderingError
from meetings.packets.document import Kind
from meetings.services import building

EARLIEST, LATEST = 2000, 2100


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    _require_sensible(day.year)
    return day


def _quarter(text: str) -> Quarter:
    quarter = Quarter.parse(text)
    _require_sensible(quarter.year)
    return quarter


def _require_sensible(year: int) -> None:
    """Beyond these, days before or after cannot be counted; the workbench has the same bounds."""
    if not EARLIEST <= year <= LATEST:
        message = f"the year {year} is not between {EARLIEST} and {LATEST}"
        raise ArgumentTypeError(message)


class Command(BaseCommand):
    help = "Assemble a meeting's packet anew and render it without a worker; nothing is stored."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django's own --version (of Django) gives way to the packet's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", help="2025-4 is the fourth meeting of 2025")
        parser.add_argument("--as-of", type=_day, metavar="DATE")
        parser.add_argument("--period", type=_quarter, metavar="2025Q4")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.FULL.value)
        parser.add_argument("--format", choices=["pdf"], default="pdf")
        parser.add_argument(
            "--version",
            type=int,
            dest="number",
            metavar="N",
            help="a published version, byte for byte",
        )
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        if output.is_dir():
            message = f"{output} is a folder, not a file."
            raise CommandError(message, returncode=2)
        try:
            if options["number"] is not None:
                content = building.published_file(options["meeting"], options["number"])
                pages = None
            else:
                rendered = building.build_packet(
                    options["meeting"],
                    as_of=options["as_of"],
                    quarter=options["period"],
                    kind=Kind(options["kind"]),
                )
                content, pages = rendered.pdf, rendered.pages
        except MissingLibraries as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except (RuleViolation, RenderingError) as problem:
            raise CommandError(str(problem)) from problem
        try:
            _write(output, content)
        except OSError as problem:
            message = f"{output}: {problem.strerror}"
            raise CommandError(message) from problem
        told = f"{pages} pages, " if pages else ""
        self.stderr.write(self.style.SUCCESS(f"{output}: {told}{len(content):,} bytes"))


def _write(output: Path, content: bytes) -> None:
    """The whole file or none."""
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(output.name + ".part")
    try:
        partial.write_bytes(content)
        partial.replace(output)
    except OSError:
        partial.unlink(missing_ok=True)
        raise

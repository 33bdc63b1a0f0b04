from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from alliance.rendering import MissingLibraries, RenderingError
from meetings.packets.document import Kind
from meetings.services import building


class Command(BaseCommand):
    help = "Assemble a meeting's packet anew and render it without a worker; nothing is stored."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Django's own --version (of Django) gives way to the packet's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", help="2025-4 is the fourth meeting of 2025")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--period", type=Quarter.parse, metavar="2025Q4")
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
        output: Path = options["output"]
        output.parent.mkdir(parents=True, exist_ok=True)
        partial = output.with_name(output.name + ".part")
        partial.write_bytes(content)
        partial.replace(output)
        told = f"{pages} pages, " if pages else ""
        self.stderr.write(self.style.SUCCESS(f"{output}: {told}{len(content):,} bytes"))

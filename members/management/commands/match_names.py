import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.services.matching import MatchStatus, NameMatch, match_names


class Command(BaseCommand):
    help = "Tell which organisation each line of a file names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.txt", help="one name a line; - reads stdin")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        matches = match_names(_lines(options["file"]))
        if options["format"] == "json":
            rows = [match.to_json() for match in matches]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for match in matches:
            self.stdout.write(f"{match.name}\t{match.status.value}\t{_found(match)}")


def _found(match: NameMatch) -> str:
    if match.status == MatchStatus.MATCHED and match.organisation is not None:
        return match.organisation.name
    return " / ".join(each.name for each in match.candidates)


def _lines(file: str) -> list[str]:
    """Names in order; empty lines are passed over."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        message = f"{file}: {error.strerror}"
        raise CommandError(message, returncode=2) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp949")
        except UnicodeDecodeError as error:
            message = f"{file}: neither UTF-8 nor CP949 text"
            raise CommandError(message, returncode=1) from error
    return [line.strip() for line in text.splitlines() if line.strip()]

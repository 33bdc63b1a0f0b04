import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from alliance.periods import today
from members.counting import MemberStatistics, member_statistics
from members.management.arguments import iso_date


class Command(BaseCommand):
    help = "Members as of a day, by kind and sub-kind, and who joined and left in its quarter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=iso_date, metavar="DATE", help="default: today")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of: date = options["as_of"] or today()
        statistics = member_statistics(as_of)
        if options["format"] == "json":
            self.stdout.write(json.dumps(statistics.to_json(), ensure_ascii=False, indent=2))
        else:
            self._print(statistics)

    def _print(self, statistics: MemberStatistics) -> None:
        self.stdout.write(
            _("Members as of %(day)s: %(total)s")
            % {"day": statistics.as_of.isoformat(), "total": f"{statistics.total:,}"}
        )
        for kind in statistics.kinds:
            self.stdout.write(f"  {kind.label} {kind.count:,}")
            for sub_kind in kind.sub_kinds:
                self.stdout.write(f"    {sub_kind.label} {sub_kind.count:,}")
        self.stdout.write(
            _("From %(start)s to %(end)s: %(joined)s joined, %(left)s left")
            % {
                "start": statistics.period.start.isoformat(),
                "end": statistics.period.end.isoformat(),
                "joined": statistics.joined,
                "left": statistics.left,
            }
        )

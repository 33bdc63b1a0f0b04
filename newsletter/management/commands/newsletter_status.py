import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from alliance.periods import today
from members.management.arguments import iso_date
from newsletter.models import Delivery, NewsletterIssue


class Command(BaseCommand):
    help = "How far the newsletter of a day is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=iso_date, metavar="DATE", help="default: today")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["date"] or today()
        issue = NewsletterIssue.objects.filter(date=day).first()
        if issue is None:
            raise CommandError(_("There is no newsletter of %(day)s.") % {"day": day.isoformat()})
        mailing = issue.mailings.filter(correction=0).first()
        # While it is under way the mailing's state says more than the issue's.
        state = mailing.state if mailing and mailing.state != "done" else issue.state
        counts = asdict(Delivery.objects.filter(mailing=mailing).counts())
        if options["format"] == "json":
            found = {"date": day.isoformat(), "state": state, "counts": counts}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        shown = mailing if mailing and mailing.state != "done" else issue
        self.stdout.write(f"{day.isoformat()} {shown.get_state_display()}")
        for name, count in counts.items():
            self.stdout.write(f"  {name:<12}{count:>8,}")

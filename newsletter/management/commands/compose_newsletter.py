from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.management.arguments import iso_date
from newsletter.composing import compose_issue


class Command(BaseCommand):
    help = "Draft a day's newsletter; one that is drafted or begun already is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=iso_date, metavar="DATE", help="default: today")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            draft = compose_issue(on=options["date"] or today(), at=timezone.now())
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        issue = draft.issue
        state = _("drafted") if draft.is_new else _("was there already")
        contents = _("%(articles)s articles, %(banners)s banners") % {
            "articles": issue.articles.count(),
            "banners": issue.placements.count(),
        }
        self.stdout.write(f"{issue.date.isoformat()} {state}: {contents}")

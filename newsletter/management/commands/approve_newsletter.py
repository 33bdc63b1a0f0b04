from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.management.arguments import iso_date
from members.models import User
from newsletter.approving import approve_issue
from newsletter.models import NewsletterIssue

Advertising = NewsletterIssue.Advertising


class Command(BaseCommand):
    help = "Approve a day's newsletter in an officer's name, as on its page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=iso_date, metavar="DATE", help="default: today")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the officer; not who edited it last"
        )
        parser.add_argument(
            "--advertising",
            choices=["yes", "no"],
            help="yes puts (광고) before the subject; needed where nobody decided on its page",
        )
        parser.add_argument(
            "--stand-in",
            default="",
            metavar="REASON",
            help="why the last editor approves, where there is no second officer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["date"] or today()
        by = User.objects.filter(
            email__iexact=options["by"], is_active=True, is_officer=True
        ).first()
        if by is None:
            raise CommandError(_("No officer signs in as %(email)s.") % {"email": options["by"]})
        issue = NewsletterIssue.objects.filter(date=day).first()
        if issue is None:
            raise CommandError(_("There is no newsletter of %(day)s.") % {"day": day.isoformat()})
        if not options["advertising"] and issue.advertising == Advertising.UNDECIDED:
            raise CommandError(
                _("Nobody has said yet whether it is advertising: --advertising yes or no.")
            )
        try:
            approve_issue(
                issue=issue,
                by=by,
                at=timezone.now(),
                advertising=options["advertising"] or "",
                stand_in_reason=options["stand_in"],
            )
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(day)s approved by %(officer)s: %(choice)s")
            % {
                "day": day.isoformat(),
                "officer": by,
                "choice": issue.get_advertising_display(),
            }
        )

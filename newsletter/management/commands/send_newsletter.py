import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.management.arguments import iso_date
from newsletter import dispatch
from newsletter.models import Mailing, NewsletterIssue
from newsletter.sending import engine, mailings

PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    help = "Queue the day's approved newsletter and send until nothing of it waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=iso_date, metavar="DATE", help="default: today")
        parser.add_argument(
            "--queue-only", action="store_true", help="leave the sending to the workers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["date"] or today()
        try:
            mailing = self._mailing(day)
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["queue_only"]:
            return
        self._send(mailing)
        counts = mailing.deliveries.counts()
        self.stdout.write(
            _("Sent %(sent)s, failed %(failed)s, in doubt %(in_doubt)s, left out %(left_out)s")
            % {
                "sent": f"{counts.sent:,}",
                "failed": f"{counts.failed:,}",
                "in_doubt": f"{counts.in_doubt:,}",
                "left_out": f"{counts.suppressed:,}",
            }
        )
        if counts.failed or counts.in_doubt or counts.open:
            raise CommandError(_("Not everybody was reached."))

    def _mailing(self, day: date) -> Mailing:
        """The one that is under way, else a new one."""
        issue = NewsletterIssue.objects.filter(date=day).first()
        if issue is None:
            raise RuleViolation(_("There is no newsletter of %(day)s.") % {"day": day.isoformat()})
        found: Mailing | None = issue.mailings.filter(correction=0).first()
        if found is None:
            return dispatch.send_issue(issue=issue, at=timezone.now())
        if found.is_over:
            raise RuleViolation(
                _("The newsletter of %(day)s was sent already.") % {"day": day.isoformat()}
            )
        mailings.hold_what_may_be_old(at=timezone.now())
        found.refresh_from_db()
        if found.may_be_resumed:
            raise RuleViolation(
                _("The mailing is %(state)s; resume it in the admin.")
                % {"state": found.get_state_display()}
            )
        return found

    def _send(self, mailing: Mailing) -> None:
        while True:
            # Where enough workers send already, it waits for them.
            trouble = engine.take_part()
            if trouble:
                self.stderr.write(trouble)
            mailings.settle()
            mailing.refresh_from_db()
            if mailing.state != Mailing.State.SENDING:
                return
            if not mailing.deliveries.open().exists():
                return
            time.sleep(PAUSE_SECONDS)

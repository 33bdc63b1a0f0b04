import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter.sending import bounces, mailbox
from newsletter.sending.verp import ForgedReturnPath


class Command(BaseCommand):
    help = (
        "Read returned mail from BOUNCE_MAILBOX, or one from standard input, as a mail server "
        "pipes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stdin", action="store_true", help="one mail from standard input")
        parser.add_argument(
            "--recipient", default="", help="the address that it was delivered to (with --stdin)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["stdin"]:
            self._one(sys.stdin.buffer.read(mailbox.LONGEST), options["recipient"])
            return
        if not settings.BOUNCE_MAILBOX:
            raise CommandError(_("BOUNCE_MAILBOX is not set."))
        try:
            number = mailbox.read(settings.BOUNCE_MAILBOX, bounces.take)
        except mailbox.UnreachableError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_("%(count)s returned mails read") % {"count": number})

    def _one(self, raw: bytes, recipient: str) -> None:
        try:
            bounce = bounces.receive(raw=raw, at=timezone.now(), recipient=recipient)
        except ForgedReturnPath:
            # Exit 0 all the same: refused by us, a mail server would return the return.
            self.stderr.write(_("Not about a mail of ours; ignored."))
            return
        if bounce is not None:
            self.stdout.write(str(bounce.get_kind_display()))

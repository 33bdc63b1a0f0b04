from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter.intake.taking import read_feeds
from newsletter.models import Feed


class Command(BaseCommand):
    help = "Read the news feeds now; exit 1 where one could not be read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feed", metavar="URL", help="this feed alone, also one at rest")

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = Feed.objects.active()
        if options["feed"] is not None:
            feeds = Feed.objects.filter(url=options["feed"])
            if not feeds:
                raise CommandError(_("There is no feed with this address."), returncode=2)
        readings = read_feeds(feeds, at=timezone.now())
        for reading in readings:
            told = reading.error or _("%(count)s new") % {"count": reading.new}
            self.stdout.write(f"{reading.feed.name}: {told}")
        troubled = sum(bool(reading.error) for reading in readings)
        if troubled:
            raise CommandError(
                _("%(count)s of %(all)s feeds could not be read.")
                % {"count": troubled, "all": len(readings)}
            )

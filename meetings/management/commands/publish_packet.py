import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alliance.errors import RuleViolation
from alliance.rendering import MissingLibraries
from meetings.notices import have_committee_told
from meetings.services.packets import meeting_called, open_packet, start_new_version
from meetings.services.publication import publish_packet
from members.models import User


class Command(BaseCommand):
    help = "Freeze the meeting's draft as a version; prints its number and SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", help="2025-4 is the fourth meeting of 2025")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the officer who publishes"
        )
        parser.add_argument("--reason", default="", metavar="TEXT", help="needed from version 2 on")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(
            email__iexact=options["by"], is_active=True, is_officer=True
        ).first()
        if by is None:
            message = f"No officer signs in as {options['by']}."
            raise CommandError(message)
        try:
            packet = open_packet(meeting=meeting_called(options["meeting"]))
            draft = packet.draft or start_new_version(packet=packet, reason=options["reason"])
            version = publish_packet(
                version=draft,
                by=by,
                reason=options["reason"],
                then=lambda published: have_committee_told(published, by=by),
            )
        except RuleViolation as violation:
            lacks_system_part = isinstance(violation.__cause__, MissingLibraries)
            raise CommandError(
                str(violation), returncode=2 if lacks_system_part else 1
            ) from violation
        result = {"number": version.number, "sha256": version.sha256, "pages": version.pages}
        if options["format"] == "json":
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(f"{version.number} {version.sha256}")

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.demo.accounts import DEMO_ACCOUNTS
from members.models import User


class Command(BaseCommand):
    help = "Print the demo's accounts that exist in this database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        there = set(User.objects.values_list("email", flat=True))
        accounts = [account for account in DEMO_ACCOUNTS if account.email in there]
        if options["format"] == "json":
            rows = [
                {
                    "role": str(account.role),
                    "email": account.email,
                    "password": account.password,
                    "start": account.start,
                }
                for account in accounts
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        width = max((len(account.email) for account in accounts), default=0)
        for account in accounts:
            self.stdout.write(
                f"    {account.email:<{width}}  {account.password}  {account.start:<12}"
                f"  {account.role}"
            )

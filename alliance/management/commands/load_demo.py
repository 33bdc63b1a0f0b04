from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from alliance.demo import loaders_in_order


class Command(BaseCommand):
    help = "Load the demo alliance. Safe to repeat; sends no mail."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            message = "The demo's accounts have known passwords; production does not load it."
            raise CommandError(message)
        for loader in loaders_in_order():
            self.stderr.write(f"  {loader.key} …")
            with transaction.atomic():
                loader.load()
        self.stderr.write(self.style.SUCCESS("The demo alliance is loaded."))

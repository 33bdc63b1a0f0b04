from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from alliance.demo import loaders_in_order


class Command(BaseCommand):
    help = "Load the demo alliance. Safe to repeat; sends no mail."

    def handle(self, *args: Any, **options: Any) -> None:
        for loader in loaders_in_order():
            self.stderr.write(f"  {loader.key} …")
            with transaction.atomic():
                loader.load()
        self.stderr.write(self.style.SUCCESS("The demo alliance is loaded."))

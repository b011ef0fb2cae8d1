from typing import Any

from django.core.management.base import BaseCommand

from cases.organisations.reference_data import load_all


class Command(BaseCommand):
    help = "Load or complete the reference data (fixtures/README.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_all()
        counts = ", ".join(f"{count} {kind}" for kind, count in added.items())
        self.stdout.write(f"Data rujukan baru: {counts}.")

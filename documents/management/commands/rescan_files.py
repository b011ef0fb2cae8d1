"""Scan the files that wait for the virus scanner; `run_timers` does the same all the time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.models import ScanState
from documents.scanning import configured, ping, rescan_pending


class Command(BaseCommand):
    help = "Scan files that are pending because the virus scanner did not answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=1000, help="at most so many files")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        if not configured():
            raise CommandError("ALUR_CLAMD is not set: there is no virus scanner")
        if not ping():
            raise CommandError("the virus scanner does not answer")
        counted = rescan_pending(limit)
        words = [f"{ScanState(state).label.lower()}: {count}" for state, count in counted.items()]
        self.stdout.write(", ".join(words) or "tidak ada berkas yang menunggu pemindaian")

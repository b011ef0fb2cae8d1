"""Examine and scan the files that wait; `run_timers` does the same all the time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.core.doing.notices import tell_outcome
from documents.examining import examine_waiting
from documents.models import ScanState
from documents.scanning import configured, ping, rescan_pending


class Command(BaseCommand):
    help = "Look again at files that could not be examined or scanned when they came; their senders are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=1000, help="at most so many files")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        counted = Counter(examine_waiting(limit, tell_outcome))
        if configured() and not ping():
            raise CommandError("the virus scanner does not answer")
        if not configured() and not counted:
            raise CommandError("ALUR_CLAMD is not set: there is no virus scanner")
        counted.update(rescan_pending(limit, tell_outcome))
        words = [f"{ScanState(state).label.lower()}: {count}" for state, count in counted.items()]
        self.stdout.write(", ".join(words) or "tidak ada berkas yang menunggu pemindaian")

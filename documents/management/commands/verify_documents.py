"""Exit code 0: everything is as received; 1: something was found (and not repaired); 2: it could not be told."""

import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.errors import StorageUnavailable
from documents.kinds import readable_size
from documents.verifying import Fault, Verification


class Command(BaseCommand):
    help = (
        "Compare rows and stored objects: print what is missing, altered, orphaned, written twice, not "
        "locked, or was never finished."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hashes", action="store_true", help="read every object and compare its SHA-256")
        parser.add_argument("--since", help="only rows and objects from this day on (2026-01-31, UTC)")
        parser.add_argument(
            "--relock", action="store_true", help="lock what should be locked and is not, and prolong locks"
        )

    def handle(self, *args: Any, hashes: bool, since: str | None, relock: bool, **options: Any) -> None:
        verification = Verification(hashes=hashes, since=_day(since), relock=relock)
        counts: Counter[Fault] = Counter()
        try:
            for finding in verification.findings():
                self.stdout.write(str(finding))
                counts[finding.fault] += not finding.repaired
        except StorageUnavailable as error:
            raise CommandError(f"Pemeriksaan terhenti. {error.message}", returncode=2) from error
        self.stdout.write(_summary(verification, counts))
        if counts.total():
            sys.exit(1)


def _summary(verification: Verification, counts: Counter[Fault]) -> str:
    seen = verification.compared
    hashed = f", {readable_size(seen.hashed)} dihitung ulang" if verification.hashes else ""
    faults = ", ".join(f"{fault.value}: {counts[fault]}" for fault in Fault)
    return f"{seen.rows} catatan dan {seen.objects} objek dibandingkan{hashed}. {faults}"


def _day(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise CommandError("--since expects a day such as 2026-01-31.", returncode=2) from error

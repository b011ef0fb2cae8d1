"""Verify every chain from its first entry, and name what does not hold."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.core.models import Case
from cases.organisations.models import Buku
from workflows.chains import Round
from workflows.ledger import Broken
from workflows.models import LedgerCheck

#: Broken chains that are named.
MOST_NAMED = 20


class Command(BaseCommand):
    help = "Verify the ledger: all chains, or those of the given case numbers. What it finds stands on the pages, too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", help="Case numbers; without any, every chain is verified.")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        only = None
        if numbers:
            only = list(Case.objects.filter(number__in=numbers).values_list("pk", flat=True))
            if len(only) < len(set(numbers)):
                raise CommandError("Nomor kasus tidak dikenal.")
        began = time.monotonic()
        done = Round((Case, Buku), LedgerCheck.By.COMMAND, only).run()
        seconds = time.monotonic() - began
        if done.broken:
            told = [_sentence(broken) for broken in done.broken[:MOST_NAMED]]
            if len(done.broken) > MOST_NAMED:
                told.append(f"… dan {len(done.broken) - MOST_NAMED} rantai lain.")
            raise CommandError("\n".join(told))
        rate = int(done.entries / seconds) if seconds else 0
        self.stdout.write(
            f"{done.chains} rantai utuh: {done.entries} catatan, {seconds:.1f} s, {rate} catatan/s."
        )


def _sentence(broken: Broken) -> str:
    case = Case.objects.filter(pk=broken.stream).values_list("number", flat=True).first()
    book = Buku.objects.filter(pk=broken.stream).values_list("kode", flat=True).first()
    named = case or (f"buku {book}" if book else broken.stream)
    return f"Rantai {named} rusak pada entri {broken.seq}: {broken.why}."

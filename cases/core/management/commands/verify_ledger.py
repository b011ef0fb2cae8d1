"""Recompute every chain and name the first entry that does not hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.core.models import Case
from cases.organisations.models import Buku
from workflows.ledger import Broken, streams, verify_stream


class Command(BaseCommand):
    help = "Verify the ledger: all streams, or those of the given case numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", help="Case numbers; without any, every stream is verified.")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        cases = Case.objects.filter(number__in=numbers) if numbers else Case.objects.all()
        known = 0
        for case in cases.only("pk", "number", "head", "seq").iterator():
            known += 1
            if broken := verify_stream(case.pk, head=bytes(case.head), length=case.seq):
                raise CommandError(self._sentence(case.number, broken))
        if numbers and known < len(set(numbers)):
            raise CommandError("Nomor kasus tidak dikenal.")
        if not numbers:
            self._registers()
            self._without_boundary()
        self.stdout.write(f"{known} rantai utuh.")

    def _registers(self) -> None:
        """Books that belong to no case: lists, parameters, supervision."""
        for book in Buku.objects.all():
            if broken := verify_stream(book.pk, head=bytes(book.head), length=book.seq):
                raise CommandError(self._sentence(f"buku {book.kode}", broken))

    def _without_boundary(self) -> None:
        """A stream whose case or book is gone cannot happen through the application."""
        kept = set(Case.objects.values_list("pk", flat=True)) | set(Buku.objects.values_list("pk", flat=True))
        for stream in streams():
            if stream not in kept:
                raise CommandError(f"Rantai {stream}: kasus atau bukunya tidak ada.")

    @staticmethod
    def _sentence(number: str, broken: Broken) -> str:
        return f"Rantai {number} rusak pada entri {broken.seq}: {broken.why}."

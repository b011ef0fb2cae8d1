from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.errors import StorageUnavailable
from documents.sweeping import sweep


class Command(BaseCommand):
    help = (
        "Remove uploads that no act has used, and stored objects without any row. After restoring an "
        "older database run it with --dry-run first: files received since then have no row there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--hours", type=int, default=24, help="age from which on they go (default 24)")
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, hours: int, dry_run: bool, **options: Any) -> None:
        if hours < 1:
            raise CommandError("--hours must be at least 1: a file may be on its way to its row.")
        try:
            swept = sweep(timedelta(hours=hours), dry_run=dry_run)
        except StorageUnavailable as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"unggahan tak terpakai: {swept.uploads}, objek tanpa catatan: {swept.objects}, "
            f"unggahan terputus: {swept.parts}, unggahan besar kedaluwarsa: {swept.large}"
            + (f", objek terkunci tanpa catatan: {swept.held}" if swept.held else "")
            + (" (tidak ada yang dihapus)" if dry_run else "")
        )

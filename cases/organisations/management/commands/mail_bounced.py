"""A bounce that came by e-mail, told by whoever reads that mailbox (a person, or a filter of the mail server)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.organisations.mailing import died


class Command(BaseCommand):
    help = "Send nothing more to these addresses, until an administrator gives them another try."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="+")
        parser.add_argument("--said", default="Surat kembali.", help="What the bounce said.")

    def handle(self, *args: Any, address: list[str], said: str, **options: Any) -> None:
        for one in address:
            died(one, said)

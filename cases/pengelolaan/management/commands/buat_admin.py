"""The first administrator of an empty production system: everybody else is added on the pages."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.organisations.holding import holders
from cases.organisations.models import Choice, SupervisingBody
from cases.organisations.roles import Power, Role
from cases.organisations.selectors import choices_of
from cases.pengelolaan.akun.models import Akun
from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import perform

from .akun import generated, told

JABATAN = "Komisioner Admin"


class Command(BaseCommand):
    help = (
        "Create the first administrator. Asks for the password, or prints a generated one where nobody can be asked "
        "(--buat-password); it has to be changed at the first login."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--nama", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--jabatan", default=JABATAN)
        parser.add_argument("--nip", default="")
        parser.add_argument(
            "--buat-password", action="store_true", help="Generate the password and print it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not SupervisingBody.objects.exists():
            raise CommandError("Load the reference data first: manage.py load_reference")
        if holders(Power.ADMINISTER).exists():
            raise CommandError(
                "There is an active Admin already, who adds others on the page Petugas. Locked out? "
                "manage.py akun atur-ulang-password, buka-kunci, lepas-dua-langkah, aktifkan."
            )
        generate = options["buat_password"] or not sys.stdin.isatty()
        password = generated() if generate else getpass.getpass("Password: ")
        again = password if generate else getpass.getpass("Konfirmasi: ")
        data = {
            "nama": options["nama"],
            "role": Role.KASN_ADMIN.value,
            "jabatan": "",
            "jabatan_baru": options["jabatan"],
            "nip": options["nip"],
            "username": options["username"],
            "password": password,
            "konfirmasi": again,
            "email": options["email"],
        }
        try:
            done: Any = perform(Akun.new(), "tambah_petugas", actor=SYSTEM, data=_listed(data))
        except Refused as refused:
            raise told(refused) from refused
        self.stdout.write(f"Admin {done.obj.user.username} dibuat.")
        if generate:
            self.stdout.write(f"Password (wajib diganti saat masuk): {password}")


def _listed(data: dict[str, Any]) -> dict[str, Any]:
    """A jabatan that stands in the list is chosen there."""
    known = choices_of(Choice.Daftar.JABATAN_PETUGAS).filter(nama__iexact=data["jabatan_baru"]).first()
    return data if known is None else {**data, "jabatan": str(known.pk), "jabatan_baru": ""}

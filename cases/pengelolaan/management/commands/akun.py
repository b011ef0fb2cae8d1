"""What Admin does with an account, from the machine: for who has locked himself out, and for scripts.

The same acts, guards, ledger and e-mails as on the pages. Done by SYSTEM unless `--oleh` names an Admin; the reason
keeps who was logged in on the machine.
"""

from __future__ import annotations

import getpass
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.organisations.badan import role_label
from cases.organisations.models import User
from cases.organisations.permissions import administers
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.akun.reading import people
from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import perform

#: Word of the command -> act.
ACTS = {
    "nonaktifkan": "nonaktifkan",
    "aktifkan": "aktifkan",
    "buka-kunci": "buka_kunci",
    "lepas-dua-langkah": "lepas_dua_langkah",
    "akhiri-sesi": "akhiri_sesi",
    "atur-ulang-password": "atur_ulang_password",
}
#: Without the letters and digits that are taken for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def generated() -> str:
    """A password to be handed over: four groups of five, 98 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


def told(refused: Refused) -> CommandError:
    """A refusal as the operator reads it: every sentence, with the field or guard it is about."""
    lines = [f"{reason.guard}: {reason.message}" for reason in refused.reasons]
    lines += [f"{name}: {error.message}" for name, errors in refused.errors.items() for error in errors]
    return CommandError("\n".join([f"{refused.code} {refused.message}", *lines]))


def operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "tidak dikenal"


class Command(BaseCommand):
    help = "List accounts, or do with one of them what Admin does on its page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="tindakan", required=True)
        listing = actions.add_parser("daftar", help="Petugas, auditors and their state.")
        listing.add_argument("--semua", action="store_true", help="People of institutions too.")
        for word in ACTS:
            one = actions.add_parser(word)
            one.add_argument("username")
            one.add_argument("--alasan", required=True)
            one.add_argument("--oleh", default="", help="Username of an Admin; the system itself without it.")
            if word == "nonaktifkan":
                one.add_argument("--pengganti", default="", help="Who takes over the cases; needs --oleh.")
            if word == "atur-ulang-password":
                one.add_argument("--password", default="", help="Generated and printed when not given.")

    def handle(self, *args: Any, tindakan: str, **options: Any) -> None:
        if tindakan == "daftar":
            self._list(all_of_them=options["semua"])
            return
        person, by = _person(options["username"]), _admin(options["oleh"])
        data: dict[str, Any] = {"alasan": f"{options['alasan']} (manage.py, {operator()})"}
        if options.get("pengganti"):
            if by is SYSTEM:
                raise CommandError("--pengganti needs --oleh: an Admin appoints the petugas of a case.")
            data["pengganti"] = str(_person(options["pengganti"]).pk)
        password = ""
        if tindakan == "atur-ulang-password":
            password = options["password"] or generated()
            data |= {"password": password, "konfirmasi": password}
        try:
            done = perform(Akun.opened(person), ACTS[tindakan], actor=by, data=data)
        except Refused as refused:
            raise told(refused) from refused
        self.stdout.write(f"{done.entry.act} {person.username}: catatan nomor {done.entry.seq}.")
        if password and not options["password"]:
            self.stdout.write(f"Password (wajib diganti saat masuk): {password}")

    def _list(self, *, all_of_them: bool) -> None:
        rows = User.objects.order_by("nama", "id") if all_of_them else people({}).order_by("nama", "id")
        for person in rows.iterator(chunk_size=500):
            state = "aktif" if person.is_active else "nonaktif"
            self.stdout.write(f"{person.username:<24} {role_label(person.role):<20} {state:<9} {person.nama}")


def _person(username: str) -> User:
    found = User.objects.named(username).select_related("institution").first()
    if found is None:
        raise CommandError(f"There is no account {username}.")
    return found


def _admin(username: str) -> Any:
    if not username:
        return SYSTEM
    found = _person(username)
    if not administers(found):
        raise CommandError(f"{username} is no active Admin.")
    return found

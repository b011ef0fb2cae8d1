"""The demo: accounts, and cases of every type told through the gate. Refused in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cases.core.declared.registry import case_types
from cases.core.doing.demo import Demo
from cases.organisations.badan import role_label
from cases.organisations.demo import demo_accounts, everybody
from workflows.context import Door, set_door
from workflows.working import drain

#: Of the lock that two runs at once would share; any number nobody else uses.
LOCK = 7_402_016


class Command(BaseCommand):
    help = (
        "Load the demo accounts and cases beside what is there. What an earlier run loaded stays as it is; what cannot"
        " be loaded beside other data is left out and named. Can be repeated, also after it was interrupted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        password = getattr(settings, "DEMO_PASSWORD", "")
        if not password:
            raise CommandError("Data demo tidak dimuat: DEMO_PASSWORD tidak diatur (produksi menolaknya).")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Data demo sedang dimuat oleh proses lain.")
        try:
            self._load(password)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _load(self, password: str) -> None:
        people, sentences = demo_accounts(password, everybody())
        demo = Demo(people)
        set_door(Door("job"))
        for known in case_types():
            if known.demo is not None:
                known.demo(demo)
        if demo.loaded:
            drain()
        self.stdout.write(
            f"Data demo: {demo.loaded} bagian dimuat, {demo.there} sudah ada,"
            f" {len(demo.left_out) + len(sentences)} tidak dimuat."
        )
        for sentence in [*sentences, *demo.left_out]:
            self.stdout.write(f"  {sentence}")
        self.stdout.write(f"Akun demo (password: {password}):")
        for username, user in people.items():
            where = f", {user.institution.nama}" if user.institution is not None else ""
            self.stdout.write(f"  {username:<12} {role_label(user.role)}{where}")

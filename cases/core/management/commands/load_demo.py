"""The demo: accounts, and cases of every type told through the gate. Refused in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.core.declared.registry import case_types
from cases.core.models import Case
from cases.organisations.badan import role_label
from cases.organisations.demo import create_demo_accounts
from workflows.context import Door, set_door
from workflows.working import drain


class Command(BaseCommand):
    help = "Load the demo accounts and cases; does nothing when cases exist already."

    def handle(self, *args: Any, **options: Any) -> None:
        password = getattr(settings, "DEMO_PASSWORD", "")
        if not password:
            raise CommandError("Data demo tidak dimuat: DEMO_PASSWORD tidak diatur (produksi menolaknya).")
        people = create_demo_accounts(password)
        if Case.objects.exists():
            self._say(people, password)
            return
        set_door(Door("job"))
        for known in case_types():
            if known.demo is not None:
                known.demo(people)
        drain()
        self._say(people, password)

    def _say(self, people: dict[str, Any], password: str) -> None:
        self.stdout.write(f"Akun demo (password: {password}):")
        for username, user in people.items():
            where = f", {user.institution.nama}" if user.institution_id else ""
            self.stdout.write(f"  {username:<12} {role_label(user.role)}{where}")

"""The people of an exam event, each with the role that he really holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cases.organisations.accounts import add_user
from cases.organisations.demo import create_demo_accounts
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import Role
from workflows.ledger import database_now

from .steps import Steps

PASSWORD = "rahasia-sekali-12"
#: account, role of CAT held on everything; None: on a case only
BODY = {"kepala_bkn": "kepala_bkn", "deputi": "deputi", "ppss": "ppss", "kanreg": None, "tpc1": None, "tpc2": None,
        "pelapor": None}  # fmt: skip


class Exam:
    """people; hold(name, role, on) gives a role from now on."""

    def __init__(self) -> None:
        people = dict(create_demo_accounts(PASSWORD))
        for name in BODY:
            people[name] = people.get(name) or add_user(
                username=name, password=PASSWORD, nama=name.replace("_", " ").title(), email=f"{name}@example.com",
                role=Role.PEGAWAI, jabatan="", nip="", institution=None, wajib_ganti_password=False,
            )  # fmt: skip
        people["pansel_jaksel"] = User.objects.create_user(
            "pansel_jaksel", PASSWORD, nama="Pansel Jaksel", email="pansel_jaksel@example.com",
            role=Role.PETUGAS_INSTITUSI, institution=people["jaksel"].institution, wajib_ganti_password=False,
        )  # fmt: skip
        self.people = SimpleNamespace(**people)
        self.institution = self.people.jaksel.institution
        for name, role in BODY.items():
            if role is not None:
                self.hold(name, role)
        self.hold("pansel_jaksel", "psi", institution=self.institution)

    def person(self, name: str) -> Any:
        found = getattr(self.people, name)
        found.forget_rights()
        return found

    def hold(self, name: str, role: str, **on: Any) -> CaseRole:
        """on: nothing for everywhere, else area=, unit=, institution= or case=."""
        return CaseRole.objects.create(
            role=role, person=getattr(self.people, name), since=database_now(), by=self.people.admin, **on
        )


@pytest.fixture
def steps(exam: Exam) -> Steps:
    return Steps(exam)


@pytest.fixture
def exam(db: None, s3: Any) -> Exam:
    return Exam()

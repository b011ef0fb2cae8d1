"""The people of an exam event, each with the role that he really holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cases.organisations.demo import demo_accounts, everybody
from cases.organisations.models import CalendarVersion, CaseRole
from workflows.ledger import database_now

from .steps import Steps

PASSWORD = "rahasia-sekali-12"


class Exam:
    """people; hold(name, role, on) gives a role from now on."""

    def __init__(self) -> None:
        self.people = SimpleNamespace(**demo_accounts(PASSWORD, everybody())[0])
        self.institution = self.people.jaksel.institution
        # whatever year it is, its decree is there: without one no schedule is set (CB-53)
        for year in (database_now().year, database_now().year + 1):
            CalendarVersion.objects.get_or_create(
                tahun=year, defaults={"nomor_keputusan": "SKB", "sumber": "Uji"}
            )

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

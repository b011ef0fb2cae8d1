"""Classes with pupils, made by the acts that make them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.organisations.demo import create_demo_accounts
from workflows.gate import perform

from .models import MuridV1


class School:
    """people; open() a class of so many pupils, do(obj, act, who, **data), fresh(obj), pupils(of_class)."""

    def __init__(self) -> None:
        self.people = SimpleNamespace(**create_demo_accounts("rahasia-sekali-12"))

    def person(self, name: str) -> Any:
        return getattr(self.people, name)

    def open(self, number: int = 0) -> Any:
        actor = self.person("jaksel")
        opened = perform(begin(case_type("kelas"), actor.institution), "buka", actor=actor).obj
        if number:
            self.do(opened, "daftarkan", jumlah=number)
        return self.fresh(opened)

    def do(self, obj: Any, act: str, who: str = "komisioner", **data: Any) -> Any:
        return perform(self.fresh(obj), act, actor=self.person(who), data=data)

    def fresh(self, obj: Any) -> Any:
        if isinstance(obj, MuridV1):
            return MuridV1.fetch(obj.pk)
        return subject_of(Case.objects.get(pk=obj.pk))

    def pupils(self, of_class: Any) -> list[Any]:
        """By the number in their names."""
        found = list(MuridV1.gather(MuridV1.objects.all(), self.fresh(of_class)))
        return sorted(found, key=lambda pupil: int(pupil.nama.split()[1]))


@pytest.fixture
def school(db: None, s3: Any) -> School:
    return School()

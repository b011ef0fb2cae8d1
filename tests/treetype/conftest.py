"""Trees and branches made by the acts that make them."""

from types import SimpleNamespace
from typing import Any

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin, create
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.organisations.accounts import add_user
from cases.organisations.appointing import appoint, end
from cases.organisations.demo import create_demo_accounts
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import Role
from tests.support.jobs import deliver_all
from workflows.gate import perform
from workflows.ledger import database_now


class Wood:
    """people; plant() a tree, grow(tree) a branch, do(obj, act, who, **data), fresh(obj)."""

    def __init__(self) -> None:
        self.people = SimpleNamespace(**create_demo_accounts("rahasia-sekali-12"))

    def person(self, name: str) -> Any:
        return getattr(self.people, name)

    def plant(self, by: str = "jaksel") -> Any:
        actor = self.person(by)
        return perform(begin(case_type("pohon"), actor.institution), "tanam", actor=actor).obj

    def grow(self, tree: Any) -> Any:
        known = set(self.branches(tree))
        self.do(tree, "tambah_dahan", "komisioner")
        self.settle()
        (new,) = set(self.branches(tree)) - known
        return self.fresh(new)

    def branches(self, tree: Any) -> list[Any]:
        return list(Case.objects.filter(parent=tree.pk).order_by("pk").values_list("pk", flat=True))

    def open_below(self, parent: Any, kind: str, who: str, **data: Any) -> Any:
        known = case_type(kind)
        (opened,) = create(self.person(who), kind, known.create[0], data, parent=self.fresh(parent).case)
        return opened

    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return perform(self.fresh(obj), act, actor=self.person(who), data=data)

    def call(self, child: Any, act: str, who: str, **data: Any) -> Any:
        """An act on a child of a case."""
        return perform(type(child).fetch(child.pk), act, actor=self.person(who), data=data)

    def fresh(self, obj: Any) -> Any:
        return subject_of(Case.objects.get(pk=getattr(obj, "pk", obj)))

    def person_of(self, name: str, of: Any = None, /, **held: Any) -> Any:
        """Somebody new, of the supervising body or an institution, who holds nothing but what is named: a role (`held`
        names it) on what."""
        person = add_user(
            username=name,
            password="rahasia-sekali-12",
            nama=f"Orang {name}",
            email=f"{name}@example.com",
            role=Role.KASN_ASISTEN if of is None else Role.PETUGAS_INSTITUSI,
            institution=of,
            wajib_ganti_password=False,
        )
        end(CaseRole.objects.filter(person=person), at=database_now())
        setattr(self.people, name, person)
        if "role" in held:
            appoint(person, held.pop("role"), **held)
        return User.objects.select_related("institution").get(pk=person.pk)

    def settle(self) -> None:
        deliver_all()


@pytest.fixture
def wood(db: None, s3: Any) -> Wood:
    return Wood()

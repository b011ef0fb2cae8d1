"""An act with two rows for one source: facts choose, and each leads where it says."""

from __future__ import annotations

from typing import Any

import pytest

from cases.organisations.appointing import appoint
from workflows.machine import act, declared, row_for, rows_in
from workflows.models import LedgerEntry
from workflows.offers import available

from .models import Branch, DahanV1


@pytest.fixture
def branch(wood: Any) -> Any:
    appoint(wood.person("asisten2"), "juru_kebun")
    return wood.grow(wood.plant())


def look(wood: Any, branch: Any) -> Any:
    wood.do(branch, "tengok", "asisten2")
    return LedgerEntry.objects.filter(stream=branch.pk, act="tengok").latest("seq").ref


def test_the_row_whose_facts_hold_is_done(wood: Any, branch: Any) -> None:
    wood.do(branch, "berbuah", "komisioner")
    assert look(wood, branch) == "DH-7a"
    assert wood.fresh(branch).state == "hijau"


def test_the_other_leads_elsewhere(wood: Any, branch: Any) -> None:
    assert look(wood, branch) == "DH-7b"
    assert wood.fresh(branch).state == "gugur"


def test_one_of_them_is_offered(wood: Any, branch: Any) -> None:
    def refs() -> list[str]:
        found = available(wood.fresh(branch), wood.person("asisten2"))
        return [one.row.ref for one in found if one.name == "tengok"]

    assert refs() == ["DH-7b"]
    wood.do(branch, "berbuah", "komisioner")
    assert refs() == ["DH-7a"]


def test_both_are_declared() -> None:
    rows = {found.row.ref: (found.sources, found.target) for found in declared(DahanV1)}
    assert (rows["DH-7a"], rows["DH-7b"]) == ((("hijau",), "="), (("hijau",), "gugur"))
    assert {row.ref for name, row in rows_in(DahanV1, "hijau") if name == "tengok"} == {"DH-7a", "DH-7b"}
    row = row_for(DahanV1, "tengok", "gugur")
    assert row is None


def test_without_facts_there_is_nothing_to_choose_by() -> None:
    first = act("X-1", "X", source=Branch.HIJAU, fact="berbuah", who=None, causes={"X-0"}, legal="Uji")
    second = act("X-2", "X", source=Branch.HIJAU, causes={"X-0"}, legal="Uji")

    def method(self: Any, move: Any) -> None:
        """Nothing."""

    with pytest.raises(ValueError, match="facts"):
        second(first(method))

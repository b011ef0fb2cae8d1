"""Siblings that one press moves together: locked in order, an entry each in its own stream, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import Clock, LedgerEntry


@pytest.fixture
def branches(wood: Any) -> tuple[Any, Any]:
    tree = wood.plant()
    first, second = wood.grow(tree), wood.grow(tree)
    wood.do(first, "berbuah", "komisioner")
    return first, second


def acts(branch: Any) -> list[str]:
    rows = LedgerEntry.objects.filter(stream=getattr(branch, "pk", branch)).order_by("seq")
    return list(rows.values_list("act", flat=True))


def test_both_have_an_entry_in_their_own_stream(wood: Any, branches: tuple[Any, Any]) -> None:
    first, second = branches
    wood.do(first, "pindahkan", "komisioner", ke=str(second.pk))
    assert (wood.fresh(first).buah, wood.fresh(second).buah) == (0, 1)
    assert acts(first) == ["bertunas", "berbuah", "pindahkan"]
    assert acts(second) == ["bertunas", "terima"]
    assert verify_stream(first.pk) is None
    assert verify_stream(second.pk) is None
    entry = LedgerEntry.objects.get(stream=second.pk, act="terima")
    assert (entry.actor, entry.ref) == (wood.person("komisioner"), "DH-9")
    case = wood.fresh(second).case
    assert (case.seq, case.version, bytes(case.head)) == (2, 2, bytes(entry.hash))


def test_one_of_two_refuses_and_nothing_has_moved(wood: Any, branches: tuple[Any, Any]) -> None:
    first, second = branches
    third = wood.grow(wood.fresh(first.case.parent_id))
    for _ in range(2):
        wood.do(third, "berbuah", "komisioner")
    with pytest.raises(Refused) as refused:
        wood.do(first, "pindahkan", "komisioner", ke=f"{second.pk} {third.pk}")
    assert [r.guard for r in refused.value.reasons] == ["tidak_penuh"]
    assert [wood.fresh(one).buah for one in (first, second, third)] == [1, 0, 2]
    assert acts(second) == ["bertunas"]


def test_what_comes_into_being_beside_is_a_case_of_its_own(wood: Any, branches: tuple[Any, Any]) -> None:
    first, second = branches
    tree = wood.fresh(first.case.parent_id)
    wood.do(first, "pindahkan", "komisioner", ke=f"{second.pk} baru")
    (new,) = set(wood.branches(tree)) - {first.pk, second.pk}
    assert (wood.fresh(new).state, wood.fresh(new).buah, acts(new)) == ("hijau", 1, ["bercabang"])
    assert verify_stream(new) is None
    wood.settle()
    assert wood.fresh(tree).state == "tumbuh"


def test_what_is_not_locked_is_not_moved(wood: Any, branches: tuple[Any, Any]) -> None:
    first, second = branches
    with pytest.raises(RuntimeError, match="not locked"):
        wood.do(first, "pindahkan", "komisioner", ke=f"~{second.pk}")
    assert (wood.fresh(first).buah, wood.fresh(second).buah) == (1, 0)


def test_nobody_does_it_by_hand(wood: Any, branches: tuple[Any, Any]) -> None:
    _, second = branches
    for actor in (wood.person("komisioner"), SYSTEM):
        with pytest.raises(Refused) as refused:
            perform(wood.fresh(second), "terima", actor=actor)
        assert refused.value.code == "E-STATE"


def test_the_clocks_of_the_other_go_on(wood: Any, branches: tuple[Any, Any]) -> None:
    first, second = branches
    wood.do(second, "siram", "komisioner", layu_pada="2030-01-01T00:00:00Z")
    assert Clock.objects.filter(object_id=second.pk).exists()
    wood.do(first, "pindahkan", "komisioner", ke=str(second.pk))
    assert Clock.objects.filter(object_id=second.pk).exists(), "its clocks are wound, not lost"

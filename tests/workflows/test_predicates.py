"""Who may: small predicates and their combinations."""

from types import SimpleNamespace

import pytest

from workflows.actors import SYSTEM
from workflows.predicates import Permission, Predicate, sistem

OBJ = SimpleNamespace(owner="ani")
owner = Predicate(
    "pemilik",
    may=lambda obj, actor: actor == obj.owner,
    could=lambda actor: actor != "tamu",
    sentence="pemilik",
)
budi = Predicate(
    "budi", may=lambda obj, actor: actor == "budi", could=lambda actor: actor == "budi", sentence="Budi"
)
morning = Predicate(
    "pagi", may=lambda obj, actor: False, could=lambda actor: True, sentence="pada pagi hari", is_actor=False
)


@pytest.mark.parametrize(
    ("who", "alone", "either", "both"),
    [("ani", True, True, False), ("budi", False, True, False), ("tamu", False, False, False)],
)
def test_may(who, alone, either, both):
    assert owner.may(OBJ, who) is alone
    assert (owner | budi).may(OBJ, who) is either
    assert (owner & budi).may(OBJ, who) is both


def test_could_is_of_the_role_and_not_of_the_object():
    assert [owner.could(w) for w in ("ani", "budi", "tamu")] == [True, True, False]
    assert [(owner | budi).could(w) for w in ("ani", "tamu")] == [True, False]
    assert [(owner & budi).could(w) for w in ("ani", "budi")] == [False, True]


def test_a_narrowing_condition_is_no_actor():
    narrowed = (owner | budi) & morning
    assert narrowed.actors == {"pemilik", "budi"}
    assert [leaf.name for leaf in narrowed.leaves()] == ["pemilik", "budi", "pagi"]
    assert narrowed.unmet == "pemilik atau Budi"
    assert not narrowed.may(OBJ, "ani")


def test_the_system_is_nobody_else():
    assert sistem.may(OBJ, SYSTEM)
    assert not sistem.may(OBJ, SimpleNamespace(role="sistem", pk=None, is_active=True))
    assert (SYSTEM.pk, str(SYSTEM), repr(SYSTEM)) == (None, "Sistem", "SYSTEM")


def test_what_decides_nothing_lets_nobody_pass():
    for ask in (lambda p: p.may(OBJ, "ani"), lambda p: p.could("ani"), lambda p: list(p.leaves())):
        with pytest.raises(TypeError):
            ask(Permission())


@pytest.mark.parametrize("answer", [1, "ya", [0]])
def test_answers_are_booleans(answer):
    odd = Predicate("aneh", may=lambda obj, actor: answer, could=lambda actor: answer, sentence="aneh")
    assert odd.may(OBJ, "ani") is True
    assert odd.could("ani") is True


def test_an_empty_answer_denies():
    unset = Predicate("kosong", may=lambda obj, actor: None, could=lambda actor: None, sentence="kosong")
    assert unset.may(OBJ, "ani") is False
    assert unset.could("ani") is False

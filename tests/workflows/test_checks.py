"""A machine that cannot be lived in does not start: each fault is found, alone."""

import pytest
from django import forms
from django.apps.registry import Apps
from django.core.checks import run_checks
from django.db.models import TextChoices

from cases.nomenklatur.models import Nomenklatur
from cases.nomenklatur.permissions import penyelia
from workflows.checks import check_machine
from workflows.forms import ActForm
from workflows.guards import Fact
from workflows.machine import NOTHING, Machine, act
from workflows.machines import installed
from workflows.predicates import sistem
from workflows.secret_fields import SecretField


class State(TextChoices):
    BARU = "baru", "Baru"
    TUTUP = "tutup", "Tutup"


class Sound:
    @act("X-1", "Buka", source=NOTHING, target=State.BARU, who=sistem, legal="uji")
    def buka(self, move):
        pass

    @act("X-2", "Tutup", source=State.BARU, target=State.TUTUP, who=sistem, legal="uji")
    def tutup(self, move):
        pass


def machine(*bases, states=State, terminal=frozenset({State.TUTUP}), **spec):
    original = Nomenklatur.machine if hasattr(Nomenklatur, "machine") else None
    body = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"proxy": True, "app_label": "nomenklatur", "apps": Apps()}),
    }
    model = type("Uji", (*bases, Nomenklatur), body)
    assert getattr(Nomenklatur, "machine", None) is original
    return Machine(
        key="uji",
        label="Uji",
        states=states,
        versions={1: model},
        initial=frozenset({State.BARU}),
        terminal=terminal,
        level=1,
        **spec,
    )


def faults(found):
    return sorted((error.id, error.msg.removeprefix("uji versi 1: ")) for error in check_machine(found))


def test_a_sound_machine_passes():
    assert faults(machine(Sound)) == []


def test_the_projects_machines_pass():
    assert {m.key for m in installed()} >= {"nomenklatur"}
    assert [e for m in installed() for e in check_machine(m)] == []


def test_run_by_manage_check():
    assert run_checks(tags=["workflows"]) == []


def test_an_undeclared_state():
    class Faulty:
        @act("X-3", "Lain", source=State.BARU, target="lain", who=sistem, legal="uji")
        def lain(self, move):
            pass

    assert ("workflows.E001", "state lain is not declared") in faults(machine(Sound, Faulty))


def test_an_unreachable_state():
    class More(TextChoices):
        BARU = "baru", "Baru"
        TUTUP = "tutup", "Tutup"
        JAUH = "jauh", "Jauh"

    class Faulty:
        @act("X-3", "Pulang", source=More.JAUH, target=State.TUTUP, who=sistem, legal="uji")
        def pulang(self, move):
            pass

    assert faults(machine(Sound, Faulty, states=More)) == [("workflows.E002", "state jauh cannot be reached")]
    assert faults(machine(Sound, states=More)) == [("workflows.E002", "state jauh cannot be reached")]


def test_a_dead_end():
    assert faults(machine(Sound, terminal=frozenset())) == [
        ("workflows.E003", "state tutup is a dead end and not terminal")
    ]


def test_a_terminal_state_that_is_left():
    class Faulty:
        @act("X-3", "Buka lagi", source=State.TUTUP, target=State.BARU, who=sistem, legal="uji")
        def buka_lagi(self, move):
            pass

    assert faults(machine(Sound, Faulty)) == [("workflows.E004", "terminal state tutup is left")]


@pytest.mark.parametrize(("label", "legal"), [("", "uji"), ("Lagi", "")])
def test_no_label_or_legal_basis(label, legal):
    class Faulty:
        @act("X-3", label, source=State.BARU, who=sistem, legal=legal)
        def lagi(self, move):
            pass

    assert faults(machine(Sound, Faulty)) == [("workflows.E005", "X-3 lacks a label or its legal basis")]


def test_nobody_who_may():
    class Faulty:
        @act("X-3", "Lagi", source=State.BARU, who=sistem, legal="uji")
        def lagi(self, move):
            pass

    found = machine(Sound, Faulty)
    row = Faulty.lagi._django_fsm.get_transition("baru").custom["act"]
    object.__setattr__(row, "who", None)
    assert faults(found) == [("workflows.E006", "X-3 names nobody who may")]


def test_a_condition_that_system_may_not_do():
    class Faulty:
        @act("X-3", "Lagi", source=State.BARU, who=penyelia, kind="auto", legal="uji")
        def lagi(self, move):
            pass

    assert faults(machine(Sound, Faulty)) == [
        ("workflows.E012", "X-3 is a condition, which SYSTEM may not do")
    ]


def test_an_unknown_fact():
    class Faulty:
        @act("X-3", "Lagi", source=State.BARU, who=sistem, legal="uji", fact="hujan")
        def lagi(self, move):
            pass

    assert faults(machine(Sound, Faulty)) == [("workflows.E007", "X-3 needs the unknown fact hujan")]
    known = Fact("hujan", lambda obj: True, "E-GUARD", "Tidak hujan.")
    assert faults(machine(Sound, Faulty, facts=[known])) == []


class Named(ActForm):
    nama = forms.CharField()


class Known(ActForm):
    sandi = SecretField()


@pytest.mark.parametrize(
    ("joint", "form", "told"),
    [
        (("kasn_admin", "kasn_komisioner"), Named, []),
        (
            ("kasn_admin", "kasn_komisionerr"),
            None,
            [("workflows.E017", "X-3 takes kasn_komisionerr for a side, which may not do it")],
        ),
        (
            ("kasn_admin", "kasn_komisioner"),
            Known,
            [("workflows.E018", "X-3 takes two people, and what is secret cannot wait for the second")],
        ),
    ],
)
def test_an_act_of_two_people(joint, form, told):
    class Faulty(Sound):
        @act("X-3", "Bersama", source=State.BARU, who=penyelia, joint=joint, form=form, legal="uji")
        def bersama(self, move):
            pass

    assert faults(machine(Faulty)) == told


@pytest.mark.parametrize(
    ("acts", "fault"),
    [
        ((), ("workflows.E008", "turn pilih names no act")),
        (("tidak_ada",), ("workflows.E009", "turn pilih names no act of the machine")),
        (("tutup", "tidak_ada"), None),
    ],
)
def test_a_turn_without_acts(acts, fault):
    class Turn:
        name = "pilih"

    class Lane:
        turns = [Turn]

    class Flow:
        class instance:  # noqa: N801  viewflow's name
            lanes = {"utama": Lane}

    Turn.acts = acts
    found = faults(machine(Sound, flows={1: Flow}))
    assert fault in found if fault else found == []

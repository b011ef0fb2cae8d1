"""`manage.py check`: a manifest that names what is not there is found, alone and by name."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks

from cases.core.checks import check_case_type
from cases.core.declared.registry import case_type, case_types
from workflows.machine import any_row, row_for

JPT, NOMENKLATUR = case_type("jpt"), case_type("nomenklatur")


def faults(known):
    return [(error.id, error.msg) for error in check_case_type(known)]


def test_the_projects_types_pass():
    assert [fault for known in case_types() for fault in faults(known)] == []
    assert run_checks(tags=["cases"]) == []


def turn_of(name):
    lanes = NOMENKLATUR.machine.flows[2].instance.lanes.values()
    return next(turn for lane in lanes for turn in lane.turns if turn.name == name)


def test_a_pool_nobody_belongs_to(monkeypatch):
    monkeypatch.setattr(turn_of("perbaiki"), "pool", "institusii")
    assert faults(NOMENKLATUR) == [
        ("cases.E003", "nomenklatur: turn perbaiki lies in the pool institusii, to which nobody belongs")
    ]


def test_a_turn_of_nobody(monkeypatch):
    monkeypatch.setattr(turn_of("perbaiki"), "pool", "")
    assert faults(NOMENKLATUR) == [
        ("cases.E003", "nomenklatur: turn perbaiki has neither an owner nor a pool")
    ]


@pytest.mark.parametrize("acts", [("kirim_perbaikann", "tarik"), ("kirim_perbaikan", "tarikk")])
def test_a_misspelt_act_of_a_turn(monkeypatch, acts):
    monkeypatch.setattr(turn_of("perbaiki"), "acts", acts)
    [wrong] = {"kirim_perbaikann", "tarikk"} & set(acts)
    assert faults(NOMENKLATUR) == [
        (
            "cases.E003",
            f"nomenklatur: turn perbaiki names {wrong}, which is no act of the case or of its children",
        )
    ]


def test_a_cascade_caused_by_no_row(monkeypatch):
    row = row_for(JPT.machine.model(1), "mulai_penilaian", "proses_pelamar")
    monkeypatch.setitem(row.__dict__, "causes", frozenset({"KD-2", "KD-99"}))
    assert faults(JPT) == [("cases.E002", "jpt SL-12: is caused by KD-99, which is no row")]


@pytest.mark.parametrize("act", ["tambah_seleksii", "setujui"])
def test_create_names_no_creating_act(act):
    assert faults(replace(JPT, create=("simpan_draf", act))) == [
        ("cases.E004", f"jpt: `create` names {act}, which opens no case")
    ]


def test_a_child_is_created_by_no_act():
    child = replace(JPT.children["kandidat"], create="tambah_pelamarr")
    assert faults(replace(JPT, children={"kandidat": child})) == [
        ("cases.E004", "jpt: `create` of kandidat names tambah_pelamarr, which is no act of the case")
    ]


@pytest.mark.parametrize(
    ("path", "step"),
    [("jptt", "jptt"), ("jpt__alasann", "alasann"), ("jpt__jabatan", "jabatan"), ("tasks", "tasks")],
)
def test_a_prefetch_that_leads_nowhere(path, step):
    assert faults(replace(JPT, prefetch=(path,))) == [
        ("cases.E004", f"jpt: `prefetch` names {path}: {step} is no single relation")
    ]


def test_a_child_of_another_level(monkeypatch):
    """It would be locked in another place than the case in whose boundary it stands."""
    monkeypatch.setattr(JPT.children["kandidat"].machine, "level", 41)
    assert faults(JPT) == [("cases.E004", "jpt: kandidat have the level 41, their case 40")]


def test_a_page_that_follows_and_is_none(monkeypatch):
    row = row_for(JPT.machine.model(1), "pelantikan", "lulus")
    monkeypatch.setitem(row.__dict__, "then", "tambah_pejabatt")
    assert faults(JPT) == [("cases.E005", "jpt SL-21: `then` names tambah_pejabatt, which is no act")]


def test_an_act_that_says_it_reads_other_cases_and_is_no_condition(monkeypatch):
    row = any_row(JPT.children["kandidat"].machine.model(1), "terima")
    monkeypatch.setitem(row.__dict__, "across", True)
    assert faults(JPT) == [("cases.E006", f"kandidat {row.ref}: is across, which conditions alone are")]


def test_an_ask_that_nobody_asks(monkeypatch):
    row = any_row(case_type("dahan").machine.model(1), "luruh")
    monkeypatch.setitem(row.__dict__, "causes", frozenset({"PH-99"}))
    assert faults(case_type("dahan")) == [("cases.E002", "dahan DH-2: is caused by PH-99, which is no row")]


def test_an_ask_of_a_machine_that_is_not_installed(monkeypatch):
    row = any_row(case_type("dahan").machine.model(1), "luruh")
    monkeypatch.setitem(row.__dict__, "causes", frozenset({"ZZ-1"}))
    assert faults(case_type("dahan")) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"under": frozenset({"pohonn"})}, "`under` names pohonn, which is no type"),
        ({"below": ("sarangg",)}, "`below` names sarangg, which is no type"),
        ({"below": ("sarang", "pohon")}, "`below` names pohon, which does not stand under it"),
    ],
)
def test_a_type_above_or_below_that_is_none(given, said):
    assert faults(replace(case_type("dahan"), **given)) == [("cases.E007", f"dahan: {said}")]


def test_a_type_that_a_role_reads_and_is_none():
    tree = case_type("pohon")
    role = replace(tree.roles[0], reads=tree.roles[0].reads | {"lumut"})
    said = f"pohon: role {role.key} reads lumut, which is no type"
    assert ("cases.E007", said) in faults(replace(tree, roles=(role, *tree.roles[1:])))


@pytest.mark.parametrize(
    ("field", "name", "kind"), [("internal_lanes", "monitorin", "lane"), ("process_turns", "prosess", "turn")]
)
def test_a_lane_or_a_turn_that_is_none(field, name, kind):
    assert faults(replace(JPT, **{field: frozenset({name})})) == [
        ("cases.E004", f"jpt: `{field}` names {name}, which is no {kind}")
    ]


def test_documents_the_form_does_not_ask_for(monkeypatch):
    row = row_for(JPT.machine.model(1), "tolak", "baru")
    monkeypatch.setitem(row.__dict__, "documents", ())
    assert faults(JPT) == [
        ("cases.E001", "jpt SL-9: declares documents [], its form asks for ['surat_penolakan']")
    ]


def test_a_deadline_that_does_nothing_the_machine_knows(monkeypatch):
    from workflows.checks import check_machine

    boundary = SimpleNamespace(act="ingatkann")
    monkeypatch.setattr(turn_of("telaah"), "_boundary_specs", [("timeout", boundary)])
    machine = NOMENKLATUR.machine
    assert [(e.id, e.msg) for e in check_machine(machine)] == [
        (
            "workflows.E010",
            "nomenklatur versi 2: the deadline of turn telaah does ingatkann, no act of the machine",
        )
    ]
    boundary.act = "setujui"
    assert [(e.id, e.msg) for e in check_machine(machine)] == [
        (
            "workflows.E011",
            "nomenklatur versi 2: the deadline of turn telaah does setujui, which SYSTEM may not",
        )
    ]

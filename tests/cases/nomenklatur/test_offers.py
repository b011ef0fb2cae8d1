"""What is offered to whom (§14): the gate's own answer, before anything is pressed."""

import pytest

from cases.core.doing import claims
from tests.support.world import WAYS, fresh, refused
from workflows.errors import Refused
from workflows.gate import perform
from workflows.offers import available

#: place -> person -> {act: code ("" = allowed)}; a person not named is offered nothing.
OFFERS = {
    "baru": {
        "komisioner": {
            "pilih_petugas": "",
            "perbaikan": "E-GUARD",
            "setujui": "E-GUARD",
            "ganti_petugas": "E-GUARD",
        },
        "asisten1": {"perbaikan": "E-GUARD", "setujui": "E-GUARD"},
        "jaksel": {"tarik": ""},
    },
    "telaah": {
        "admin": {"perbaikan": "E-PERM", "setujui": "E-PERM", "ganti_petugas": ""},
        "asisten1": {"perbaikan": "", "setujui": ""},
        "asisten2": {"perbaikan": "E-PERM", "setujui": "E-PERM"},
        "jaksel": {"tarik": ""},
    },
    "perbaikan": {
        "admin": {"ganti_petugas": ""},
        "asisten1": {},
        "jaksel": {"kirim_perbaikan": "", "tarik": ""},
    },
    "disetujui": {
        "admin": {
            "ganti_petugas": "",
            "setujui_nonaktif": "E-PERM",
            "tolak_nonaktif": "E-PERM",
        },
        "asisten1": {"setujui_nonaktif": "E-GUARD", "tolak_nonaktif": "E-GUARD"},
        "jaksel": {"edit": "", "mohon_nonaktif": "", "tarik_permohonan": "E-GUARD"},
    },
    "permohonan": {
        "asisten1": {"setujui_nonaktif": "", "tolak_nonaktif": ""},
        "jaksel": {"edit": "", "tarik_permohonan": ""},
    },
    "telaah_ulang": {"asisten1": {"perbaikan": "", "setujui": ""}, "jaksel": {"batalkan_perubahan": ""}},
    "nonaktif": {"admin": {}, "asisten1": {}, "jaksel": {}},
    "ditarik": {"admin": {}, "asisten1": {}, "jaksel": {}},
}


@pytest.mark.req("SJ-40", "SJ-44", "SJ-135")
@pytest.mark.parametrize("where", OFFERS)
def test_offers(world, where):
    obj = world.at(where)
    for name, expected in {**OFFERS[where], "auditor": {}}.items():
        found = {o.name: o.code for o in available(fresh(obj), world.person(name), route=obj.open_route())}
        assert found == expected, name


@pytest.mark.req("SJ-135")
def test_reasons_come_with_their_legal_basis(world):
    obj = world.at("telaah", kompetensi_teknis="")
    [perbaikan, setujui] = available(obj, world.people.asisten1)
    assert perbaikan.allowed
    assert [(r.guard, r.code, r.legal_basis) for r in setujui.reasons] == [
        ("kompetensi_lengkap", "E-GUARD", "Peraturan KASN 7/2016 Lamp. D (Gambar 16)")
    ]


@pytest.mark.req("SJ-136")
def test_a_task_that_a_colleague_has_taken_is_named(world):
    obj = world.open()
    claims.claim(world.people.admin, obj.case.tasks.get(status="NEW", flow_task_type="HUMAN").pk)
    offered = {o.name: o for o in available(fresh(obj), world.people.komisioner, route=obj.open_route())}
    assert offered["pilih_petugas"].reasons[0].guard == "tugas_dipegang"
    assert "Admin" in offered["pilih_petugas"].reasons[0].message


@pytest.mark.parametrize(
    ("version", "where"),
    [
        (v, w)
        for v in (1, 2)
        for w in WAYS
        if w not in {"nonaktif", "ditarik"} and (v, w) != (1, "permohonan")
    ],
)
def test_the_gate_answers_what_was_offered(world, where, version):
    """Every act without a form: offered means done, not offered means the same code."""
    obj = world.at(where, version=version)
    for name in ("admin", "asisten1", "asisten2", "jaksel"):
        person = world.person(name)
        offers = {o.name: o.code for o in available(fresh(obj), person)}
        for act in ("setujui", "setujui_nonaktif", "tarik_permohonan"):
            if offers.get(act) == "":
                continue  # doing it would move the case on; the other tests do
            with refused(offers.get(act) or answer(obj, act, person)):
                perform(obj, act, actor=person)


def answer(obj, act, person):
    """An act that is not offered is refused for its state or for the role."""
    with pytest.raises(Refused) as caught:
        perform(obj, act, actor=person)
    assert caught.value.code in {"E-STATE", "E-PERM"}
    return caught.value.code

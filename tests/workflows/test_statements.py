"""What an act costs: statements of one press, savepoints included, counted over the acts of two whole stories.

No act on one object takes more than 30, and not one more for a further file, row or consequence.
"""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.core.doing import creation
from cases.organisations.selectors import kompetensi_of
from documents.models import Attachment
from tests.cases.jpt import steps
from tests.support import world as worlds
from workflows import gate

MOST = 30


@pytest.fixture
def counted(world, monkeypatch):
    """{act: the most statements it took}, of all that is pressed in the test."""
    found = defaultdict(int)
    real = gate.perform

    def perform(obj, name, **given):
        with CaptureQueriesContext(connection) as captured:
            outcome = real(obj, name, **given)
        found[name] = max(found[name], len(captured))
        return outcome

    for place in (steps, worlds, creation):
        monkeypatch.setattr(place, "perform", perform)
    monkeypatch.setattr("cases.core.doing.creation.perform", perform)
    return found


def test_no_act_on_one_object_takes_more_than_thirty(world, counted):
    for where in ("perbaikan", "nonaktif", "ditarik"):
        world.at(where, jabatan=where)
    told = steps.Steps(world.people)
    told.inaugurated_on(told.nomenklatur(unit="Dinas Lain"))
    assert {name: count for name, count in counted.items() if count > MOST} == {}
    assert {"tambah_seleksi", "pelaporan", "pelantikan", "tambah_nomenklatur"} <= set(counted)
    assert len(counted) >= 20
    assert counted["setujui"] <= 20  # of a nomenklatur and of a plan, whose letter follows


@pytest.fixture
def told(world):
    return steps.Steps(world.people)


def members(told, number):
    return [{"nama": f"Anggota {n}", "berkas": [told.file("jaksel", f"{n}.pdf")]} for n in range(number)]


class TestNotOneMore:
    """Statements of the same act with one thing and with several."""

    def test_for_a_file(self, told, counted):
        counts = []
        for number in (2, 1, 6):  # the first fills caches
            counted.clear()
            told.submitted(told.nomenklatur(unit=f"Dinas {number}"), panitia=members(told, number))
            counts.append(counted["tambah_seleksi"])
        assert counts[1] == counts[2] <= MOST

    def test_for_a_file_that_replaces_one(self, told, counted):
        """A corrected plan: each member's file is the next version of the one before it."""
        counts = []
        for number in (2, 1, 6):  # the first fills caches
            seleksi = told.submitted(told.nomenklatur(unit=f"Dinas {number}"), panitia=members(told, number))
            told.do(seleksi, "komisioner", "pilih_petugas", petugas=str(told.people.asisten1.pk))
            seleksi = told.do(seleksi, "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
            data = told.plan(panitia=members(told, number))
            del data["nomenklatur"]
            counted.clear()
            seleksi = told.do(seleksi, "jaksel", "kirim_perbaikan", **data)
            counts.append(counted["kirim_perbaikan"])
            versions = Attachment.objects.filter(owner_id=seleksi.pk, kind="berkas_pansel")
            assert sorted(versions.values_list("version", flat=True)) == [1] * number + [2] * number
        assert counts[1] == counts[2] <= MOST

    def test_for_a_row_that_chooses_from_a_list(self, world, counted):
        counts = []
        for number in (2, 1, 3):
            counted.clear()
            chosen = [{"kompetensi": str(k.pk), "indikator": "4"} for k in kompetensi_of()[:number]]
            world.open(jabatan=f"Kepala Bidang {number}", kompetensi_manajerial=chosen)
            counts.append(counted["tambah_nomenklatur"])
        assert counts[1] == counts[2]

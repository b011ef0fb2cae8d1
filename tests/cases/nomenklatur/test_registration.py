"""NM-1 and NM-1b: a nomenklatur is registered (SJ-34, SJ-35, SJ-36, SJ-58)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.core.doing.creation import create
from cases.core.models import Case
from cases.organisations.models import Kompetensi
from tests.support.world import acts_of, live_sound, open_tasks, refused, told
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.models import LedgerEntry


class TestTambahNomenklatur:
    @pytest.mark.req("SJ-34", "SJ-36", "NM-1")
    def test_opens_a_case_in_baru(self, world):
        obj = world.open()
        assert (obj.state, obj.version, obj.case.number[:3]) == ("baru", 1, "NM-")
        assert open_tasks(obj) == {"utama": ("pilih", None)}
        assert acts_of(obj) == ["tambah_nomenklatur"]
        assert told(obj) == [("Nomenklatur baru menunggu petugas", ["penyelia"])]
        live_sound(obj)

    @pytest.mark.req("SJ-34")
    def test_keeps_what_was_entered(self, world):
        obj = world.open(tugas_pokok_fungsi="")
        assert obj.snapshot() | {"kompetensi_manajerial": len(obj.kompetensi_manajerial)} == {
            **world.data(tugas_pokok_fungsi=""),
            "kompetensi_manajerial": 3,
        }
        assert obj.kompetensi_manajerial[0]["kode"] == "FB"

    @pytest.mark.req("SJ-36")
    def test_tanggal_daftar_is_the_day_in_jakarta_and_not_the_clients(self, world):
        with refused("E-FMT", field="tanggal_daftar"):
            world.open(tanggal_daftar="1999-01-01")
        obj = world.open()
        entry = LedgerEntry.objects.get(object_id=obj.pk)
        assert obj.tanggal_daftar == entry.at.astimezone(dt.timezone(dt.timedelta(hours=7))).date()

    @pytest.mark.req("SJ-36")
    def test_the_clock_is_the_databases(self, world):
        with time_machine.travel("2001-01-01"):
            obj = world.open()
        assert obj.tanggal_daftar.year > 2020

    @pytest.mark.req("SJ-02", "SJ-34")
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("unit_kerja", "", "E-REQ"),
            ("unit_kerja", "   ", "E-REQ"),
            ("unit_kerja", "x" * 201, "E-RNG"),
            ("jabatan", "", "E-REQ"),
            ("jabatan", "x" * 201, "E-RNG"),
            ("level", "", "E-REQ"),
            ("level", "Muda", "E-REF"),
            ("tugas_pokok_fungsi", "x" * 10_001, "E-RNG"),
            ("kompetensi_teknis", "x" * 10_001, "E-RNG"),
            ("kompetensi_sosiokultural", "x" * 10_001, "E-RNG"),
            ("kompetensi_manajerial", "bukan daftar", "E-FMT"),
            ("kompetensi_manajerial", [{"indikator": "4"}], "E-REQ"),
        ],
    )
    def test_bad_input(self, world, field, value, code):
        with refused(code, field=field):
            world.open(**{field: value})

    @pytest.mark.req("SJ-35")
    @pytest.mark.parametrize("value", ["00000000-0000-7000-8000-000000000000", "bukan-id", 1])
    def test_unknown_competency(self, world, value):
        with refused("E-REF", field="kompetensi_manajerial"):
            world.open(kompetensi_manajerial=[{"kompetensi": value}])

    @pytest.mark.req("SJ-35")
    def test_a_retired_competency(self, world):
        Kompetensi.objects.filter(kode="FB").update(valid_to=dt.date(2020, 1, 1))
        with refused("E-REF", field="kompetensi_manajerial"):
            world.open()

    @pytest.mark.req("SJ-34")
    def test_limits_themselves_are_accepted(self, world):
        obj = world.open(unit_kerja="u" * 200, jabatan="j" * 200, kompetensi_teknis="t" * 10_000)
        assert len(obj.title()) == 403
        assert Case.objects.get(pk=obj.pk).title == obj.title()

    @pytest.mark.req("SJ-34")
    def test_all_faults_are_told_together(self, world):
        with refused("E-REQ") as caught:
            world.open(unit_kerja="", level="Muda", kompetensi_manajerial=[{"indikator": "4"}])
        found = {name: [e.code for e in errors] for name, errors in caught.value.errors.items()}
        assert found == {"unit_kerja": ["E-REQ"], "level": ["E-REF"], "kompetensi_manajerial": ["E-REQ"]}

    @pytest.mark.req("SJ-34")
    @pytest.mark.kills("guard:nomenklatur.tanpa_duplikat")
    def test_the_same_post_twice(self, world):
        world.open()
        with (
            CaptureQueriesContext(connection) as captured,
            refused("E-DUP", guard="tanpa_duplikat", field="jabatan"),
        ):
            world.open()
        written = [q["sql"] for q in captured.captured_queries if 'INSERT INTO "core_case"' in q["sql"]]
        assert written == [], "the guard refuses before the constraint behind it would have to"

    @pytest.mark.req("SJ-34")
    def test_case_and_spaces_make_no_other_post(self, world):
        world.open()
        with refused("E-DUP", guard="tanpa_duplikat"):
            world.open(unit_kerja="  DINAS   sosial ", jabatan="kepala dinas SOSIAL")

    @pytest.mark.req("SJ-34")
    @pytest.mark.parametrize("ended", ["ditarik", "nonaktif"])
    def test_an_ended_post_may_be_registered_again(self, world, ended):
        world.at(ended)
        assert world.open().state == "baru"

    @pytest.mark.req("SJ-34")
    def test_another_institution_may_have_the_same_post(self, world):
        world.open()
        obj = world.open(by="bogor")
        assert obj.case.institution == world.people.bogor.institution

    @pytest.mark.req("SJ-34")
    @pytest.mark.parametrize("who", ["admin", "komisioner", "asisten1", "auditor", "nonaktif"])
    def test_not_by_kasn(self, world, who):
        with refused("E-PERM"):
            create(world.person(who), "nomenklatur", "tambah_nomenklatur", world.data())

    @pytest.mark.req("SJ-34", "NM-1")
    @pytest.mark.kills("predicate:nomenklatur.institusi")
    @pytest.mark.parametrize("who", ["admin", "asisten1", "auditor", "bogor", "nonaktif", "sistem"])
    def test_the_gate_itself_lets_only_the_institution_in(self, world, who):
        with refused("E-PERM", guard="hak"):
            perform(world.begin(), "tambah_nomenklatur", actor=world.person(who), data=world.data())

    @pytest.mark.req("SJ-34")
    def test_the_page_opens_it_for_ones_own_institution(self, world):
        [obj] = create(world.people.bogor, "nomenklatur", "tambah_nomenklatur", world.data())
        assert obj.case.institution == world.people.bogor.institution


class TestDariUnggahan:
    ROW = {"unit_kerja": "Inspektorat", "jabatan": "Inspektur", "level": "Pratama"}

    def upload(self, world, actor=SYSTEM, **changes):
        return perform(
            world.begin(),
            "tambah_dari_unggahan",
            actor=actor,
            on_behalf_of=None,
            data={**self.ROW, **changes},
        ).obj

    @pytest.mark.req("SJ-58", "NM-1b")
    def test_opens_a_case_with_the_mark(self, world):
        obj = self.upload(world)
        assert (obj.state, obj.dari_unggahan) == ("baru", True)
        assert open_tasks(obj) == {"utama": ("pilih", None)}
        live_sound(obj)

    @pytest.mark.req("SJ-58", "NM-1b")
    @pytest.mark.kills("predicate:nomenklatur.sistem")
    @pytest.mark.parametrize("who", ["jaksel", "admin"])
    def test_only_by_the_system(self, world, who):
        with refused("E-PERM", guard="hak"):
            self.upload(world, world.person(who))

    @pytest.mark.req("SJ-58", "NM-1b")
    @pytest.mark.kills("guard:nomenklatur.jabatan_belum_dikenal")
    def test_not_for_a_known_post(self, world):
        self.upload(world)
        with refused("E-GUARD", guard="jabatan_belum_dikenal"):
            self.upload(world, unit_kerja="INSPEKTORAT")

    @pytest.mark.req("SJ-58", "NM-1b")
    @pytest.mark.kills("guard:nomenklatur.level_terisi")
    def test_not_without_a_level(self, world):
        with refused("E-REQ", guard="level_terisi", field="level"):
            self.upload(world, level="")


@pytest.mark.req("SJ-34", "SJ-35")
def test_a_competence_is_chosen_once(world):
    first, second = (str(k.pk) for k in Kompetensi.objects.order_by("no")[:2])
    rows = [{"kompetensi": first, "indikator": "4"}, {"kompetensi": second}, {"kompetensi": first}]
    with refused("E-DUP", field="kompetensi_manajerial") as caught:
        world.open(kompetensi_manajerial=rows)
    name = Kompetensi.objects.get(pk=first).nama
    assert caught.value.message == f"Baris 3, Kompetensi: {name} sudah dipilih pada baris 1."
    assert world.open(kompetensi_manajerial=rows[:2]).state == "baru"

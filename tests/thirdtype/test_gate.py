"""PR-1 … PR-7 through the gate: what goes, and beside it what is refused."""

import pytest

from cases.core.doing.creation import begin
from tests.support.world import acts_of, fresh, live_sound, open_tasks, refused, told
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.offers import available


class TestAjukan:
    def test_opens_a_case_with_its_letter(self, loans):
        obj = loans.open()
        assert (obj.state, obj.title(), obj.case.number[:3]) == ("diajukan", "Aula — Rapat panitia", "PR-")
        assert open_tasks(obj) == {"utama": ("putuskan", None)}
        assert told(obj) == [("Permohonan peminjaman ruang menunggu keputusan", ["penyelia"])]
        live_sound(obj)

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("ruang", "kolam", "E-REF"),
            ("tanggal", "31/02/2026", "E-FMT"),
            ("keperluan", "", "E-REQ"),
            ("jumlah_peserta", 0, "E-RNG"),
            ("surat_peminjaman", [], "E-REQ"),
        ],
    )
    def test_bad_input(self, loans, field, value, code):
        data = loans.data(**{field: value})
        with refused(code, field=field):
            loans.open(data=data)

    @pytest.mark.kills("predicate:pinjam_ruang.institusi")
    def test_not_by_kasn(self, loans):
        new = begin(loans.type, loans.people.jaksel.institution)
        data = loans.data(by="admin")
        with refused("E-PERM", guard="hak"):
            perform(new, "ajukan", actor=loans.people.admin, data=data)


class TestSetujui:
    def test_opens_both_lanes(self, loans):
        obj = loans.approved()
        assert open_tasks(obj) == {"utama": ("lapor", None), "penjaga": ("kunci", None)}
        live_sound(obj)

    def test_a_room_that_is_taken(self, loans):
        loans.approved()
        second = loans.open(by="bogor")
        with refused("E-GUARD", guard="ruang_bebas"):
            loans.do(second, "setujui", "admin")
        other_day = loans.open(by="bogor", tanggal="18/08/2026")
        assert loans.do(other_day, "setujui", "admin").state == "disetujui"

    @pytest.mark.kills("guard:pinjam_ruang.ruang_bebas")
    def test_a_room_that_is_taken_is_not_offered(self, loans):
        loans.approved()
        offers = {o.name: o for o in available(loans.open(by="bogor"), loans.people.admin)}
        assert (offers["setujui"].allowed, offers["tolak"].allowed) == (False, True)
        assert [r.guard for r in offers["setujui"].reasons] == ["ruang_bebas"]

    def test_the_constraint_answers_as_the_guard_does(self, loans, monkeypatch):
        loans.approved()
        second = loans.open(by="bogor")
        monkeypatch.setattr(type(second), "taken", lambda self: False)
        with refused("E-GUARD", guard="ruang_bebas"):
            loans.do(second, "setujui", "admin")

    @pytest.mark.kills("predicate:pinjam_ruang.kasn_admin", "predicate:pinjam_ruang.kasn_komisioner")
    def test_not_by_the_institution(self, loans):
        obj = loans.open()
        with refused("E-PERM", guard="hak"):
            loans.do(obj, "setujui", "jaksel")

    def test_a_stranger_learns_nothing(self, loans):
        obj = loans.open()
        with refused("E-HIDE"):
            loans.do(obj, "tarik", "bogor", alasan="x")


class TestKunci:
    @pytest.mark.kills("fact:pinjam_ruang.kunci")
    def test_the_lanes_are_independent(self, loans):
        obj = loans.approved()
        with refused("E-GUARD", guard="kunci"):
            loans.do(obj, "selesaikan", "jaksel")
        obj = loans.do(obj, "serahkan_kunci", "komisioner")
        assert open_tasks(obj) == {"utama": ("lapor", None)}
        obj = loans.do(obj, "selesaikan", "jaksel")
        assert (obj.state, open_tasks(obj)) == ("selesai", {})
        assert acts_of(obj) == ["ajukan", "setujui", "serahkan_kunci", "selesaikan"]
        live_sound(obj)

    @pytest.mark.kills("fact:pinjam_ruang.!kunci")
    def test_once_only(self, loans):
        obj = loans.do(loans.approved(), "serahkan_kunci", "komisioner")
        with refused("E-STATE"):
            loans.do(obj, "serahkan_kunci", "komisioner")


class TestTarik:
    def test_closes_both_lanes(self, loans):
        obj = loans.do(loans.approved(), "tarik", "jaksel", alasan="Rapat batal.")
        assert (obj.state, open_tasks(obj)) == ("gugur", {})
        live_sound(obj)

    def test_frees_the_room(self, loans):
        loans.do(loans.approved(), "tarik", "jaksel", alasan="Rapat batal.")
        assert loans.approved(by="bogor").state == "disetujui"

    def test_not_after_the_key(self, loans):
        obj = loans.do(loans.approved(), "serahkan_kunci", "komisioner")
        with refused("E-STATE"):
            loans.do(obj, "tarik", "jaksel", alasan="Rapat batal.")

    def test_not_without_a_reason(self, loans):
        obj = loans.open()
        with refused("E-REQ", field="alasan"):
            loans.do(obj, "tarik", "jaksel")


def test_tolak(loans):
    obj = loans.open()
    with refused("E-REQ", field="alasan"):
        loans.do(obj, "tolak", "admin")
    assert loans.do(fresh(obj), "tolak", "admin", alasan="Aula direnovasi.").state == "ditolak"


@pytest.mark.kills("predicate:pinjam_ruang.sistem")
def test_nobody_presses_the_deadline(loans):
    obj = loans.open()
    with refused("E-PERM", guard="hak"):
        loans.do(obj, "kedaluwarsa", "admin")
    assert perform(obj, "kedaluwarsa", actor=SYSTEM).obj.state == "gugur"

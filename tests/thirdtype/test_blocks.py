"""What a type declares in a line: choosing and changing a petugas, postponing, cancelling, a request for it."""

import pytest

from cases.core.reading.rights import petugas_of
from tests.support.world import acts_of, fresh, live_sound, open_tasks, refused, told
from workflows.machine import any_row


def chosen(loans, obj, who="asisten1"):
    return loans.do(obj, "pilih_petugas", "komisioner", petugas=str(loans.person(who).pk))


class TestPetugas:
    @pytest.mark.kills("fact:pinjam_ruang.!petugas")
    def test_chosen_once(self, loans):
        obj = chosen(loans, loans.open())
        assert obj.case.assignee == loans.people.asisten1
        assert ("Anda ditunjuk mengurus peminjaman ruang", ["petugas"]) in told(obj)
        with refused("E-STATE", guard="!petugas"):
            chosen(loans, obj, "asisten2")
        live_sound(fresh(obj))

    @pytest.mark.kills("fact:pinjam_ruang.petugas", "guard:pinjam_ruang.petugas_berbeda")
    def test_changed_with_a_reason(self, loans):
        obj, new = loans.open(), str(loans.people.asisten2.pk)
        with refused("E-GUARD", guard="petugas"):
            loans.do(obj, "ganti_petugas", "admin", petugas=new, alasan="Cuti.")
        obj = chosen(loans, fresh(obj))
        with refused("E-REQ", field="alasan"):
            loans.do(obj, "ganti_petugas", "admin", petugas=new)
        with refused("E-RNG", field="petugas"):
            loans.do(obj, "ganti_petugas", "admin", petugas=str(loans.people.asisten1.pk), alasan="Cuti.")
        obj = loans.do(fresh(obj), "ganti_petugas", "admin", petugas=new, alasan="Cuti.")
        assert obj.case.assignee == loans.people.asisten2
        assert ("Anda tidak lagi menangani kasus ini", []) in told(obj)
        rows = petugas_of(obj.pk).order_by("since").values_list("person", "reason")
        assert list(rows) == [(loans.people.asisten1.pk, ""), (loans.people.asisten2.pk, "Cuti.")]
        live_sound(fresh(obj))

    def test_not_by_the_institution(self, loans):
        obj = loans.open()
        with refused("E-PERM", guard="hak"):
            loans.do(obj, "pilih_petugas", "jaksel", petugas=str(loans.people.asisten1.pk))


class TestInterruption:
    def test_postponed_and_taken_up_again(self, loans):
        obj = loans.do(loans.approved(), "tunda", "admin", alasan="Atap bocor.")
        assert (obj.state, obj.sebelumnya) == ("ditunda", "disetujui")
        assert open_tasks(obj) == {"utama": ("lanjut", None)}
        assert ("Peminjaman ruang ditunda", ["institusi", "penyelia"]) in told(obj)
        with refused("E-STATE"):
            loans.do(obj, "selesaikan", "jaksel")
        obj = loans.do(fresh(obj), "lanjutkan", "komisioner", alasan="Sudah diperbaiki.")
        assert (obj.state, open_tasks(obj)) == (
            "disetujui",
            {"utama": ("lapor", None), "penjaga": ("kunci", None)},
        )
        live_sound(obj)

    def test_not_while_somebody_else_has_the_room(self, loans):
        obj = loans.do(loans.approved(), "tunda", "admin", alasan="Atap bocor.")
        loans.approved(by="bogor")
        with refused("E-GUARD", guard="ruang_bebas"):
            loans.do(obj, "lanjutkan", "admin", alasan="Sudah diperbaiki.")

    @pytest.mark.kills("fact:pinjam_ruang.permohonan", "fact:pinjam_ruang.!permohonan")
    def test_asked_for_and_refused(self, loans):
        obj = loans.approved()
        with refused("E-GUARD", guard="permohonan"):
            loans.do(obj, "tolak_permohonan", "admin", alasan="Tidak.")
        obj = loans.do(fresh(obj), "mohon_batal", "jaksel", alasan="Acara dibatalkan.")
        assert (obj.permohonan_jenis, obj.permohonan_alasan) == ("batal", "Acara dibatalkan.")
        assert open_tasks(obj)["permohonan"] == ("jawab", None)
        assert ("Permohonan menunggu keputusan", ["penyelia"]) in told(obj)
        with refused("E-STATE", guard="!permohonan"):
            loans.do(obj, "mohon_batal", "jaksel", alasan="Lagi.")
        obj = loans.do(fresh(obj), "tolak_permohonan", "komisioner", alasan="Sudah disiapkan.")
        assert (obj.permohonan_pada, obj.permohonan_jenis, obj.state) == (None, "", "disetujui")
        assert "permohonan" not in open_tasks(obj)
        live_sound(obj)

    def test_taken_back(self, loans):
        obj = loans.do(loans.approved(), "mohon_batal", "jaksel", alasan="Acara dibatalkan.")
        with refused("E-PERM", guard="hak"):
            loans.do(obj, "tarik_permohonan", "admin")
        assert loans.do(fresh(obj), "tarik_permohonan", "jaksel").permohonan_pada is None

    def test_cancelled_whether_asked_for_or_not(self, loans):
        obj = loans.do(loans.approved(), "mohon_batal", "jaksel", alasan="Acara dibatalkan.")
        obj = loans.do(obj, "batalkan", "admin", alasan="Sesuai permohonan.")
        assert (obj.state, obj.permohonan_pada, open_tasks(obj)) == ("gugur", None, {})
        paused = loans.do(loans.approved(by="bogor"), "tunda", "admin", alasan="Atap bocor.")
        assert loans.do(paused, "batalkan", "admin", alasan="Atap roboh.").state == "gugur"
        assert acts_of(paused)[-2:] == ["tunda", "batalkan"]
        other = loans.approved(by="bogor", ruang="rapat")
        with refused("E-REQ", field="alasan"):
            loans.do(other, "batalkan", "admin")

    def test_a_row_is_found_under_the_name_it_was_given(self, loans):
        model = type(loans.open())
        assert any_row(model, "tunda").ref == "PR-10"
        assert (model.tunda.__name__, model.tunda.__module__) == ("tunda", "tests.thirdtype.models")
        assert model.tunda.__doc__ == "The state is remembered; a request that was open is answered."

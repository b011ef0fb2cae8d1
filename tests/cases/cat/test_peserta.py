"""One participant: at the desk, in the room, sanctions, two people for one act, and what everybody may not do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cases.cat.models import PesertaV1
from cases.cat.tables import Pendaftar, Tempat
from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import database_now

from . import planted as tree
from .day import Day


@pytest.fixture
def day(exam: Any) -> Day:
    day = Day(exam)
    day.open()
    return day


def refused(call: Any) -> Any:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def guards(call: Any) -> list[str]:
    return [reason.guard for reason in refused(call).reasons]


PAPERS = {"dokumen": "ktp_el", "kartu_peserta": True, "pakaian": True}


class TestPapers:
    def show(self, day: Day, **data: Any) -> Any:
        return day.desk(1, "dokumen_sesuai", **{**PAPERS, **data})

    def test_nobody_shows_them_before_he_is_there(self, day: Day) -> None:
        assert guards(lambda: self.show(day)) == ["datang"]

    def test_what_each_document_needs(self, day: Day) -> None:
        day.come(1)
        today = day.fresh().tanggal
        for bad in (
            {"kartu_peserta": False},
            {"dokumen": "ikd_ktp"},
            {"dokumen": "kk_digital"},
            {"dokumen": "suket_ktp"},
            {"dokumen": "suket_ktp", "berlaku_sampai": (today - dt.timedelta(days=1)).isoformat()},
        ):
            assert guards(lambda bad=bad: self.show(day, **bad)) == ["dokumen_terpenuhi"], bad
        assert guards(lambda: self.show(day, pakaian=False)) == ["pakaian_sesuai"]
        self.show(day, dokumen="suket_ktp", berlaku_sampai=today.isoformat())
        assert day.states()[0] == "dokumen_sesuai"

    def test_a_child_card_is_for_the_young_of_a_school_alone(self, day: Day) -> None:
        day.come(1)
        assert "dokumen" in refused(lambda: self.show(day, dokumen="kia")).errors
        tree.put(tree.again(day.event), jenis="sekdin")
        today = day.fresh().tanggal
        born = Pendaftar.objects.filter(pk=day.registered[0].pk)
        born.update(tanggal_lahir=today.replace(year=today.year - 17, day=min(today.day, 28)))
        assert "dokumen" in refused(lambda: self.show(day, dokumen="kia")).errors
        born.update(tanggal_lahir=today.replace(year=today.year - 16, day=min(today.day, 28)))
        self.show(day, dokumen="kia")

    def test_abroad_a_passport_and_a_card(self, day: Day) -> None:
        day.come(1)
        Tempat.objects.filter(pk=day.place.tempat_id).update(luar_negeri=True)
        assert "dokumen" in refused(lambda: self.show(day)).errors
        assert guards(lambda: self.show(day, dokumen="paspor", kartu_peserta=False)) == ["dokumen_terpenuhi"]
        self.show(day, dokumen="paspor")

    def test_of_a_career_selection_no_card_is_asked(self, day: Day) -> None:
        day.come(1)
        tree.put(tree.again(day.event), jenis="karier")
        self.show(day, dokumen="kartu_pegawai", kartu_peserta=False)

    def test_the_team_of_the_room_does_not_register(self, day: Day) -> None:
        assert refused(lambda: day.desk(1, "catat_kedatangan", "tpc1")).code == "E-PERM"


class TestFace:
    @pytest.fixture
    def shown(self, day: Day) -> Day:
        day.come(1)
        day.desk(1, "dokumen_sesuai", **PAPERS)
        return day

    EXCEPTION = {
        "percobaan_gagal": 2,
        "foto_pembanding": "identitas",
        "hasil_sesuai": True,
        "alasan": "Kamera buram",
    }

    def test_it_must_match(self, shown: Day) -> None:
        call = lambda: shown.desk(1, "wajah_sesuai", data_sesuai=True, wajah_sesuai=False)  # noqa: E731
        assert guards(call) == ["data_dan_wajah_cocok"]
        shown.desk(1, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)

    def test_an_exception_takes_both(self, shown: Day) -> None:
        shown.desk(1, "pengecualian_wajah", "tpc1", **self.EXCEPTION)
        assert shown.states()[0] == "dokumen_sesuai"
        assert (
            refused(lambda: shown.desk(1, "pengecualian_wajah", "tpc1", **self.EXCEPTION)).code == "E-GUARD"
        )
        shown.desk(1, "pengecualian_wajah", "jaksel", **self.EXCEPTION)
        assert (shown.states()[0], shown.person(1).dengan_pengecualian) == ("wajah_sesuai", True)

    @pytest.mark.parametrize(
        ("change", "guard"),
        [({"percobaan_gagal": 0}, "percobaan_gagal"), ({"hasil_sesuai": False}, "foto_cocok")],
    )
    def test_after_a_failure_and_with_the_photo(self, shown: Day, change: dict[str, Any], guard: str) -> None:
        call = lambda: shown.desk(1, "pengecualian_wajah", "tpc1", **{**self.EXCEPTION, **change})  # noqa: E731
        assert guards(call) == [guard]

    def test_without_either_there_is_no_pin(self, shown: Day) -> None:
        assert refused(lambda: shown.desk(1, "beri_pin")).code == "E-STATE"


class TestLate:
    def test_who_comes_after_closing_is_late(self, day: Day) -> None:
        day.close()
        day.come(1, seconds=90)
        assert guards(lambda: day.desk(1, "gugur_terlambat")) == ["datang_setelah_pin_ditutup"], "was in time"
        moment = day.fresh().pin_ditutup_pada
        PesertaV1.objects.filter(pk=day.person(1).pk).update(datang_pada=moment)
        day.desk(1, "gugur_terlambat")
        assert day.states()[0] == "gugur"

    def test_who_queued_in_time_is_decided_by_both_before_the_start(self, day: Day) -> None:
        day.come(1)
        day.come(2)
        day.close()
        for n in (1, 2):
            day.desk(n, "dokumen_sesuai", **PAPERS)
            day.desk(n, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)
        assert refused(lambda: day.desk(1, "beri_pin")).code == "E-STATE"
        day.together("pin_antrean", on=1, alasan="Antre sejak pagi")
        day.together("gugur_pin_ditutup", on=2, alasan="Tidak menunggu")
        assert day.states() == ["ber_pin", "gugur"]
        assert day.person(1).pin != ""

    def test_who_has_not_come_is_absent_only_after_closing(self, day: Day) -> None:
        assert guards(lambda: day.desk(1, "tandai_tidak_hadir")) == ["pin_ditutup"]
        day.close()
        day.desk(1, "tandai_tidak_hadir")
        PesertaV1.objects.filter(pk=day.person(1).pk).update(
            datang_pada=database_now() + dt.timedelta(minutes=5)
        )
        day.desk(1, "gugur_terlambat")
        day.together("koreksi_salah_catat", on=1, alasan="Salah orang")
        assert day.states()[0] == "terdaftar", "where he was before both"

    def test_nobody_comes_before_closing_once_it_has_begun(self, day: Day) -> None:
        day.admit(1)
        day.seat(1)
        day.close()
        day.desk(2, "tandai_tidak_hadir")
        day.brief()
        day.begin()
        early = (day.fresh().pin_ditutup_pada - dt.timedelta(seconds=1)).isoformat()
        assert "waktu_datang" in refused(lambda: day.desk(2, "catat_kedatangan", waktu_datang=early)).errors
        assert refused(lambda: day.together("koreksi_salah_catat", on=2, alasan="Salah")).code == "E-STATE"


class TestRoom:
    def test_two_do_not_share_a_seat(self, day: Day) -> None:
        day.admit(1)
        day.admit(2)
        day.seat(1)
        day.desk(2, "periksa_fisik", bebas=True, loker="")
        seat = {"data_sesuai": True, "wajah_sesuai": True, "kursi": "A1"}
        found = refused(lambda: day.desk(2, "masuk_ruang", "tpc1", **seat))
        assert [error.code for error in found.errors["kursi"]] == ["E-DUP"]
        day.desk(2, "masuk_ruang", "tpc1", **{**seat, "kursi": "A2"})

    def test_one_who_logs_in_later_begins_later(self, day: Day) -> None:
        for n in (1, 2):
            day.admit(n)
            day.seat(n)
        day.close()
        day.brief()
        assert guards(lambda: day.do("mulai_sesi", kode_sesi="A", jumlah_masuk=1)) == [
            "semua_hadir_masuk_atau_dijelaskan"
        ]
        assert guards(lambda: day.desk(2, "catat_masuk_cat", "tpc1")) == ["sesi_berlangsung"]
        day.begin(belum_masuk=[{"nomor_peserta": "P0002", "alasan": "Lupa sandi"}])
        assert day.states() == ["mengerjakan", "hadir"]
        day.over()
        assert guards(lambda: day.do("akhiri_sesi")) == ["tanpa_peserta_belum_mulai"]
        day.desk(2, "catat_masuk_cat", "tpc1")
        assert day.states() == ["mengerjakan", "mengerjakan"]

    def test_who_never_begins_is_decided_by_both(self, day: Day) -> None:
        day.admit(1)
        assert refused(lambda: day.together("tidak_memulai", on=1, alasan="Sakit")).code == "E-STATE"
        day.close()
        assert guards(day.brief) == ["semua_ber_pin_diputus"]
        day.together("tidak_memulai", on=1, alasan="Sakit")
        assert day.states()[0] == "tidak_memulai"
        day.brief()

    def test_who_queues_keeps_the_start(self, day: Day) -> None:
        day.come(1)
        day.close()
        day.brief()
        assert guards(day.begin) == ["tanpa_peserta_antre"]

    def test_what_the_participant_does_himself_has_no_door_yet(self, day: Day) -> None:
        day.admit(1)
        day.seat(1)
        day.close()
        day.desk(2, "tandai_tidak_hadir")
        day.brief()
        day.begin()
        for who in ("tpc1", "jaksel", "ppss"):
            assert refused(lambda who=who: day.desk(1, "selesai", who)).code == "E-PERM"
        perform(day.person(1), "selesai", actor=SYSTEM)
        day.do("akhiri_sesi")
        assert day.states() == ["selesai", "tidak_hadir"]


class TestSanctions:
    @pytest.fixture
    def inside(self, day: Day) -> Day:
        day.admit(1)
        day.seat(1)
        return day

    def test_a_warning_comes_before_the_end(self, inside: Day) -> None:
        end = {"kode": "j1", "alasan": "Bicara terus", "berat": False}
        assert guards(lambda: inside.desk(1, "batalkan_peserta", "tpc1", **end)) == ["teguran_atau_berat"]
        inside.desk(1, "teguran_lisan", "tpc1", kode="j1", uraian="Bicara")
        assert (inside.states()[0], inside.person(1).teguran) == ("hadir", 1)
        inside.desk(1, "batalkan_peserta", "tpc1", **end)
        assert inside.states()[0] == "dibatalkan"

    def test_what_is_grave_needs_none(self, inside: Day) -> None:
        inside.desk(1, "batalkan_peserta", "tpc1", kode="i3", alasan="Senjata", berat=True)

    def test_codes(self, inside: Day) -> None:
        assert (
            "kode" in refused(lambda: inside.desk(1, "teguran_lisan", "tpc1", kode="j6", uraian="x")).errors
        )
        data = {"kode": "j5", "alasan": "Merokok"}
        assert "kode" in refused(lambda: inside.desk(1, "diskualifikasi", "tpc1", **data)).errors
        assert (
            refused(lambda: inside.desk(1, "teguran_lisan", "jaksel", kode="j1", uraian="x")).code == "E-PERM"
        )

    def test_disqualified_by_both(self, inside: Day) -> None:
        inside.together("diskualifikasi", on=1, kode="j6", alasan="Menyebar soal")
        assert inside.states()[0] == "didiskualifikasi"

    def test_after_the_event_with_its_addenda(self, inside: Day) -> None:
        tree.put(tree.again(inside.event), "selesai")
        call = lambda: inside.desk(1, "diskualifikasi", "tpc1", kode="j6", alasan="Menyebar soal")  # noqa: E731
        assert guards(call) == ["addendum_bila_acara_selesai"]


def test_another_institution_sees_nobody(day: Day) -> None:
    assert refused(lambda: day.desk(1, "catat_kedatangan", "bogor")).code == "E-HIDE"


def test_nothing_of_the_system_is_pressed_by_hand(day: Day) -> None:
    for act, on in (("tutup_pin", None), ("tunda", None), ("gangguan_lokasi", None)):
        for who in ("tpc1", "ppss"):
            assert refused(lambda act=act, who=who, on=on: day.do(act, who, on=on)).code in {
                "E-PERM",
                "E-STATE",
            }
    assert refused(lambda: day.desk(1, "mulai_menyusul", "tpc1")).code in {"E-PERM", "E-STATE"}
    assert day.fresh().state == "registrasi"

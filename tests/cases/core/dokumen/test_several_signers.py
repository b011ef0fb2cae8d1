"""Documents with several lines: lanes, order, persons, the institution's line, replacement, MST (§13.10, §16.8)."""

import pytest

from cases.core.doing.claims import claim
from cases.dokumen.files import content_of
from cases.dokumen.models import Dokumen
from documents.rendering import attached_data
from documents.signing import verify
from tests.support.world import acts_of, fresh, live_sound, open_task, open_tasks, refused

pytestmark = pytest.mark.req("CB-239")


@pytest.mark.parametrize("order", [("asisten1", "jaksel"), ("jaksel", "asisten1")])
def test_both_sign_in_either_order(desk, order):
    paper = desk.paper("ba_uji")
    both = {"penandatangan_1": ("orang_1", "asisten1"), "penandatangan_2": ("institusi_2", None)}
    assert open_tasks(paper) == both
    first, second = order
    draft = content_of(paper.berkas)
    paper = desk.sign(paper, first)
    assert paper.state == "menunggu_ttd"
    assert len(open_tasks(paper)) == 1
    half = content_of(paper.berkas)
    assert attached_data(half)["isi"] == attached_data(draft)["isi"]
    paper = desk.sign(paper, second)
    assert paper.state == "ditandatangani"
    whole = content_of(paper.berkas)
    assert whole.startswith(half)
    found = verify(whole)
    assert found.genuine, found.problem
    assert {one.field for one in found.signatures} == {"penandatangan_1", "penandatangan_2"}
    assert all(one.signed_at for one in found.signatures)
    assert [row.signed_by.username for row in paper.signers] == ["asisten1", "jaksel"]
    live_sound(paper)


def test_who_signs_second_must_have_seen_the_first_signature(desk):
    paper = desk.paper("ba_uji")
    seen = paper.berkas.sha256
    desk.sign(paper, "asisten1")
    with refused("E-STALE"):
        desk.sign(paper, "jaksel", sidik=seen)


@pytest.mark.kills("guard:dokumen.baris_terbuka")
def test_twice_by_the_same(desk):
    paper = desk.sign(desk.paper("ba_uji"), "asisten1")
    with refused("E-GUARD", guard="baris_terbuka"):
        desk.sign(paper, "asisten1")


@pytest.mark.req("CB-61")
@pytest.mark.kills("guard:dokumen.orang_berbeda")
def test_one_person_signs_one_line_where_the_kind_demands_it(desk):
    paper = desk.sign(desk.paper("ba_orang_sama"), "asisten1")
    with refused("E-GUARD", guard="orang_berbeda"):
        desk.sign(paper, "asisten1")


def test_and_both_where_it_does_not(desk):
    paper = desk.sign(desk.sign(desk.paper("ba_bebas"), "asisten1"), "asisten1")
    assert paper.state == "ditandatangani"


def test_a_colleague_of_the_institution_may_sign_its_line(desk):
    paper = desk.sign(desk.paper("ba_uji"), "jaksel2")
    assert paper.signers[1].signed_by.username == "jaksel2"
    with refused("E-GUARD", guard="baris_terbuka"):
        desk.sign(paper, "jaksel")


def test_a_claimed_line_refuses_the_colleague_and_not_the_other_line(desk):
    paper = desk.paper("ba_uji")
    task = open_task(paper, "institusi_2")
    assert claim(desk.people.jaksel2, task.pk).owner == desk.people.jaksel2
    with refused("E-GUARD", guard="tugas_dipegang"):
        desk.sign(paper, "jaksel")
    assert desk.sign(paper, "asisten1").signers[0].signed_by.username == "asisten1"


def test_another_institution_signs_nothing(desk):
    paper = desk.paper("ba_uji")
    with refused("E-HIDE"):
        desk.sign(paper, "bogor")


def test_a_refusal_voids_what_the_other_has_signed(desk):
    paper = desk.sign(desk.paper("ba_uji"), "asisten1")
    paper = desk.do(paper, "tolak_tanda_tangan", "jaksel", alasan="Jumlah peserta salah.")
    assert [row.signed_by for row in paper.signers] == [None, None]
    assert (paper.state, paper.konsep) == ("konsep", 2)
    with refused("E-HIDE"):  # a draft is KASN's paper again
        desk.sign(paper, "jaksel")
    live_sound(paper)


@pytest.mark.req("SJ-137")
def test_another_petugas_gets_the_line_on_a_new_draft(desk):
    paper = desk.sign(desk.paper("ba_uji"), "jaksel")
    paper = desk.do(
        paper, "ganti_petugas", "komisioner", petugas=str(desk.people.asisten2.pk), alasan="Cuti."
    )
    assert (paper.state, paper.konsep, paper.disusun) == ("konsep", 2, True)
    assert [(row.user and row.user.username, row.signed_by) for row in paper.signers] == [
        ("asisten2", None),
        (None, None),
    ]
    desk.work()
    paper = fresh(paper)
    assert open_tasks(paper) == {"utama": ("periksa", "asisten2")}
    paper = desk.do(paper, "ajukan", "asisten2")
    with refused("E-PERM"):
        desk.sign(paper, "asisten1")
    paper = desk.sign(desk.sign(paper, "asisten2"), "jaksel")
    assert paper.state == "ditandatangani"
    live_sound(paper)


@pytest.mark.req("SJ-137")
@pytest.mark.kills("guard:dokumen.petugas_berbeda")
@pytest.mark.parametrize("upto", ["ditandatangani", "terkirim"])
def test_another_petugas_after_the_signatures_changes_nothing_signed(desk, upto):
    paper = desk.paper("ba_uji", upto)
    file = paper.berkas_id
    paper = desk.do(
        paper, "ganti_petugas", "admin", petugas=str(desk.people.asisten2.pk), alasan="Pindah tugas."
    )
    assert (paper.state, paper.berkas_id, paper.case.assignee.username) == (upto, file, "asisten2")
    with refused("E-RNG", field="petugas"):
        desk.do(paper, "ganti_petugas", "admin", petugas=str(desk.people.asisten2.pk), alasan="Lagi.")
    live_sound(paper)


@pytest.mark.kills("guard:dokumen.belum_diganti")
def test_a_replacement_is_a_new_document_that_names_the_old_one(desk):
    paper = desk.paper("ba_uji", "terkirim")
    file = paper.berkas.sha256
    paper = desk.do(paper, "buat_pengganti", "asisten1", alasan="Salah ketik nama ketua.")
    desk.work()
    new = fresh(Dokumen.objects.get(menggantikan=paper.pk))
    assert (new.state, new.siap, new.jenis) == ("konsep", True, "ba_uji")
    assert new.kode != paper.kode
    assert [row.peran for row in new.signers] == ["Tim Pelaksana CAT", "Panitia Seleksi"]
    assert fresh(paper).berkas.sha256 == file
    with refused("E-GUARD", guard="belum_diganti"):
        desk.do(paper, "buat_pengganti", "asisten1", alasan="Sekali lagi.")
    live_sound(new)
    live_sound(fresh(paper))


def test_a_cancelled_replacement_replaces_nothing(desk):
    paper = desk.do(desk.paper("ba_uji", "terkirim"), "buat_pengganti", "asisten1", alasan="Salah ketik.")
    with refused("E-GUARD", guard="belum_diganti"):  # the job has not run yet
        desk.do(paper, "buat_pengganti", "asisten1", alasan="Dua kali.")
    desk.work()
    first = fresh(Dokumen.objects.get(menggantikan=paper.pk))
    desk.do(first, "batalkan", "asisten1", alasan="Keliru.")
    desk.do(fresh(paper), "buat_pengganti", "asisten1", alasan="Kali ini benar.")
    desk.work()
    assert Dokumen.objects.filter(menggantikan=paper.pk).count() == 2
    assert fresh(paper).pengganti.pk != first.pk


def test_a_cancelled_letter_is_made_again(desk):
    letter = desk.do(desk.approval(), "batalkan", "asisten1", alasan="Salah tanggal.")
    letter = desk.do(letter, "buat_pengganti", "asisten1", alasan="Dengan tanggal yang benar.")
    desk.work()
    new = fresh(Dokumen.objects.get(menggantikan=letter.pk))
    assert (new.state, new.isi["perihal"]) == ("konsep", letter.isi["perihal"])
    live_sound(letter)


@pytest.mark.req("SJ-137")
def test_the_line_of_somebody_who_left_goes_to_the_new_petugas(desk):
    paper = desk.paper("ba_bebas")
    paper.penandatangan.filter(urutan__in=(1, 2)).update(user=desk.people.komisioner)
    desk.people.komisioner.is_active = False
    desk.people.komisioner.save()
    paper = desk.do(
        fresh(paper), "ganti_petugas", "admin", petugas=str(desk.people.asisten2.pk), alasan="Pensiun."
    )
    assert {row.user.username for row in paper.signers} == {"asisten2"}


@pytest.mark.req("CB-240")
class TestMst:
    def test_uploaded_to_mst(self, desk):
        paper = desk.paper("ba_uji", "terkirim")
        assert open_tasks(paper) == {"utama": ("unggah", "asisten1")}
        paper = desk.do(paper, "catat_unggah", "asisten1", mst_id="MST-7", waktu="2026-11-20 10:00:00")
        assert (paper.state, paper.mst_id, open_tasks(paper)) == ("terunggah", "MST-7", {})
        live_sound(paper)

    def test_not_before_it_is_signed_and_sent(self, desk):
        paper = desk.paper("ba_uji", "ditandatangani")
        with refused("E-STATE"):
            desk.do(paper, "catat_unggah", "asisten1", mst_id="MST-7", waktu="2026-11-20 10:00:00")

    @pytest.mark.kills("fact:dokumen.mst")
    def test_a_kind_that_does_not_go_there(self, desk):
        letter = desk.do(desk.sign(desk.approval(), "asisten1"), "kirim", "asisten1")
        with refused("E-STATE"):
            desk.do(letter, "catat_unggah", "asisten1", mst_id="MST-7", waktu="2026-11-20 10:00:00")

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"mst_id": ""}, "E-REQ", "mst_id"),
            ({"waktu": "kemarin"}, "E-FMT", "waktu"),
            ({"waktu": "2999-01-01 00:00:00"}, "E-RNG", "waktu"),
        ],
    )
    def test_bad_input(self, desk, changes, code, field):
        paper = desk.paper("ba_uji", "terkirim")
        with refused(code, field=field):
            desk.do(
                paper,
                "catat_unggah",
                "asisten1",
                **{"mst_id": "M", "waktu": "2026-11-20 10:00:00", **changes},
            )


def test_cancelled_before_the_last_signature(desk):
    paper = desk.do(desk.sign(desk.paper("ba_uji"), "asisten1"), "batalkan", "asisten1", alasan="Batal.")
    assert (paper.state, open_tasks(paper)) == ("dibatalkan", {})
    assert acts_of(paper)[-1] == "batalkan"
    live_sound(paper)

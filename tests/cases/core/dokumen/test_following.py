"""Letters follow their case: another petugas of the case is another petugas of its letters, at once (SJ-137)."""

import pytest

from cases.core.reading.selectors import subject_of
from cases.dokumen import jobs
from cases.dokumen.models import Dokumen
from tests.support.world import acts_of, fresh, live_sound, open_tasks, refused
from workflows.gate import perform

pytestmark = pytest.mark.req("SJ-137")


def handed_over(desk, seleksi, to="asisten2", by="komisioner"):
    """Ganti petugas of the selection."""
    data = {"petugas": str(desk.person(to).pk), "alasan": "Cuti."}
    return perform(seleksi, "ganti_petugas", actor=desk.person(by), data=data).obj


def parent_of(letter):
    return subject_of(letter.induk)


def test_a_waiting_letter_goes_along_with_task_and_line(desk):
    letter = desk.approval()
    handed_over(desk, parent_of(letter))
    letter = fresh(letter)
    assert (letter.state, letter.case.assignee.username) == ("konsep", "asisten2")
    assert [row.user.username for row in letter.signers] == ["asisten2"]
    assert acts_of(letter)[-1] == "ganti_petugas"
    with refused("E-STATE"):
        desk.sign(letter, "asisten1")
    desk.work()
    letter = fresh(letter)
    assert open_tasks(letter) == {"utama": ("periksa", "asisten2")}
    letter = desk.do(letter, "ajukan", "asisten2")
    with refused("E-PERM"):
        desk.sign(letter, "asisten1")
    letter = desk.sign(letter, "asisten2")
    assert (letter.state, letter.signers[0].nama) == ("ditandatangani", "Asisten 2")
    live_sound(letter)
    live_sound(parent_of(letter))


def test_a_signed_one_keeps_its_signature_and_changes_hands(desk):
    letter = desk.sign(desk.approval(), "asisten1")
    file = letter.berkas_id
    handed_over(desk, parent_of(letter), by="admin")
    letter = fresh(letter)
    assert (letter.state, letter.berkas_id, letter.signers[0].signed_by.username) == (
        "ditandatangani",
        file,
        "asisten1",
    )
    assert open_tasks(letter) == {"utama": ("kirimkan", "asisten2")}
    with refused("E-PERM"):
        desk.do(letter, "kirim", "asisten1")
    assert desk.do(letter, "kirim", "asisten2").state == "terkirim"


def test_every_letter_of_the_case_and_no_other(desk):
    letter, other = desk.approval(), desk.paper("ba_uji", nth=1)
    seleksi = parent_of(letter)
    desk.steps.do(seleksi, "asisten1", "rekomendasi", isi="<p>Uji.</p>", no_surat="R-1")
    desk.work()
    handed_over(desk, parent_of(letter))
    held = dict(Dokumen.objects.values_list("jenis", "case__assignee__username"))
    assert held == {"surat_persetujuan": "asisten2", "rekomendasi_rencana": "asisten2", "ba_uji": "asisten1"}
    assert fresh(other).state == "menunggu_ttd"


def test_one_that_is_over_or_somebody_elses_stays(desk):
    over = desk.do(desk.approval(), "batalkan", "asisten1", alasan="Keliru.")
    handed_over(desk, parent_of(over))
    assert fresh(over).case.assignee.username == "asisten1"
    apart = desk.do(
        desk.paper("ba_uji", nth=1),
        "ganti_petugas",
        "admin",
        petugas=str(desk.people.asisten2.pk),
        alasan="Khusus.",
    )
    handed_over(desk, parent_of(apart), to="asisten2")
    assert fresh(apart).case.assignee.username == "asisten2"
    handed_over(desk, parent_of(apart), to="asisten1")
    assert fresh(apart).case.assignee.username == "asisten1"


def test_one_that_is_not_written_yet_is_the_new_ones(desk):
    seleksi = desk.steps.approved()
    handed_over(desk, seleksi)
    desk.work()
    letter = desk.of(seleksi, "surat_persetujuan")
    assert letter.case.assignee.username == "asisten2"
    assert open_tasks(letter) == {"penandatangan_1": ("orang_1", "asisten2")}


def test_nor_one_that_is_being_written(desk, monkeypatch):
    """The petugas changes while the draft is rendered: it is written once more, for the new one."""
    seleksi = desk.steps.approved()
    draw, drawn = jobs._draw, []

    def slow(obj, lines, person):
        upload = draw(obj, lines, person)
        drawn.append(person.username)
        if len(drawn) == 1:
            handed_over(desk, seleksi)
        return upload

    monkeypatch.setattr(jobs, "_draw", slow)
    desk.work()
    letter = desk.of(seleksi, "surat_persetujuan")
    assert drawn == ["asisten1", "asisten2"]
    assert [row.user.username for row in letter.signers] == ["asisten2"]
    assert letter.case.assignee.username == "asisten2"


def test_when_it_cannot_follow_the_case_does_not_change_hands(desk, monkeypatch):
    letter = desk.approval()

    def fail(move):
        raise RuntimeError("no")

    monkeypatch.setattr("cases.dokumen.models.Dokumen.begin_draft", lambda *a, **k: fail(None))
    with pytest.raises(RuntimeError):
        handed_over(desk, parent_of(letter))
    assert fresh(letter).case.assignee.username == "asisten1"
    assert parent_of(fresh(letter)).case.assignee.username == "asisten1"


def test_a_replacement_is_signed_by_who_has_it_now(desk):
    letter = desk.do(desk.sign(desk.approval(), "asisten1"), "kirim", "asisten1")
    handed_over(desk, parent_of(letter))
    desk.do(fresh(letter), "buat_pengganti", "asisten2", alasan="Salah tulis.")
    desk.work()
    newer = fresh(Dokumen.objects.get(menggantikan=letter.pk))
    assert [row.user.username for row in newer.signers] == ["asisten2"]

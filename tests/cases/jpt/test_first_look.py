"""What somebody sees who looks at the pages for the first time: where it stands, how many, whom, and the way back."""

from __future__ import annotations

import pytest

from cases.dokumen.case_type import DOKUMEN
from cases.jpt.case_type import JPT
from cases.jpt.process_views.frame import NAMED, with_names
from cases.nomenklatur.case_type import NOMENKLATUR
from cases.shell.showing import tracker_of
from tests.support.world import fresh

DONE, NOW, LATER = "done", "current", "todo"


@pytest.mark.parametrize(
    ("kind", "state", "stages"),
    [
        (JPT, "baru", [NOW, LATER, LATER, LATER]),
        (JPT, "disetujui", [DONE, NOW, LATER, LATER]),
        (JPT, "tiga_besar", [DONE, DONE, NOW, LATER]),
        (JPT, "laporan", [DONE, DONE, NOW, LATER]),
        (JPT, "lulus", [DONE, DONE, DONE, NOW]),
        (JPT, "selesai", [DONE, DONE, DONE, DONE]),
        (DOKUMEN, "menunggu_ttd", [DONE, NOW, LATER]),
        (DOKUMEN, "ditandatangani", [DONE, DONE, NOW]),
        (DOKUMEN, "terkirim", [DONE, DONE, DONE]),
    ],
)
def test_the_tracker_says_what_is_under_way(kind, state, stages):
    assert [stage["status"] for stage in tracker_of(kind, state, ())] == stages


@pytest.mark.parametrize(
    ("kind", "state", "visited", "stages", "noted"),
    [
        (JPT, "ditunda", ("baru", "disetujui"), [DONE, NOW, LATER, LATER], 1),
        (JPT, "ditunda", ("baru", "disetujui", "proses_pelamar"), [DONE, NOW, LATER, LATER], 1),
        (JPT, "ditunda", ("tiga_besar", "laporan", "lulus"), [DONE, DONE, DONE, NOW], 3),
        (JPT, "ditunda", ("laporan", "proses_penilaian"), [DONE, NOW, LATER, LATER], 1),
        (JPT, "dibatalkan", ("baru", "disetujui"), [DONE, LATER, LATER, LATER], 1),
        (JPT, "ditolak", ("baru",), [LATER] * 4, 0),
        (NOMENKLATUR, "nonaktif", ("baru", "disetujui"), [DONE] * 3, 2),
    ],
)
def test_a_pause_and_an_end_leave_the_tracker_as_it_was(kind, state, visited, stages, noted):
    found = tracker_of(kind, state, visited)
    assert [stage["status"] for stage in found] == stages
    assert [n for n, stage in enumerate(found) if stage["note"]] == [noted]


def test_many_names_are_folded_away():
    few, many = [f"Ani {n}" for n in range(NAMED)], [f"<Ani {n}>" for n in range(NAMED + 1)]
    assert with_names("Terima", few) == "Terima: Ani 0, Ani 1, Ani 2, Ani 3, Ani 4."
    said = with_names("Terima", many)
    assert said.startswith('Terima. <details class="alur-message__more"><summary>Lihat nama</summary>')
    assert said.count("&lt;Ani") == NAMED + 1


def test_back_to_a_form_that_was_sent(steps, browse):
    """Going back shows what became of it, not a refusal; nothing offers to send it once more."""
    seleksi = steps.reviewed()
    person, address = browse("asisten1"), f"/kasus/{seleksi.pk}/t/perbaikan/"
    form = person.get(address)
    sent = person.post(address, {**form.hidden(), "pesan": "<p>Tambahkan jadwal.</p>"})
    assert sent.status == 302
    back = person.get(address, draf=form.hidden()["idempotency_key"])
    assert (back.status, "Sudah dikirim" in back.text, "Isi formulir baru" in back.text) == (200, True, False)
    plain = person.get(address)
    assert (plain.status, plain.codes) == (409, {"E-STATE"})
    assert "Perbaikan tidak dapat dilakukan pada status Perbaikan." in plain.text
    assert seleksi.case.number in plain.text


def test_the_strip_counts_who_took_part(steps, browse):
    seleksi = steps.reported()
    text = browse("asisten1").get(f"/kasus/{seleksi.pk}/proses/").text
    number = fresh(seleksi).kandidat.count()
    assert f"Rekam jejak {number} mengikuti" in text
    assert "0 kandidat" not in text

"""Points of a plan and of a report (SJ-76, SJ-78, SJ-115, SJ-117)."""

import pytest

from cases.core.doing.corrections import points_of
from cases.core.models import Correction
from tests.support.world import refused


def points(seleksi):
    return points_of(Correction.objects.select_related("revision").get(case=seleksi.case))


@pytest.mark.req("SJ-76", "SJ-78")
def test_a_plan_is_corrected_point_by_point(steps, browse):
    seleksi = steps.reviewed()
    asked = [
        {"bagian": "jadwal", "isi": "Pengumuman paling singkat 15 hari."},
        {"bagian": "panitia", "isi": "Tambah anggota."},
    ]
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Dua hal.</p>", poin=asked)
    assert "Pengumuman paling singkat" in browse("jaksel").get(f"/kasus/{seleksi.pk}/t/kirim_perbaikan/").text
    assert "Pengumuman paling singkat" in browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
    unanswered = steps.plan()
    with refused("E-REQ", field="tanggapan_poin"):
        steps.do(seleksi, "jaksel", "kirim_perbaikan", **unanswered)
    rows = [{"poin": p.id, "tanggapan": f"Jawaban {p.number}"} for p in points(seleksi)]
    lines = [{"kegiatan": "Pengumuman", "mulai": "01/12/2026", "akhir": "20/12/2026"}]
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **steps.plan(jadwal=lines), tanggapan_poin=rows)
    assert [(p.answer, p.changed) for p in points(seleksi)] == [("Jawaban 1", True), ("Jawaban 2", False)]


@pytest.mark.req("SJ-115", "SJ-117")
def test_a_report_is_corrected_point_by_point(steps):
    seleksi = steps.reported()
    asked = [{"bagian": "keterangan", "isi": "Sebutkan tanggal setiap tahapan."}]
    seleksi = steps.do(seleksi, "asisten1", "perbaiki", alasan="<p>Satu hal.</p>", poin=asked)
    unanswered = steps.report()
    with refused("E-REQ", field="tanggapan_poin"):
        steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **unanswered)
    rows = [{"poin": points(seleksi)[0].id, "tanggapan": "Sudah disebut."}]
    report = steps.report(keterangan="<p>Seluruh tahapan: 1–20 November.</p>")
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **report, tanggapan_poin=rows)
    assert [(p.answer, p.settled) for p in points(seleksi)] == [("Sudah disebut.", True)]

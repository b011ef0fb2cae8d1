"""The whole selection of the regulation's example, from the plan to the official."""

import pytest

from workflows.ledger import verify_stream


@pytest.mark.req("SJ-136", "SL-2")
def test_from_plan_to_official(steps):
    seleksi = steps.submitted()
    assert (seleksi.state, steps.tasks(seleksi)) == ("baru", {("utama", "Pilih petugas", None)})
    seleksi = steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    assert steps.tasks(seleksi) == {("utama", "Telaah rencana", "asisten1")}
    seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Lengkap.</p>")
    assert (seleksi.state, steps.tasks(seleksi)) == ("disetujui", {("utama", "Input jumlah pelamar", None)})


@pytest.mark.req("SL-22")
def test_to_the_end(steps):
    seleksi = steps.finished()
    assert (seleksi.state, steps.tasks(seleksi)) == ("selesai", set())
    assert verify_stream(seleksi.case.pk, head=seleksi.case.head, length=seleksi.case.seq) is None

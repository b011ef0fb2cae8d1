"""The people of an event at their pages: what each sees first, and the letter from the first click to the last."""

import pytest

from tests.support.in_browser import look

from .pages import enter

pytestmark = pytest.mark.browser


def test_a_letter_is_written_sent_and_passed_on(steps, live_server, page, faults):
    enter(page, live_server, "pansel_jaksel", "/event/baru/ajukan_permohonan/")
    page.get_by_label("Jenis seleksi").select_option("cpns")
    page.get_by_label("Materi").fill("SKD")
    page.get_by_label("Nomor surat").fill("B/12/2026")
    page.get_by_label("Tanggal surat").fill("30/11/2026")
    page.get_by_label("Perihal").fill("Permohonan pelaksanaan seleksi")
    page.get_by_label("Ditujukan kepada").select_option("kepala_bkn")
    page.get_by_label("Estimasi jumlah peserta").fill("20")
    look(page, "acara-permohonan")
    event = steps.letter()
    enter(page, live_server, "pansel_jaksel", f"/kasus/{event.pk}/")
    look(page, "acara-pansel")
    enter(page, live_server, "kepala_bkn", "/")
    look(page, "acara-kepala-beranda")
    enter(page, live_server, "kepala_bkn", f"/kasus/{event.pk}/")
    look(page, "acara-kepala")
    page.get_by_role("button", name="Disposisi", exact=True).click()
    page.get_by_label("Tanggal disposisi").fill("30/11/2026")
    look(page, "acara-disposisi")
    assert faults == []


def test_the_schedule(steps, live_server, page, faults):
    event = steps.with_people()
    enter(page, live_server, "ppss", "/")
    look(page, "acara-ppss-kotak")
    enter(page, live_server, "ppss", f"/kasus/{event.pk}/t/tetapkan_jadwal/")
    look(page, "acara-jadwal")
    enter(page, live_server, "ppss", f"/kasus/{event.pk}/t/catat_tim/")
    look(page, "acara-tim")
    assert faults == []

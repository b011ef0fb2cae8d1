"""A file goes up as soon as it is chosen, and the draft names it (SJ-71, SJ-140)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from cases.core.models import Draft
from documents.models import Attachment, Upload
from tests.cases.core.test_drafts_in_browser import fill_login, kept, log_in, site, world  # noqa: F401  fixtures
from tests.cases.jpt.steps import Steps
from tests.documents.material import HTML, PDF

pytestmark = pytest.mark.req("SJ-71", "SJ-140")
LETTER = {"name": "permohonan.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def steps(world: Any) -> Steps:  # noqa: F811
    return Steps(world.people)


@pytest.fixture
def form(page: Any, site: str, steps: Steps, s3: Any) -> str:  # noqa: F811
    log_in(page, site, "jaksel")
    address = f"{site}/kasus/{steps.approved().pk}/t/mohon_batal/"
    page.goto(address)
    return address


def ticked(page: Any, name: str) -> Any:
    return page.get_by_label(re.compile(rf"^{re.escape(name)} \("))


def test_left_and_come_back_to(page, form):
    page.locator("input[type=file]").set_input_files(LETTER)
    ticked(page, "permohonan.pdf").wait_for()
    kept(page)
    assert page.locator("input[type=file]").evaluate("one => one.files.length") == 0
    page.get_by_role("link", name="Tugas saya").first.click()
    page.wait_for_url(lambda url: not url.startswith(form))
    page.goto(form)
    assert ticked(page, "permohonan.pdf").is_checked()
    [upload] = Upload.objects.filter(original_name="permohonan.pdf")
    assert str(upload.pk) in str(Draft.objects.get().data)
    page.get_by_label("Alasan").fill("Anggaran tidak tersedia.")
    page.get_by_role("button", name=re.compile("^Mohon")).click()
    page.wait_for_url(re.compile("^(?!.*/t/)"))
    assert Attachment.objects.filter(original_name="permohonan.pdf").count() == 1
    assert not Draft.objects.exists()


def test_another_one_takes_the_place_of_an_only_one_and_a_refused_one_is_told_at_once(page, site, steps, s3):  # noqa: F811
    log_in(page, site, "jaksel")
    page.goto(f"{site}/pejabat/tambah/")
    chooser = page.locator("input[type=file]")
    for name in ("satu.pdf", "dua.pdf"):
        chooser.set_input_files({**LETTER, "name": name})
        ticked(page, name).wait_for()
    assert [ticked(page, name).is_checked() for name in ("satu.pdf", "dua.pdf")] == [False, True]
    chooser.set_input_files({"name": "sk.html", "mimeType": "text/html", "buffer": HTML})
    page.get_by_text("Berkas “sk.html” ditolak: jenis berkas ini tidak diterima.").first.wait_for()
    assert Upload.objects.filter(original_name="sk.html").count() == 0
    assert ticked(page, "dua.pdf").is_checked()  # nothing has taken its place


def test_what_cannot_go_up_goes_with_the_form(page, form):
    page.route("**/unggahan/berkas/", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files(LETTER)
    page.get_by_text("Berkas belum tersimpan; ikut terkirim bersama formulir.").wait_for()
    page.get_by_label("Alasan").fill("Anggaran tidak tersedia.")
    page.get_by_role("button", name="Kembali", exact=True).click()
    page.wait_for_url(lambda url: not url.startswith(form))
    page.goto(form)
    assert ticked(page, "permohonan.pdf").is_checked()


def test_a_form_sent_at_once_waits_for_its_file(page, form):
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/unggahan/berkas/", hold)
    page.locator("input[type=file]").set_input_files(LETTER)
    page.get_by_label("Alasan").fill("Anggaran tidak tersedia.")
    page.get_by_role("button", name=re.compile("^Mohon")).click()
    page.get_by_text("Mengirim permohonan.pdf …").wait_for()
    assert page.url.startswith(form)
    held[0].continue_()
    page.wait_for_url(re.compile("^(?!.*/t/)"))
    assert Attachment.objects.filter(original_name="permohonan.pdf").count() == 1


def test_a_row_of_a_long_form(page, site, steps, s3):  # noqa: F811
    seleksi = steps.do(steps.reviewed(), "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>")
    log_in(page, site, "jaksel")
    address = f"{site}/kasus/{seleksi.pk}/t/kirim_perbaikan/"
    for number in range(1, 9):
        page.goto(f"{address}?langkah={number}")
        if page.locator("[name=panitia-0-nama]").count():
            break
    page.get_by_role("button", name="Tambah").last.click()
    page.locator("[name=panitia-1-nama]").fill("Budi")
    page.locator("input[type=file][name=panitia-1-berkas]").set_input_files({**LETTER, "name": "budi.pdf"})
    ticked(page, "budi.pdf").wait_for()
    page.locator("#baris-panitia-1 [data-rows-remove]").click()  # the row moves up, with its file
    assert ticked(page, "budi.pdf").get_attribute("name") == "panitia-0-berkas"
    kept(page)
    page.reload()
    assert ticked(page, "budi.pdf").is_checked()


def test_chosen_after_the_session_ended(page, form):
    """Nothing is taken without a login, and nobody is promised that it will be; the text is kept."""
    page.get_by_label("Alasan").fill("Anggaran tidak tersedia.")
    Session.objects.all().delete()
    page.locator("input[type=file]").set_input_files(LETTER)
    page.get_by_text("Masuk kembali, lalu pilih berkas yang sama lagi.").wait_for()
    assert page.get_by_text("ikut terkirim").count() == 0
    page.get_by_role("button", name=re.compile("^Mohon")).click()
    fill_login(page, "jaksel")
    assert page.url.startswith(form)
    page.get_by_text("belum ada yang terkirim. Isian Anda tersimpan").wait_for()
    assert page.get_by_label("Alasan").input_value() == "Anggaran tidak tersedia."
    assert not Upload.objects.filter(original_name="permohonan.pdf").exists()

"""Parts of a case, what they belong to, and an act of two people, as they look on a phone and on a desk."""

from typing import Any

import pytest

from tests.documents.material import pdf
from tests.support.in_browser import faults_of, log_in, look

from .conftest import Wood

pytestmark = pytest.mark.browser


def test_parts_and_an_act_of_two_people(committed_db: Any, s3: Any, page: Any, live_server: Any) -> None:
    wood = Wood()
    bare, tree = wood.plant(), wood.plant()
    branch = wood.grow(tree)
    wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    wood.do(branch, "berbuah", "komisioner")
    log_in(page, f"{live_server.url}/kasus/{bare.pk}/bagian/", "jaksel")
    look(page, "bagian-kosong")
    page.goto(f"{live_server.url}/kasus/{tree.pk}/bagian/")
    look(page, "bagian")
    log_in(page, f"{live_server.url}/kasus/{branch.pk}/", "asisten1")
    look(page, "bagian-dari")
    page.get_by_role("button", name="Petik bersama").click()
    look(page, "dua-orang")
    page.get_by_label("Jumlah").fill("3")
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("Persetujuan pertama: Petik bersama sudah dicatat").wait_for()
    look(page, "menunggu-yang-lain")
    page.get_by_role("link", name="Tarik persetujuan").click()
    look(page, "tarik-persetujuan")
    assert faults_of(page) == []
    page.get_by_role("button", name="Ya, tarik persetujuan").click()
    page.get_by_text("Persetujuan Anda untuk Petik bersama sudah ditarik").wait_for()
    page.go_back()
    page.reload()
    page.get_by_text("Persetujuan ini sudah dipakai, ditarik, atau berakhir").wait_for()
    page.goto(f"{live_server.url}/kasus/{branch.pk}/t/petik/")
    page.get_by_label("Jumlah").fill("3")
    page.get_by_label("Foto").set_input_files(
        {"name": "foto.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("Persetujuan pertama: Petik bersama sudah dicatat").wait_for()
    log_in(page, f"{live_server.url}/kasus/{branch.pk}/", "komisioner")
    page.get_by_text("berlaku sampai").wait_for()
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("sudah menyetujuinya pada").wait_for()
    assert page.get_by_label("Jumlah").count() == 0
    look(page, "sudah-disetujui")
    assert faults_of(page) == []
    with page.expect_download() as loading:
        page.get_by_role("link", name="foto.pdf").click()
    assert loading.value.suggested_filename == "foto.pdf"
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("Petik bersama sudah dicatat").wait_for()
    page.goto(f"{live_server.url}/kasus/{branch.pk}/dokumen/")
    page.get_by_text("foto.pdf").first.wait_for()

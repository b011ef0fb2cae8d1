"""What is pressed after the login has ended: afterwards one is where one was, and what was ticked is ticked (SJ-71)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.core.models import CaseTask, Draft
from cases.shell.lapsed import _NO_FILE, _NOT_DONE, _NOT_KEPT, _NOT_SENT
from documents.models import Upload
from tests.cases.core.dokumen.conftest import Desk
from tests.documents.material import PDF
from tests.support.browsing import Browser, Page
from tests.support.world import PASSWORD, open_task

pytestmark = pytest.mark.req("SJ-71")


@pytest.fixture
def enter(world: Any) -> Any:
    """A browser that knows the login, as people's do: `enter("komisioner")`."""

    def of(name: str) -> Browser:
        from django.test import Client

        browser = Browser(Client())
        login(browser, name)
        return browser

    return of


def login(browser: Browser, name: str, to: str = "/") -> Page:
    sent = browser.post(f"/akun/masuk/?next={quote(to)}", {"username": name, "password": PASSWORD})
    return browser.get(sent.url)


def press(browser: Browser, path: str, data: Any = None, *, on: str = "", get: bool = False) -> str:
    """Press something on the page `on` after the session ended; where the login leads."""
    Session.objects.all().delete()
    call = browser.client.get if get else browser.client.post
    answer = Page(call(path, data or {}, headers={"Referer": f"http://testserver{on}"} if on else {}))
    assert answer.status == 302
    assert answer.url.startswith("/akun/masuk/?")
    return parse_qs(urlsplit(answer.url).query)["next"][0]


def ticks(page: Page) -> list[str]:
    return re.findall(r'<input type="checkbox" name="(?:kasus|task)" value="([^"]+)" checked>', page.body)


@pytest.mark.parametrize("on", ["/nomenklatur/?q=Dinas", "/penyelia/?petugas={}"])
def test_rows_ticked_in_a_list(world, enter, on):
    case = world.at("telaah").case
    here = on.format(world.people.asisten1.pk)
    browser = enter("komisioner")
    back = press(browser, "/massal/", {"tindakan": "ganti_petugas", "kasus": [case.pk], "kembali": here})
    assert back == f"{here}&pilih={case.pk}"
    assert _NOT_DONE in browser.get(f"/akun/masuk/?next={quote(back)}").text
    page = login(browser, "komisioner", back)
    assert ticks(page) == [str(case.pk)]
    assert _NOT_DONE in page.text, "said once more where the login leads"
    assert "tidak dikenal" not in page.text
    assert "pilih" not in re.findall(r'href="([^"]*ekspor.csv[^"]*)"', page.body + 'href="ekspor.csv"')[0]
    # what is ticked another time takes the place of it
    assert press(browser, "/massal/", {"tindakan": "x", "kembali": back}) == here


def test_tasks_ticked_in_the_inbox(world, enter):
    task = open_task(world.at("baru"), "pilih")
    browser = enter("komisioner")
    back = press(browser, "/tugas/ubah/", {"aksi": "ambil", "task": [task.pk], "kembali": "/tugas/antrean/"})
    assert ticks(login(browser, "komisioner", back)) == [str(task.pk)]
    assert CaseTask.objects.get(pk=task.pk).owner is None


def test_to_whom_a_task_is_handed(world, enter):
    task = open_task(world.at("baru"), "pilih")
    browser = enter("komisioner")
    chosen = {
        "aksi": "alihkan",
        "task": [task.pk],
        "kembali": "/tugas/antrean/",
        "kepada": world.people.admin.pk,
    }
    page = login(browser, "komisioner", press(browser, "/tugas/ubah/", chosen))
    assert f'<option value="{world.people.admin.pk}" selected>' in page.body
    assert page.hidden() | {"idempotency_key": ""} == {
        "idempotency_key": "", "aksi": "alihkan", "kembali": "/tugas/antrean/", "task": str(task.pk),
    }  # fmt: skip
    assert CaseTask.objects.get(pk=task.pk).owner is None, "looking hands over nothing"
    assert (
        browser.get("/tugas/ubah/", aksi="ambil", task=task.pk, kembali="/tugas/antrean/").url
        == "/tugas/antrean/"
    )
    assert CaseTask.objects.get(pk=task.pk).owner is None


def test_an_act_on_several_goes_on_and_back_to_its_list(world, enter):
    case = world.at("telaah").case
    browser = enter("komisioner")
    first = {"tindakan": "ganti_petugas", "kasus": [case.pk], "kembali": "/nomenklatur/?q=Dinas"}
    form = browser.post("/massal/", first).hidden()
    back = press(browser, "/massal/", {**form, "alasan": "Cuti.", "petugas": world.people.asisten2.pk})
    page = login(browser, "komisioner", back)
    assert _NOT_SENT in page.text
    assert "Cuti." in page.body
    assert page.hidden()["kembali"] == "/nomenklatur/?q=Dinas"
    assert page.hidden()["kasus"] == str(case.pk)


@pytest.mark.parametrize("kind", ["ekspor.csv", "print"])
def test_an_export_and_a_print_lead_back_to_their_list(enter, kind):
    """A login that leads to a file leaves the browser at the login."""
    browser = enter("komisioner")
    here = "/nomenklatur/?q=Dinas"
    if kind == "print":
        back = press(browser, "/terbitan/", {"jenis": "daftar", "type": "nomenklatur"}, on=here)
    else:
        back = press(browser, "/nomenklatur/ekspor.csv?q=Dinas", on=here, get=True)
        assert _NO_FILE in login(browser, "komisioner", back).text
    assert back == here


def test_no_login_leads_to_another_site_or_to_itself(enter):
    browser = enter("komisioner")
    Session.objects.all().delete()
    for header in (
        "https://jahat.invalid/nomenklatur/",
        "http://testserver/akun/masuk/?next=/",
        "javascript:x",
    ):
        answer = Page(browser.client.get("/log/ekspor.csv", headers={"Referer": header}))
        assert answer.url == "/akun/masuk/?next=/log/ekspor.csv"
    for address in ("https://jahat.invalid/", "//jahat.invalid/"):
        assert press(browser, "/tugas/ubah/", {"kembali": address}) == "/tugas/ubah/"


def test_an_address_has_room_for_a_page_of_rows_and_no_more(enter):
    rows = [f"01990000-0000-7000-8000-{n:012}" for n in range(500)]
    back = press(enter("komisioner"), "/massal/", {"kasus": rows, "kembali": "/nomenklatur/"})
    assert 50 <= back.count("pilih=") < 500
    assert len(quote(back)) <= 6000


def test_a_file_that_was_chosen(world, enter):
    """None is taken without a login; whoever chose it is told so, at once and with the form."""
    browser = enter("asisten1")
    form = browser.get("/jpt/temuan/").hidden()
    Session.objects.all().delete()
    sent = {"jenis": "temuan", "berkas": SimpleUploadedFile("surat.pdf", PDF)}
    answer = browser.client.post("/unggahan/berkas/", sent, headers={"Accept": "application/json"})
    assert (answer.status_code, "pilih berkas yang sama lagi" in answer.json()["message"]) == (401, True)
    values = {**form, "tanggal": "01/02/2026", "lampiran": SimpleUploadedFile("surat.pdf", PDF)}
    back = press(browser, "/jpt/temuan/", values)
    page = login(browser, "asisten1", back)
    assert _NOT_SENT + _NOT_KEPT in page.text
    assert 'value="01/02/2026"' in page.body
    assert (Draft.objects.count(), Upload.objects.count()) == (1, 0)


def test_a_letter_that_is_read(world, s3, enter, monkeypatch):
    monkeypatch.setattr("tests.cases.core.dokumen.conftest.World", lambda: world)
    letter = Desk().approval()
    here = f"/kasus/{letter.pk}/t/tanda_tangani/"
    browser = enter("asisten1")
    [frame] = set(re.findall(r'src="(/dokumen/[^"]+/lihat/)"', browser.get(here).body))
    around = {"Referer": f"http://testserver{here}", "Sec-Fetch-Dest": "iframe"}
    [download] = re.findall(
        r'href="([^"]+/unduh/[^"]*)"', Page(browser.client.get(frame, headers=around)).body
    )
    assert press(browser, download, on=frame, get=True) == here
    told = Page(browser.client.get(frame, headers=around))
    assert (told.status, "Masuk kembali untuk membaca dokumen ini." in told.text) == (401, True)
    assert f'href="/akun/masuk/?next={here}" target="_top"' in told.body
    assert told.response["X-Frame-Options"] == "SAMEORIGIN"
    assert Page(browser.client.get(frame)).url == f"/akun/masuk/?next={frame}"
    assert press(browser, here, {"sidik": "0" * 64}, on=here) == here
    assert not Draft.objects.exists()  # nobody has typed anything

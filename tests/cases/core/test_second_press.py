"""A second press does nothing twice, and with another text it is told (SJ-138)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cases.core.models import Message
from cases.jpt.models import Temuan
from tests.cases.jpt.steps import Steps
from tests.support.world import acts_of, open_task
from workflows.models import IdempotencyKey

NEW = "/nomenklatur/baru/tambah_nomenklatur/"
#: Forms that write nothing of a case, or nothing that a second press could repeat: why.
WITHOUT = {
    "components/header.html": "logging out",
    "components/next_step.html": "a link drawn as a button",
    "core/board.html": "chooses cases; the form comes after it",
    "core/case_list.html": "chooses cases; the form comes after it",
    "core/draft_note.html": "throws a draft away",
    "core/drafts.html": "throws a draft away",
    "pengelolaan/akun/daftar.html": "leads to the form for the people that are ticked",
    "core/mail_choice.html": "what is sent twice says the same twice",
    "core/notifications.html": "marks as read",
    "verifikasi/ask.html": "asks, writes nothing",
}


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


def test_every_form_that_writes_carries_a_key():
    keyed = ('name="idempotency_key"', "{% press_key %}", "core/kept.html")
    root = Path(settings.BASE_DIR) / "templates"
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.html")
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', path.read_text(), re.S)
        if not any(mark in form for mark in keyed)
    }
    assert found == set(WITHOUT)


def test_of_the_same_gives_the_same(steps, browse):
    seleksi, person = steps.reviewed(), browse("jaksel")
    address = f"/kasus/{seleksi.pk}/t/kirim_pesan/"
    sent = {**person.get(address).hidden(), "pesan": "Satu."}
    answers = {person.post(address, sent).url for _ in range(2)}
    assert (len(answers), Message.objects.count()) == (1, 1)


def test_with_another_text_is_told_and_the_text_is_kept(steps, browse):
    seleksi, person = steps.reviewed(), browse("jaksel")
    address = f"/kasus/{seleksi.pk}/t/kirim_pesan/"
    sent = {**person.get(address).hidden(), "pesan": "Satu."}
    first = person.post(address, sent)
    told = person.post(address, {**sent, "pesan": "Pesan yang lain"})
    assert (told.status, told.codes, Message.objects.count()) == (422, {"E-DUP"}, 1)
    assert f'href="{first.url}"' in told.body
    link = re.findall(r'href="([^"]+\?draf=[^"]+)"', told.body)[0]
    again = person.get(link)
    assert "Pesan yang lain" in again.body
    person.post(address, {**again.hidden(), "pesan": "Pesan yang lain"})
    assert Message.objects.count() == 2


def test_back_after_sending_a_long_form_says_that_it_was_sent(world, browse):
    person = browse("jaksel")
    page = person.get(NEW)
    for step in (1, 2, 3):
        data = {**page.hidden(), **_as_page(world.data())}
        url = person.post(f"{NEW}?langkah={step}", data).url
        page = person.get(url)
    done = person.post(url, page.hidden())
    back = person.get(url)
    assert (back.status, back.codes) == (200, set())
    assert "Sudah dikirim" in back.text
    assert f'href="{done.url}"' in back.body
    assert "Belum diisi" not in back.text


def test_a_finding_is_one(world, browse):
    person = browse("asisten1")
    kode = Temuan.Kode.choices[0][0]
    sent = {
        **person.get("/jpt/temuan/").hidden(),
        "kode": kode,
        "institusi": str(world.people.jaksel.institution_id),
        "tanggal": "01/01/2020",
        "uraian": "Terlambat melapor.",
    }
    for _ in range(2):
        assert person.post("/jpt/temuan/", sent).status == 302
    assert Temuan.objects.count() == 1
    told = person.post("/jpt/temuan/", {**sent, "uraian": "Yang lain."})
    assert (told.status, told.codes, Temuan.objects.count()) == (422, {"E-DUP"}, 1)


def test_reloading_the_result_of_a_bulk_does_nothing(world, browse):
    case, person = world.at("baru"), browse("komisioner")
    form = person.post("/massal/", {"tindakan": "pilih_petugas", "kasus": case.pk})
    sent = {
        **form.hidden(),
        "kasus": str(case.pk),
        "petugas": str(world.people.asisten1.pk),
    }
    first = person.post("/massal/", sent)
    assert person.post("/massal/", sent).url == first.url
    assert [person.get(first.url).status for _ in range(2)] == [200, 200]
    assert "1 berhasil" in person.get(first.url).text
    assert acts_of(case).count("pilih_petugas") == 1
    assert "1 berhasil" not in browse("admin").get(first.url).text


def test_taking_a_task_twice_is_taking_it_once(world, browse):
    case, person = world.at("perbaikan"), browse("jaksel")
    task = open_task(case, "perbaiki").pk
    sent = {**person.get("/tugas/antrean/").hidden(), "aksi": "ambil", "task": task}
    assert [person.post("/tugas/ubah/", sent).status for _ in range(2)] == [302, 302]
    assert acts_of(case).count("ambil_tugas") == 1
    assert IdempotencyKey.objects.filter(actor=world.people.jaksel).count() == 1


def _as_page(data: dict[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in data.items() if not isinstance(v, list)}
    for n, row in enumerate(data["kompetensi_manajerial"]):
        found |= {f"kompetensi_manajerial-{n}-{key}": value for key, value in row.items()}
    return found

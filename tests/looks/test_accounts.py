"""The pages of accounts as Admin and auditor have them, and those of a log-in: fit for everybody, at both widths."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.organisations.auth import forgotten
from cases.organisations.models import User
from cases.pengelolaan.akun.models import Akun
from tests.cases.pengelolaan.accounts import petugas
from tests.looks.screen import WIDTHS, Screen
from tests.looks.sheets import Sheet
from tests.support.undone import undone
from tests.support.world import PASSWORD, World
from workflows.gate import perform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ACTS = (
    "ubah",
    "ubah_role",
    "nonaktifkan",
    "atur_ulang_password",
    "buka_kunci",
    "lepas_dua_langkah",
    "akhiri_sesi",
    "beri_penugasan",
    "akhiri_penugasan",
)
ACCOUNTS = "/pengelolaan/petugas/"


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> list[Sheet]:
    with django_db_blocker.unblock(), undone():
        world = World()
        for name in ("Dinas A", "Dinas B"):
            world.at("telaah", unit_kerja=name, jabatan=f"Kepala {name}")
        admin, person = client(world.people.admin), world.people.asisten1
        TOTPDevice.objects.create(user=person, name="ponsel", confirmed=True)
        made = perform(
            Akun.new(),
            "tambah_petugas",
            actor=world.people.admin,
            data=petugas(
                nama="Raden Ajeng Kartiniwati Sastrowidjojodiningrat " * 3,
                email=f"{'nama.panjang.sekali' * 3}@kepegawaian.instansi-yang-panjang.example.com",
                username="nama.yang.panjang.sekali" * 4,
            ),
        ).obj
        for n in range(5):
            Client().post("/akun/masuk/", {"username": "asisten1", "password": f"salah{n}"})
        perform(
            Akun.opened(person),
            "akhiri_sesi",
            actor=world.people.admin,
            data={"alasan": "Laptop hilang. " * 9},
        )
        one = f"{ACCOUNTS}{person.pk}/"
        found = [
            sheet(admin, path)
            for path in (
                ACCOUNTS,
                f"{ACCOUNTS}?role=petugas_institusi&q=jaksel",
                f"{ACCOUNTS}?q=tidak-ada",
                f"{ACCOUNTS}tambah/",
                one,
                f"{ACCOUNTS}{made.pk}/",
                f"{ACCOUNTS}{world.people.jaksel.pk}/",
                *(f"{one}t/{act}/" for act in ACTS),
                f"{ACCOUNTS}{world.people.nonaktif.pk}/t/aktifkan/",
                f"{ACCOUNTS}{world.people.jaksel.pk}/t/pindah_institusi/",
                "/pengelolaan/penugasan/",
                "/pengelolaan/penugasan/?q=tidak-ada",
            )
        ]
        several = {
            "orang": [str(person.pk), str(made.pk)],
            "peran": "auditor",
            "pada": "semua",
            "alasan": "Tugas.",
        }
        found += [
            sheet(admin, "/pengelolaan/penugasan/beri/", data)
            for data in ({"orang": several["orang"]}, {**several, "periksa": "1"}, {"periksa": "1"})
        ]
        found.append(sheet(admin, f"{ACCOUNTS}tambah/", petugas(username="asisten1", konfirmasi="lain")))
        found.append(sheet(client(world.people.auditor), one))
        found.append(sheet(admin, "/akun/dua-faktor/aktifkan/"))
        admin.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
        found.append(sheet(admin, "/akun/dua-faktor/aktifkan/"))
        found.append(sheet(admin, "/akun/ganti-password/"))
        nobody = Client()
        found += [
            sheet(nobody, path)
            for path in ("/akun/masuk/", "/akun/lupa-password/", "/akun/lupa-password/terkirim/")
        ]
        asked = forgotten.address_of(User.objects.get(pk=person.pk)).split("/akun/", 1)[1]
        found.append(sheet(nobody, nobody.get(f"/akun/{asked}")["Location"]))
        found.append(sheet(nobody, "/akun/atur-ulang/x/y/"))
    return found


def client(person: Any) -> Client:
    found = Client()
    found.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    return found


def sheet(browser: Client, path: str, data: Any = None) -> Sheet:
    answer = browser.get(path) if data is None else browser.post(path, data)
    assert answer.status_code in (200, 410, 422), path
    return Sheet(path, answer.status_code, answer.content, dict(answer.headers))


def test_they_are_fit_for_everybody(pages: list[Sheet], screen: Screen) -> None:
    faults = []
    for number, one in enumerate(pages):
        for width in WIDTHS:
            faults += [f"{one.path} at {width}: {told}" for told in screen.look(one, width)]
            if folder := os.environ.get("ALUR_SHOTS"):
                screen.page.screenshot(path=Path(folder) / f"akun-{number:02}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)

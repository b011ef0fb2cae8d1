"""`manage.py buat_admin` and `manage.py akun`: an empty system, and one whose Admin is locked out."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.organisations.models import User
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.akun.reading import history_of
from tests.support.world import PASSWORD
from workflows.models import LedgerEntry

FIRST = ("buat_admin", "siti.admin", "--nama", "Siti Aminah", "--email", "siti@example.com")


def run(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def password_in(told):
    return re.search(r"masuk\): (\S+)", told)[1]


@pytest.mark.req("SJ-13", "SJ-15")
class TestFirstAdmin:
    def test_of_an_empty_system(self, db, capsys):
        told = run(capsys, *FIRST, "--buat-password")
        person = User.objects.get()
        assert (person.role, person.jabatan, person.wajib_ganti_password) == (
            "kasn_admin",
            "Komisioner Admin",
            True,
        )
        client = Client()
        sent = {"username": "Siti.Admin", "password": password_in(told)}
        assert client.post("/akun/masuk/", sent).status_code == 302
        assert client.get("/pengelolaan/petugas/")["Location"] == "/akun/ganti-password/"
        entry = LedgerEntry.objects.get(object_id=person.pk)
        assert (entry.act, entry.actor) == ("tambah_petugas", None)

    def test_only_one_is_the_first(self, db, capsys):
        run(capsys, *FIRST, "--buat-password")
        with pytest.raises(CommandError, match="active Admin already"):
            call_command(
                "buat_admin", "lain", "--nama", "Lain", "--email", "x@example.com", "--buat-password"
            )
        assert User.objects.count() == 1

    def test_what_is_typed_is_judged(self, db, monkeypatch):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: "Indonesia2026")
        with pytest.raises(CommandError, match="password: Password ini termasuk"):
            call_command(*FIRST)
        monkeypatch.setattr("getpass.getpass", lambda prompt: "kuda biru enam lari")
        call_command(*FIRST)
        assert User.objects.get().check_password("kuda biru enam lari")

    def test_bad_input_is_named(self, db):
        with pytest.raises(CommandError, match="username: Isi 3"):
            call_command("buat_admin", "a b", "--nama", "Siti", "--email", "x@example.com", "--buat-password")


@pytest.mark.req("SJ-16")
class TestAccount:
    def test_a_locked_out_admin_gets_in_again(self, world, capsys):
        """Password forgotten, phone lost: from the machine, with the reason and who was there."""
        told = run(capsys, "akun", "atur-ulang-password", "ADMIN", "--alasan", "Lupa.")
        sent = {"username": "admin", "password": password_in(told)}
        assert Client().post("/akun/masuk/", sent)["Location"] == "/"
        row = history_of(Akun.opened(world.people.admin)).rows[0]
        assert (row["tindakan"], row["oleh"]) == ("atur_ulang_password", "Sistem")
        assert re.fullmatch(r"Lupa\. \(manage\.py, .+\)", row["uraian"][0]["nilai"])

    def test_each_word_is_an_act(self, world, capsys):
        for word in ("akhiri-sesi", "nonaktifkan", "aktifkan"):
            assert "catatan nomor" in run(
                capsys, "akun", word, "asisten2", "--alasan", "Uji", "--oleh", "admin"
            )
        acts = [row["tindakan"] for row in history_of(Akun.opened(world.people.asisten2)).rows]
        assert acts == ["aktifkan", "nonaktifkan", "akhiri_sesi", "buka"]

    def test_the_last_admin_is_not_shut_from_the_machine(self, world):
        with pytest.raises(CommandError, match="masih_ada_admin"):
            call_command("akun", "nonaktifkan", "admin", "--alasan", "Uji")
        assert User.objects.get(username="admin").is_active

    def test_who_is_unknown_is_named(self, world):
        with pytest.raises(CommandError, match="no account siapa"):
            call_command("akun", "aktifkan", "siapa", "--alasan", "Uji")
        with pytest.raises(CommandError, match="no active Admin"):
            call_command("akun", "aktifkan", "asisten1", "--alasan", "Uji", "--oleh", "komisioner")
        with pytest.raises(CommandError, match="needs --oleh"):
            call_command("akun", "nonaktifkan", "asisten1", "--alasan", "Uji", "--pengganti", "asisten2")

    def test_the_list(self, world, capsys):
        told = run(capsys, "akun", "daftar")
        assert ("jaksel" in told, "asisten1" in told) == (False, True)
        assert "jaksel" in run(capsys, "akun", "daftar", "--semua")
        assert PASSWORD not in told

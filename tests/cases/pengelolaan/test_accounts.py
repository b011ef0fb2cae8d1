"""Accounts as a register: added, changed, shut, opened, helped; each an act with its ledger (SJ-09, SJ-13 … SJ-16)."""

import pytest
from django.core import mail
from django.test import Client

from cases.organisations.auth import second_factor
from cases.organisations.models import ApiToken, Choice, User
from cases.organisations.roles import Role
from cases.organisations.tokens import authenticate_token, issue
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.akun.reading import history_of
from tests.support.jobs import deliver_all
from tests.support.world import PASSWORD as OLD
from tests.support.world import refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry, LedgerPayload

from .accounts import PASSWORD, act, add, petugas

LOGIN = "/akun/masuk/"
OTHERS = ("komisioner", "asisten1", "auditor", "jaksel")


def login(username, password=PASSWORD, client=None):
    return (client or Client()).post(LOGIN, {"username": username, "password": password})


class TestAdd:
    @pytest.mark.req("SJ-13", "SJ-15")
    def test_a_petugas_gets_in_and_chooses_an_own_password_first(self, world):
        person = add(world)
        assert (person.role, person.jabatan, person.nip) == (
            "kasn_asisten",
            "Asisten 1",
            "198203142008011007",
        )
        assert (person.is_active, person.wajib_ganti_password) == (True, True)
        client = Client()
        assert login("Ratna.Dewi", client=client).status_code == 302
        assert client.get("/")["Location"] == "/akun/ganti-password/"

    @pytest.mark.req("SJ-13")
    def test_the_password_stands_nowhere(self, world):
        add(world)
        kept = str(list(LedgerPayload.objects.values_list("values", flat=True)))
        assert (PASSWORD in kept, "ratna@example.com" in kept) == (False, True)
        record = Akun.objects.get()
        entry = LedgerEntry.objects.get(object_id=record.pk)
        assert (entry.act, entry.actor, entry.target) == ("tambah_petugas", world.people.admin, "aktif")
        assert verify_stream(record.get_boundary().pk, head=bytes(record.get_boundary().head)) is None

    @pytest.mark.req("SJ-13")
    @pytest.mark.parametrize("who", OTHERS)
    def test_by_nobody_but_an_admin(self, world, who):
        with refused("E-PERM"):
            add(world, who=who)

    @pytest.mark.req("SJ-13")
    @pytest.mark.kills("guard:akun.username_belum_ada")
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("nama", "", "E-REQ"),
            ("role", "", "E-REQ"),
            ("role", "petugas_institusi", "E-REF"),
            ("role", "superuser", "E-REF"),
            ("username", "", "E-REQ"),
            ("username", "ada spasi", "E-FMT"),
            ("username", "ab", "E-FMT"),
            ("username", "ASISTEN1", "E-DUP"),
            ("password", "", "E-REQ"),
            ("password", "pendek", "E-RNG"),
            ("password", "Indonesia-2026", "E-RNG"),
            ("password", "ratna.dewi-2026", "E-RNG"),
            ("konfirmasi", "lain", "E-RNG"),
            ("email", "bukan-email", "E-FMT"),
            ("email", "", "E-REQ"),
            ("nip", "12345", "E-FMT"),
            ("foto", ["0198b1d2-0000-7000-8000-000000000000"], "E-REF"),
        ],
    )
    def test_bad_input(self, world, field, value, code):
        with refused(code, field=field):
            add(world, **{field: value, **({"konfirmasi": value} if field == "password" and value else {})})
        assert not User.objects.filter(username__iexact="ratna.dewi").exists()

    @pytest.mark.req("SJ-14")
    @pytest.mark.kills("guard:akun.jabatan_diisi")
    def test_a_jabatan_is_added_in_the_same_form_and_is_chosen(self, world):
        with refused("E-REQ", field="jabatan"):
            add(world, jabatan="")
        person = add(world, jabatan="", jabatan_baru="Asisten Utama")
        assert person.jabatan == "Asisten Utama"
        entry = Choice.objects.get(daftar="jabatan_petugas", nama="Asisten Utama")
        other = add(world, username="lain.lagi", jabatan=str(entry.pk))
        assert other.jabatan == "Asisten Utama"
        with refused("E-DUP", field="jabatan_baru"):
            add(world, username="ketiga", jabatan="", jabatan_baru="ASISTEN utama")


class TestChange:
    @pytest.mark.req("SJ-16")
    def test_what_is_changed_stands_in_the_history_and_a_new_address_is_told_to_the_old_one(self, world):
        person = add(world)
        version = Akun.objects.get(pk=person.pk).version
        same = {key: petugas()[key] for key in ("nama", "jabatan", "nip")}
        perform(
            Akun.opened(person),
            "ubah",
            actor=world.people.admin,
            data={**same, "nama": "Ratna D. Putri", "email": "baru@example.com"},
            version=version,
        )
        person.refresh_from_db()
        assert (person.nama, person.email) == ("Ratna D. Putri", "baru@example.com")
        told = history_of(Akun.opened(person)).rows[0]
        assert (told["label"], told["oleh"]) == ("Ubah", "Admin")
        assert {fact["label"] for fact in told["uraian"]} >= {"Nama", "Email"}
        deliver_all()
        assert [(m.to, m.subject) for m in mail.outbox] == [
            (["ratna@example.com"], "[Alur] Alamat email akun diubah")
        ]
        with refused("E-STALE"):
            perform(
                Akun.opened(person),
                "ubah",
                actor=world.people.admin,
                data={**same, "email": "lagi@example.com"},
                version=version,
            )

    @pytest.mark.req("SJ-16")
    def test_people_of_institutions_keep_no_jabatan_of_the_body(self, world):
        person = world.people.jaksel
        data = {"nama": "Petugas Baru", "nip": "", "email": "jaksel@example.com"}
        perform(Akun.opened(person), "ubah", actor=world.people.admin, data=data)
        person.refresh_from_db()
        assert (person.nama, person.jabatan) == ("Petugas Baru", "")
        with refused("E-PERM"):
            act(world, person, "ubah_role", role="kasn_asisten")

    @pytest.mark.req("SJ-13", "SJ-16")
    @pytest.mark.kills("guard:akun.role_berbeda")
    def test_another_role_is_another_right_at_once(self, world):
        person = add(world)
        client = Client()
        client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
        User.objects.filter(pk=person.pk).update(wajib_ganti_password=False)
        assert client.get("/penyelia/").status_code == 403
        act(world, person, "ubah_role", role="kasn_komisioner")
        assert client.get("/penyelia/").status_code == 200
        assert history_of(Akun.opened(person)).rows[0]["label"] == "Ubah role"
        with refused("E-RNG", field="role"):
            act(world, person, "ubah_role", role="kasn_komisioner")


class TestShut:
    @pytest.mark.req("SJ-16")
    def test_sessions_and_tokens_end_and_do_not_come_back(self, world):
        person = world.people.asisten2
        client, raw = Client(), issue("asisten2", OLD, None, "192.0.2.7")[0]
        login("asisten2", OLD, client)
        assert client.get("/notifikasi/").status_code == 200
        act(world, person, "nonaktifkan", alasan="Pensiun.")
        assert (client.get("/notifikasi/").status_code, authenticate_token(raw)) == (302, None)
        assert login("asisten2", OLD).status_code == 200
        with refused("E-STATE"):
            act(world, person, "nonaktifkan")
        act(world, person, "aktifkan", alasan="Kembali.")
        assert (client.get("/notifikasi/").status_code, ApiToken.objects.count()) == (302, 0)
        assert login("asisten2", OLD).status_code == 302
        rows = history_of(Akun.opened(person)).rows
        assert [row["tindakan"] for row in rows] == ["aktifkan", "nonaktifkan", "buka"]
        assert rows[1]["uraian"] == [{"label": "Alasan", "nilai": "Pensiun."}]

    @pytest.mark.req("SJ-16")
    @pytest.mark.parametrize("who", OTHERS)
    @pytest.mark.parametrize("name", ["nonaktifkan", "akhiri_sesi", "buka_kunci", "atur_ulang_password"])
    def test_by_nobody_but_an_admin(self, world, who, name):
        Akun.opened(world.people.asisten2)
        with refused("E-HIDE" if who == "jaksel" else "E-PERM"):
            act(world, world.people.asisten2, name, who=who)

    @pytest.mark.req("SJ-16")
    @pytest.mark.parametrize("data", [{"alasan": ""}, {"alasan": "   "}])
    def test_not_without_a_reason(self, world, data):
        Akun.opened(world.people.asisten2)
        with refused("E-REQ", field="alasan"):
            act(world, world.people.asisten2, "nonaktifkan", **data)

    @pytest.mark.req("SJ-16")
    @pytest.mark.kills("guard:akun.bukan_diri_sendiri")
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("nonaktifkan", {}),
            ("ubah_role", {"role": "auditor"}),
            ("atur_ulang_password", {"password": PASSWORD, "konfirmasi": PASSWORD}),
            ("lepas_dua_langkah", {}),
        ],
    )
    def test_nobody_does_it_to_the_own_account(self, world, name, data):
        add(world, username="admin.kedua", role="kasn_admin")
        Akun.opened(world.people.admin)
        with refused("E-GUARD", guard="bukan_diri_sendiri"):
            act(world, world.people.admin, name, **data)

    @pytest.mark.req("SJ-16")
    @pytest.mark.kills("guard:akun.masih_ada_admin")
    @pytest.mark.parametrize(("name", "data"), [("nonaktifkan", {}), ("ubah_role", {"role": "auditor"})])
    def test_the_last_admin_stays(self, world, name, data):
        """Even the operator of the machine cannot leave nobody."""
        Akun.opened(world.people.admin)
        with refused("E-GUARD", guard="masih_ada_admin"):
            act(world, world.people.admin, name, who="sistem", **data)
        second = add(world, username="admin.kedua", role="kasn_admin")
        act(world, world.people.admin, name, who="sistem", **data)
        with refused("E-GUARD", guard="masih_ada_admin"):
            act(world, second, name, who="sistem", **data)
        assert User.objects.filter(role=Role.KASN_ADMIN, is_active=True).get() == second


class TestHelp:
    @pytest.mark.req("SJ-15")
    def test_a_password_is_handed_over(self, world):
        person, client = world.people.asisten2, Client()
        login("asisten2", OLD, client)
        for _ in range(5):
            login("asisten2", "salah")
        act(world, person, "atur_ulang_password", password=PASSWORD, konfirmasi=PASSWORD)
        assert client.get("/notifikasi/").status_code == 302
        person.refresh_from_db()
        assert (person.wajib_ganti_password, person.check_password(PASSWORD)) == (True, True)
        assert login("asisten2").status_code == 302, "and the lock is opened"
        assert PASSWORD not in str(list(LedgerPayload.objects.values_list("values", flat=True)))
        deliver_all()
        assert mail.outbox[0].subject == "[Alur] Password diatur ulang"
        with refused("E-RNG", field="password"):
            act(world, person, "atur_ulang_password", password="Asisten2-2026", konfirmasi="Asisten2-2026")

    @pytest.mark.req("SJ-09")
    @pytest.mark.kills("guard:akun.sedang_terkunci")
    def test_a_lock_is_opened(self, world):
        person = world.people.asisten2
        Akun.opened(person)
        with refused("E-GUARD", guard="sedang_terkunci"):
            act(world, person, "buka_kunci")
        for _ in range(5):
            login("Asisten2", "salah")
        assert login("asisten2", OLD).status_code == 429
        act(world, person, "buka_kunci")
        assert login("asisten2", OLD).status_code == 302

    @pytest.mark.req("SJ-09")
    @pytest.mark.kills("guard:akun.memakai_dua_langkah")
    def test_a_second_factor_is_taken_away_with_its_recovery_codes(self, world):
        person, client = world.people.asisten2, Client()
        Akun.opened(person)
        with refused("E-GUARD", guard="memakai_dua_langkah"):
            act(world, person, "lepas_dua_langkah")
        login("asisten2", OLD, client)
        device = second_factor.pending_device(person)
        device.confirmed = True
        device.save()
        act(world, person, "lepas_dua_langkah", alasan="Ponsel hilang, dikenali langsung.")
        assert client.get("/notifikasi/").status_code == 302
        assert login("asisten2", OLD)["Location"] == "/"
        deliver_all()
        assert mail.outbox[0].subject == "[Alur] Verifikasi dua langkah diatur ulang"

    @pytest.mark.req("SJ-09")
    def test_log_ins_are_ended(self, world):
        person, client = world.people.asisten2, Client()
        raw = issue("asisten2", OLD, None, "192.0.2.7")[0]
        login("asisten2", OLD, client)
        act(world, person, "akhiri_sesi")
        assert (client.get("/notifikasi/").status_code, authenticate_token(raw)) == (302, None)
        assert login("asisten2", OLD).status_code == 302

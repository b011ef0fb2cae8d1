"""The pages and calls of accounts, as people press them (SJ-12 … SJ-16, Gambar 4)."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cases.organisations.accounts import add_user
from cases.organisations.models import Choice, User
from cases.organisations.tokens import issue
from documents.models import Attachment
from tests.support.world import PASSWORD as OLD
from workflows.models import IdempotencyKey

from .accounts import PASSWORD, petugas

LIST, NEW = "/pengelolaan/petugas/", "/pengelolaan/petugas/tambah/"


def one(person):
    return f"{LIST}{person.pk}/"


@pytest.mark.req("SJ-16")
class TestList:
    def test_as_the_figure_has_it(self, world, browse):
        page = browse("admin").get(LIST)
        assert page.tables[0].heads == ("Nama", "Role", "Jabatan", "Email", "Status", "Aksi")
        rows = {row[1]: row[1:] for row in page.tables[0].rows}  # behind the box that Admin ticks
        assert rows["Asisten 1 asisten1"][1:5] == ("Asisten", "Asisten 1", "asisten1@example.com", "Aktif")
        assert "Lihat" in rows["Asisten 1 asisten1"][5]
        assert "Nonaktifkan" in rows["Asisten 1 asisten1"][5]
        assert rows["Mantan Asisten nonaktif"][4:] == (
            "Nonaktif",
            "Lihat Mantan Asisten Aktifkan Mantan Asisten",
        )
        assert not any("jaksel" in name for name in rows)

    def test_nobody_is_offered_what_is_refused_on_the_own_account(self, world, browse):
        admin = browse("admin")
        rows = {row[1]: row[6] for row in admin.get(LIST).tables[0].rows}
        assert rows["Admin admin"] == "Lihat Admin Ubah Admin"
        assert "Atur ulang password" in rows["Komisioner komisioner"]
        page = admin.get(f"{one(world.people.admin)}t/nonaktifkan/")
        assert (page.status, page.codes) == (409, {"E-GUARD"})
        assert "pada akun sendiri; mintalah Admin lain." in page.text
        assert 'name="alasan"' not in page.body, "nothing is asked that is refused anyway"

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("?role=auditor", ["Auditor auditor"]),
            ("?status=nonaktif", ["Mantan Asisten nonaktif"]),
            ("?q=asisten1", ["Asisten 1 asisten1"]),
            ("?q=KOMISIONER%40example.com", ["Komisioner komisioner"]),
            ("?role=petugas_institusi&q=bogor", ["Petugas Kota Bogor bogor"]),
            ("?q=tidak-ada", []),
        ],
    )
    def test_filters(self, world, browse, asked, found):
        page = browse("auditor").get(LIST + asked)
        assert [row[0] for table in page.tables for row in table.rows] == found

    def test_unknown_filters_are_named_and_refused_by_the_api(self, world, browse):
        assert browse("admin").get(f"{LIST}?role=dewa").codes == {"E-REF"}
        for wrong in ("role=dewa", "status=x", "cursor=x", "lain=1", "q=%00"):
            assert call("admin", "GET", f"/petugas?{wrong}").status_code == 422, wrong

    def test_as_many_statements_for_many(self, world, browse):
        counted = []
        admin = browse("admin")
        for n in (3, 30):
            for k in range(n):
                add_user(
                    username=f"orang{n}.{k}",
                    password=None,
                    nama=f"Orang {k}",
                    email="x@example.com",
                    role="kasn_asisten",
                    jabatan="Asisten 1",
                )
            with CaptureQueriesContext(
                connection,
            ) as caught:
                admin.get(LIST)
            counted.append(len(caught))
        assert counted[0] == counted[1]

    @pytest.mark.req("SJ-12")
    def test_who_reads_and_who_does_not(self, world, browse):
        for who in ("komisioner", "asisten1", "auditor"):
            page = browse(who).get(LIST)
            assert (page.status, "+ Tambah Petugas" in page.text, "Nonaktifkan" in page.text) == (
                200,
                False,
                False,
            )
            assert browse(who).get(NEW).codes == {"E-PERM"}
            assert browse(who).get(one(world.people.asisten2)).acts == []
        assert browse("jaksel").get(LIST).codes == {"E-PERM"}
        assert browse("jaksel").get(one(world.people.asisten2)).codes == {"E-PERM"}
        assert call("jaksel", "GET", f"/petugas/{world.people.asisten2.pk}").status_code == 404


class TestAdd:
    @pytest.mark.req("SJ-13", "SJ-14", "SJ-15")
    def test_the_form_of_gambar_4(self, world, browse):
        admin = browse("admin")
        page = admin.get(NEW)
        labels = (
            "Nama",
            "Role Pengguna",
            "Jabatan",
            "+ Tambah Jabatan",
            "Username",
            "Password",
            "Konfirmasi Password",
        )
        assert all(label in page.text for label in (*labels, "Email", "Foto", "Simpan", "Batal"))
        sent = admin.send(NEW, **petugas())
        person = User.objects.get(username="ratna.dewi")
        assert (sent.status, sent.url) == (302, one(person))
        told = admin.get(sent.url).text
        assert "Akun ratna.dewi untuk Ratna Dewi dibuat." in told
        assert "Belum mengganti password awal" in told

    @pytest.mark.req("SJ-13")
    def test_a_refusal_keeps_what_was_typed_but_no_password(self, world, browse):
        page = browse("admin").send(NEW, **petugas(username="asisten1", konfirmasi="lain sama sekali"))
        assert (page.status, page.codes >= {"E-RNG"}) == (422, True)
        assert 'value="Ratna Dewi"' in page.body
        assert PASSWORD not in page.body
        assert "lain sama sekali" not in page.body

    @pytest.mark.req("SJ-13")
    def test_every_starred_field_is_told_in_the_first_round(self, world, browse):
        page = browse("admin").send(NEW, nama="")
        told = page.text
        for label in (
            "Nama",
            "Role Pengguna",
            "Jabatan",
            "Username",
            "Password",
            "Konfirmasi Password",
            "Email",
        ):
            assert f"{label}: Field Wajib Diisi" in told, label
        other = browse("admin").send(NEW, **petugas(nama="", jabatan="", jabatan_baru="Jabatan baru"))
        assert "Jabatan: Field Wajib Diisi" not in other.text

    @pytest.mark.req("SJ-13")
    def test_no_account_comes_of_a_photo_that_is_none(self, world, browse, s3):
        photo = SimpleUploadedFile("foto.txt", b"kata-kata")
        page = browse("admin").send(NEW, **petugas(), foto=photo)
        assert (page.status, page.codes) == (422, {"E-FILE"})
        assert "foto.txt" in page.text
        assert 'value="Ratna Dewi"' in page.body
        assert not User.objects.filter(username="ratna.dewi").exists()

    @pytest.mark.req("SJ-14")
    def test_a_jabatan_that_is_there_already_is_chosen_and_the_rest_stays(self, world, browse):
        page = browse("admin").send(NEW, **petugas(jabatan="", jabatan_baru="asisten 2"))
        known = Choice.objects.get(daftar="jabatan_petugas", nama="Asisten 2")
        assert (page.status, page.codes) == (422, {"E-DUP"})
        assert f'<option value="{known.pk}" selected' in page.body
        assert 'value="Ratna Dewi"' in page.body

    @pytest.mark.req("SJ-13")
    def test_a_second_press_makes_no_second_account_and_keeps_no_password(self, world, browse):
        admin = browse("admin")
        fields = admin.get(NEW).hidden() | petugas()
        first, second = (admin.client.post(NEW, fields) for _ in range(2))
        assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
        assert User.objects.filter(username="ratna.dewi").count() == 1
        other = admin.client.post(
            NEW, fields | {"password": "lain sekali lagi 9", "konfirmasi": "lain sekali lagi 9"}
        )
        key = IdempotencyKey.objects.get(key=fields["idempotency_key"])
        assert other.status_code == 302, "a password is no part of what is remembered"
        assert PASSWORD not in json.dumps([key.fingerprint, key.answer])

    @pytest.mark.req("SJ-13")
    def test_a_photo_is_a_bounded_picture_that_only_readers_see(self, world, browse, s3):
        admin = browse("admin")
        drawn = io.BytesIO()
        Image.new("RGB", (40, 50), "navy").save(drawn, "PNG")
        sent_file = {"file": SimpleUploadedFile("foto.png", drawn.getvalue())}
        upload = call("admin", "POST", "/uploads", files=sent_file).json()["id"]
        sent = admin.send(NEW, **petugas(foto=upload))
        assert sent.status == 302, sent.text
        photo = Attachment.objects.get(kind="foto_petugas")
        assert f"/dokumen/{photo.pk}/halaman/1/" in admin.get(sent.url).body
        shown = admin.client.get(f"/dokumen/{photo.pk}/halaman/1/")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert browse("jaksel").get(f"/dokumen/{photo.pk}/halaman/1/").status == 404
        assert browse("auditor").client.get(f"/dokumen/{photo.pk}/halaman/1/").status_code == 200

    def test_with_a_photo_that_is_refused_nothing_is_done(self, world, browse):
        """It may stay away, but somebody meant to send it."""
        drawing = SimpleUploadedFile("foto.svg", b"<svg/>", content_type="image/svg+xml")
        page = browse("admin").send(NEW, **petugas(foto=drawing))
        assert (page.status, page.codes) == (422, {"E-FILE"})
        assert "ratna.dewi" in page.body
        assert not User.objects.filter(username="ratna.dewi").exists()


@pytest.mark.req("SJ-16")
class TestOne:
    def test_what_is_open_is_listed_before_the_press(self, world, browse):
        case = world.at("telaah")
        admin, url = browse("admin"), f"{one(world.people.asisten1)}t/nonaktifkan/"
        page = admin.get(url)
        assert "Kasus sebagai petugas (1)" in page.text
        assert case.case.number in page.text
        assert "beralih kepada pengganti" in page.text
        refused = admin.send(url, alasan="Pensiun.", pengganti="")
        assert (refused.status, refused.codes) == (409, {"E-GUARD"})
        assert case.case.number in refused.text
        assert "Pensiun." in refused.text
        again = re.search(r'href="([^"]+)"[^>]*>Kembali ke isian', refused.body)[1]
        assert again.startswith(f"{url}?draf=")
        assert "Pensiun." in admin.get(again).text
        done = admin.send(url, alasan="Pensiun.", pengganti=str(world.people.asisten2.pk))
        assert (done.status, done.url) == (302, one(world.people.asisten1))
        told = admin.get(done.url)
        assert "Nonaktifkan sudah dicatat untuk Asisten 1 (catatan nomor" in told.text
        assert told.acts == ["aktifkan"]
        assert told.tables[-1].rows[0][1:3] == ("Nonaktifkan", "Alasan: Pensiun. Pengganti: Asisten 2")

    def test_an_act_of_another_state_is_named_and_one_there_is_not_is_not_there(self, world, browse):
        admin = browse("admin")
        assert admin.get(f"{one(world.people.nonaktif)}t/nonaktifkan/").codes == {"E-STATE"}
        assert admin.get(f"{one(world.people.asisten1)}t/hapus/").status == 404
        assert admin.get(f"{one(world.people.asisten1)}t/buka/").status == 404
        assert admin.get(f"{one(world.people.jaksel)}t/ubah_role/").status == 404
        assert admin.get(f"{LIST}0198b1d2-0000-7000-8000-000000000000/").status == 404

    def test_what_may_be_done_now_and_why_not(self, world, browse):
        page = browse("admin").get(one(world.people.asisten1))
        usual = ["ubah", "ubah_role", "atur_ulang_password", "nonaktifkan", "akhiri_sesi"]
        usual += ["beri_penugasan", "akhiri_penugasan"]
        assert page.acts == usual
        assert "Buka kunci: Akun ini tidak sedang terkunci." in page.text
        own = browse("admin").get(one(world.people.admin))
        assert own.acts == ["ubah", "akhiri_sesi"]
        assert (
            "Nonaktifkan: Tindakan ini tidak dapat dilakukan pada akun sendiri; mintalah Admin lain."
            in own.text
        )
        told = call("admin", "GET", f"/petugas/{world.people.asisten1.pk}").json()["available"]
        assert [offer["name"] for offer in told if offer["allowed"]] == usual
        assert call("auditor", "GET", f"/petugas/{world.people.asisten1.pk}").json()["available"] == []

    def test_the_log_names_whom_it_was_about(self, world, browse):
        browse("admin").send(f"{one(world.people.asisten2)}t/akhiri_sesi/", alasan="Laptop hilang.")
        told = browse("auditor").get("/log/").text
        assert "Akhiri sesi masuk" in told
        assert "Asisten 2 (asisten2)" in told
        assert "Laptop hilang." in told
        assert "Laptop hilang." not in browse("jaksel").get("/log/").text


@pytest.mark.req("SJ-13", "SJ-16")
class TestCalls:
    def test_the_same_gate(self, world):
        made = call("admin", "POST", "/petugas", {"data": petugas()}, HTTP_IDEMPOTENCY_KEY="satu")
        assert made.status_code == 200, made.content
        again = call("admin", "POST", "/petugas", {"data": petugas()}, HTTP_IDEMPOTENCY_KEY="satu").json()
        assert (again["repeated"], again["id"]) == (True, made.json()["id"])
        path = f"/petugas/{again['id']}"
        known = call("auditor", "GET", path).json()
        assert (known["username"], known["pekerjaan"]["jumlah_kasus"], "password" in known) == (
            "ratna.dewi",
            0,
            False,
        )
        body = {"data": {"alasan": "Uji."}}
        stale = call("admin", "POST", f"{path}/transitions/nonaktifkan", body, HTTP_IF_MATCH="9")
        assert (stale.status_code, stale.json()["code"]) == (409, "E-STALE")
        done = call(
            "admin", "POST", f"{path}/transitions/nonaktifkan", body, HTTP_IF_MATCH=str(known["version"])
        )
        assert (done.status_code, done.json()["status"]) == (200, "nonaktif")
        rows = call("komisioner", "GET", f"{path}/history").json()["items"]
        assert [row["tindakan"] for row in rows] == ["nonaktifkan", "tambah_petugas"]
        assert PASSWORD not in json.dumps(rows)
        for who, status in (("komisioner", 403), ("asisten1", 403), ("auditor", 403), ("jaksel", 404)):
            assert call(who, "POST", f"{path}/transitions/aktifkan", body).status_code == status

    def test_what_is_missing_is_named(self, world):
        answer = call("admin", "POST", "/petugas", {"data": {"nama": "x", "hak": "semua"}})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["hak"])
        answer = call("admin", "POST", "/petugas", {"data": {}})
        missing = {"nama", "role", "jabatan", "username", "password", "konfirmasi", "email"}
        assert (answer.status_code, set(answer.json()["errors"])) == (422, missing)


def call(who, method, path, body=None, files=None, **headers):
    raw = issue(who, OLD, None, "192.0.2.7")[0]
    common = {"HTTP_AUTHORIZATION": f"Bearer {raw}", **headers}
    if files is not None:
        return Client().post(f"/api/v1{path}", files, **common)
    data = json.dumps(body) if body is not None else ""
    return Client().generic(method, f"/api/v1{path}", data, content_type="application/json", **common)

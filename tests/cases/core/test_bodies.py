"""How much may be sent, by whom and where: refused before it is read (413, 411, 503), and nothing lies on the disk."""

from __future__ import annotations

import resource

import pytest
from django.core.files import temp as temp_files
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.core.models import Draft
from cases.organisations.tokens import issue
from cases.shell import bodies
from cases.shell.bodies import ANONYMOUS_BYTES, FILES_BYTES, FORM_BYTES, acts_with_files
from documents.models import Upload
from tests.support.world import PASSWORD, World

MEGABYTE = 1024 * 1024


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def temp(tmp_path, settings, monkeypatch):
    """An empty temporary folder; what was written there is counted even when it is gone again."""
    written = []
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    real = temp_files.NamedTemporaryFile

    def noted(*args, **kwargs):
        written.append(kwargs.get("dir"))
        return real(*args, **kwargs)

    monkeypatch.setattr(temp_files, "NamedTemporaryFile", noted)
    return written


def file(size, name="besar.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + b"x" * size, "application/pdf")


def inside(user):
    client = Client()
    client.force_login(user, backend="cases.organisations.auth.backends.AccountBackend")
    return client


ANYBODY = (
    "/akun/masuk/",
    "/akun/masuk/kode/",
    "/akun/keluar/",
    "/tugas/ubah/",
    "/notifikasi/",
    "/pejabat/tambah/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANYBODY)
def test_without_an_account_nothing_reaches_the_disk(temp, address):
    answer = Client().post(address, {"berkas": file(2 * MEGABYTE), "username": "x", "password": "y"})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (413, "text/html")
    assert temp == []
    assert "paling besar 64 KB" in Client().post(address, {"a": "x" * ANONYMOUS_BYTES}).content.decode()


@pytest.mark.django_db
def test_a_small_file_is_a_file_too(temp):
    answer = Client().post("/akun/masuk/", {"berkas": file(20_000), "username": "x", "password": "y"})
    assert (answer.status_code, "tidak menerima berkas" in answer.content.decode()) == (413, True)
    assert temp == []


@pytest.mark.django_db
def test_csrf_tokens_are_not_looked_for_in_what_is_too_large(temp):
    """The check of the token is the first to read a body: the limit stands before it."""
    client = Client(enforce_csrf_checks=True)
    assert client.post("/akun/masuk/", {"berkas": file(2 * MEGABYTE)}).status_code == 413
    assert client.post("/akun/masuk/", {"username": "x"}).status_code == 403
    assert temp == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("length", "status"),
    [("99999999999999999999999", 413), (str(ANONYMOUS_BYTES + 1), 413), ("-5", 403), ("x", 403)],
)
def test_the_length_is_that_of_the_header(length, status):
    answer = Client(enforce_csrf_checks=True).generic(
        "POST", "/akun/masuk/", b"a=b", "application/x-www-form-urlencoded", CONTENT_LENGTH=length
    )
    assert answer.status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "kind"), [("/akun/masuk/", "text/html"), ("/api/v1/auth/token", "application/json")]
)
def test_a_body_of_unknown_length_is_not_read(address, kind):
    answer = Client().generic(
        "POST",
        address,
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked",
    )
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (411, kind)
    assert "Content-Length" in answer.content.decode()


def test_a_page_without_a_file_field_takes_no_file(world, temp):
    client = inside(world.people.jaksel)
    case = world.open()
    for address in ("/tugas/ubah/", "/akun/ganti-password/", f"/kasus/{case.pk}/t/tarik/"):
        answer = client.post(address, {"berkas": file(MEGABYTE), "alasan": "x"})
        assert (answer.status_code, "tidak menerima berkas" in answer.content.decode()) == (413, True), (
            address
        )
    assert temp == []
    assert client.post("/tugas/ubah/", {"a": "x" * (FORM_BYTES + 1)}).status_code == 413


def test_an_act_with_a_file_field_takes_files_up_to_the_limit(world, temp):
    names = {name for *_, name in acts_with_files()}
    assert {"kirim_pesan", "tambah_seleksi"} <= names
    assert not {"tarik", "pilih_petugas", "edit"} & names
    client = inside(world.people.jaksel)
    address = "/pejabat/tambah/"
    assert client.post(address, {"sk_pejabat": file(MEGABYTE)}).status_code == 422  # read, judged, no text
    assert len(temp) == 1
    answer = client.generic(
        "POST", address, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=FILES_BYTES + 1
    )
    assert (answer.status_code, "paling besar" in answer.content.decode()) == (413, True)


def test_an_act_takes_files_only_where_its_own_type_asks_for_them(world, temp):
    """`perbaikan` has a file field in a selection and none in a nomenklatur: the case addressed decides."""
    names = {name for machine, _, name in acts_with_files() if machine == "jpt"}
    assert ("perbaikan" in names, ("nomenklatur", 2, "perbaikan") in acts_with_files()) == (True, False)
    own, unknown = world.at("telaah").case.pk, "01990000-0000-7000-8000-000000000000"
    asked = [
        (world.people.asisten1, f"/kasus/{own}/t/perbaikan/", 413),
        (world.people.asisten1, f"/kasus/{own}/t/setujui/", 413),
        (world.people.asisten1, f"/kasus/{own}/kandidat/{unknown}/t/pelantikan/", 413),
        (world.people.jaksel, f"/kasus/{unknown}/t/perbaikan/", 413),
        (world.people.jaksel, "/nomenklatur/baru/tambah_seleksi/", 413),  # an act of another type
        (world.people.bogor, f"/kasus/{own}/t/perbaikan/", 413),  # somebody else's: its type is not told
    ]
    for person, address, status in asked:
        client = inside(person)
        client.handler.enforce_csrf_checks = True  # the check reads the body, as in front of every page
        client.cookies["csrftoken"] = "a" * 32
        answer = client.post(address, {"berkas": file(MEGABYTE)}, headers={"X-CSRFToken": "a" * 32})
        said = "tidak menerima berkas" in answer.content.decode()
        assert (answer.status_code, said) == (status, True), address
    assert temp == []
    assert (
        inside(world.people.jaksel).post("/jpt/baru/tambah_seleksi/", {"x": file(MEGABYTE)}).status_code
        != 413
    )
    assert len(temp) == 1


def test_the_api_refuses_in_json(world, temp):
    token = issue("jaksel", PASSWORD, None, "127.0.0.1")[0]
    headers = {"Authorization": f"Bearer {token}"}
    large = b'{"data": "' + b"x" * FORM_BYTES + b'"}'
    answers = [
        Client().post("/api/v1/auth/token", large, content_type="application/json"),
        Client().post("/api/v1/cases", large, content_type="application/json"),
        Client().post("/api/v1/uploads", {"file": file(MEGABYTE)}),
        Client().post("/api/v1/cases", large, content_type="application/json", headers=headers),
        Client().generic(
            "POST", "/api/v1/uploads", b"", "multipart/form-data; boundary=x", headers=headers,
            CONTENT_LENGTH=FILES_BYTES + 1,
        ),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [413] * 5
    assert [answer.json()["code"] for answer in answers] == ["E-RNG"] * 4 + ["E-FILE"]
    assert all(answer.json()["message"].startswith("Kiriman ini ") for answer in answers)
    assert (temp, Upload.objects.count()) == ([], 0)
    # a token that is none is refused before anything is read
    bad = Client().post("/api/v1/uploads", {"file": file(MEGABYTE)}, headers={"Authorization": "Bearer x"})
    assert (bad.status_code, bad["WWW-Authenticate"], temp) == (401, 'Bearer realm="Alur"', [])


def test_what_all_requests_have_on_the_disk_is_bounded(world, monkeypatch):
    """The room is given back when the answer is given, whatever it was."""
    monkeypatch.setattr(bodies, "spool", bodies.Spool(3 * MEGABYTE))
    client = inside(world.people.jaksel)
    address = "/pejabat/tambah/"
    assert bodies.spool.take(2 * MEGABYTE)  # somebody else's
    answer = client.post(address, {"sk_pejabat": file(2 * MEGABYTE)})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "coba lagi" in answer.content.decode()
    assert client.post(address, {"sk_pejabat": file(100_000)}).status_code == 422
    assert bodies.spool.taken == 2 * MEGABYTE


@pytest.mark.django_db
def test_the_number_of_parts_and_fields_is_bounded(world):
    client = inside(world.people.jaksel)
    many = [SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(61)]
    answer = client.post("/pejabat/tambah/", {"sk_pejabat": many})
    assert (answer.status_code, "terlalu banyak berkas" in answer.content.decode()) == (413, True)
    answer = client.post("/tugas/ubah/", {f"n{n}": "x" for n in range(5001)})
    assert (answer.status_code, "terlalu banyak isian" in answer.content.decode()) == (413, True)


@pytest.mark.django_db
def test_the_public_verification_reads_and_keeps_nothing(temp):
    answer = Client().post("/verifikasi/", {"file": file(2 * MEGABYTE)})
    assert (answer.status_code, temp) == (200, [])
    assert Client().post("/api/v1/verify", {"file": file(2 * MEGABYTE)}).status_code in (200, 404)
    assert temp == []


@pytest.mark.parametrize("full", ["no folder", "no room"])
def test_a_full_disk_is_a_sentence(world, tmp_path, settings, full):
    """The temporary folder takes no more: the text stays on the page, and nothing is said to have happened."""
    if full == "no folder":
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "there is none")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    client = inside(world.people.jaksel)
    sent = {"sk_pejabat": file(MEGABYTE), "nama": "Nama yang sudah diketik"}
    token = issue("jaksel", PASSWORD, None, "127.0.0.1")[0]
    try:
        if full == "no room":
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        page = client.post("/pejabat/tambah/", sent)
        call = client.post(
            "/api/v1/uploads", {"file": file(MEGABYTE)}, headers={"Authorization": f"Bearer {token}"}
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="Nama yang sudah diketik"' in text
    assert "penyimpanan sementara sedang penuh" in text
    assert (call.status_code, Upload.objects.count()) == (503, 0)
    draft = Draft.objects.get(user=world.people.jaksel)
    assert draft.data["nama"] == {"nama": ["Nama yang sudah diketik"]}

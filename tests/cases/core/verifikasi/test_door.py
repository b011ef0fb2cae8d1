"""The public door: no login, a limit, bounded files, nothing kept."""

from __future__ import annotations

import tempfile
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import FakePayload

from cases.verifikasi import incoming, limit
from cases.verifikasi.models import Hitungan
from documents.models import Upload
from tests.support.browsing import Page

from .conftest import Stranger

CODE = "ABCDEFGHJKLMNPQRSTUV"


def test_the_form_needs_no_login_and_is_light(stranger):
    page = stranger.client.get("/verifikasi/")
    body = page.content.decode()
    assert page.status_code == 200
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)
    assert 'enctype="multipart/form-data"' in body
    assert "<script>" not in body
    assert "style=" not in body
    assert body.count("<script") + body.count('rel="stylesheet"') == 2
    assert not Hitungan.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"file": SimpleUploadedFile("kosong.pdf", b"")}, {"file": "bukan berkas"}]
)
def test_no_file(stranger, sent):
    page = Page(stranger.client.post("/verifikasi/", sent))
    assert (page.status, "Pilih berkas" in page.text) == (422, True)
    status, body = stranger._json(stranger.client.post("/api/v1/verify", sent))
    assert (status, body["code"]) == (422, "E-REQ")


def test_a_code_that_is_missing_or_unknown(stranger):
    page = Page(stranger.client.get("/verifikasi/", {"kode": " "}))
    assert (page.status, "Isi kode yang akan diperiksa." in page.text) == (200, True)
    assert "Isi kode" not in Page(stranger.client.get("/verifikasi/")).text
    unknown = stranger.client.get(f"/verifikasi/{CODE}/")
    assert (unknown.status_code, f'value="{CODE}"' in unknown.content.decode()) == (404, True)


def test_a_broken_request_is_no_crash(stranger):
    broken = {"data": b"--x\r\nnonsense", "content_type": "multipart/form-data; boundary="}
    assert stranger.client.post("/api/v1/verify", **broken).status_code == 422
    assert stranger.client.post("/verifikasi/", **broken).status_code == 400


def test_too_big(stranger, monkeypatch):
    monkeypatch.setattr(incoming, "MAX_BYTES", 100_000)
    monkeypatch.setattr(incoming, "HOPELESS_BYTES", 400_000)
    for size, status in ((100_000, 200), (100_001, 413), (500_000, 413)):
        page = stranger.file(b"x" * size)
        assert (page.status, "terlalu besar" in page.text) == (status, status == 413)
    assert stranger.api_file(b"x" * 100_001)[1]["code"] == "E-FILE"
    assert stranger.api_file(b"x" * 500_000)[1]["code"] == "E-FILE"


def test_a_code_across_two_chunks_is_found(stranger):
    for before in range(64 * 1024 - 30, 64 * 1024 + 2):
        handler = incoming.HashingHandler()
        handler.new_file("file", "a.pdf", "application/pdf", None, None, None)
        content = b"\n" * before + b"(alur:" + CODE.encode() + b")" + b"\n" * 100
        for start in range(0, len(content), handler.chunk_size):
            handler.receive_data_chunk(content[start : start + handler.chunk_size], start)
        assert handler.file_complete(len(content)).codes == (CODE,)


def test_the_file_is_kept_nowhere(stranger, monkeypatch):
    def forbidden(*args, **kwargs):
        raise AssertionError("a file was written")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", forbidden)
    assert stranger.file(b"x" * 2_000_000).status == 200
    assert not Upload.objects.exists()


def test_a_post_without_the_token_is_refused(db):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/verifikasi/", {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code == 403
    page = strict.get("/verifikasi/")
    token = page.context["csrf_token"]
    with_token = {"file": SimpleUploadedFile("a.pdf", b"x"), "csrfmiddlewaretoken": str(token)}
    assert strict.post("/verifikasi/", with_token).status_code == 200


class TestLimit:
    def test_page_and_api_share_it_and_say_when_to_come_back(self, stranger, monkeypatch):
        monkeypatch.setattr(limit, "PER_MINUTE", 3)
        # the clock stands still, 17.5 seconds before a minute that no sweep has reached yet
        still = "timestamptz '2999-01-01 10:00:42.5+00'"
        monkeypatch.setattr(limit, "_COUNT", limit._COUNT.replace("clock_timestamp()", still))
        assert [stranger.code(CODE).status for _ in range(2)] == [404, 404]
        assert stranger.api_file(b"x")[0] == 200
        page = stranger.client.get(f"/verifikasi/{CODE}/")
        assert page.status_code == 429
        assert page["Retry-After"] == "18"
        assert "Terlalu banyak pemeriksaan" in page.content.decode()
        assert stranger.file(b"x").status == 429
        answer = stranger.client.get(f"/api/v1/verify/{CODE}")
        assert (answer.status_code, answer["Retry-After"]) == (429, "18")
        assert stranger.client.get("/verifikasi/").status_code == 200
        assert Stranger("203.0.113.8").code(CODE).status == 404

    def test_counted_before_anything_is_read(self, db, monkeypatch):
        """Also without the token, whose search would read the whole body."""

        def read(*args, **kwargs):
            raise AssertionError("the body was read")

        monkeypatch.setattr(limit, "PER_MINUTE", 3)
        monkeypatch.setattr(limit, "_COUNT", limit._COUNT.replace("clock_timestamp()", "now()"))
        strict = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.7")

        def post(path):
            return strict.post(path, {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code

        assert [post("/verifikasi/") for _ in range(3)] == [403, 403, 403]
        assert Hitungan.objects.get().jumlah == 3
        monkeypatch.setattr(FakePayload, "read", read)
        assert [post("/verifikasi/"), post("/api/v1/verify")] == [429, 429]

    def test_a_hopeless_request_is_counted(self, stranger, monkeypatch):
        monkeypatch.setattr(incoming, "HOPELESS_BYTES", 10)
        assert stranger.file(b"x" * 100).status == 413
        assert stranger.api_file(b"x" * 100)[0] == 422
        assert sum(Hitungan.objects.values_list("jumlah", flat=True)) == 2

    def test_the_address_is_not_kept(self, stranger):
        stranger.code(CODE)
        row = Hitungan.objects.get()
        assert row.jumlah == 1
        assert "203" not in row.asal

    def test_a_network_of_ipv6_counts_as_one(self):
        assert limit.origin("2001:db8::1") == limit.origin("2001:db8::ffff")
        assert limit.origin("2001:db8::1") != limit.origin("2001:db8:0:1::1")
        assert limit.origin("203.0.113.7") != limit.origin("203.0.113.8")
        assert limit.origin("") == limit.origin("")

    def test_ipv4_written_as_ipv6_is_that_address(self):
        assert limit.origin("::ffff:203.0.113.7") == limit.origin("203.0.113.7")
        assert limit.origin("::ffff:203.0.113.7") != limit.origin("::ffff:203.0.113.8")

    def test_old_rows_are_swept(self, stranger):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO verifikasi_hitungan (asal, menit, jumlah) VALUES"
                " ('lama', now() - interval '61 minutes', 5), ('baru', now() - interval '5 minutes', 5)"
            )
        stranger.code(CODE)
        assert set(Hitungan.objects.values_list("asal", flat=True)) == {"baru", limit.origin("203.0.113.7")}

    def test_many_at_once_are_all_counted(self, committed_db):
        refused = []

        def ask():
            try:
                for _ in range(10):
                    try:
                        limit.count("203.0.113.9")
                    except limit.TooMany:
                        refused.append(1)
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counted = list(Hitungan.objects.values_list("jumlah", flat=True))
        assert sum(counted) == 60
        assert len(refused) == sum(max(0, number - limit.PER_MINUTE) for number in counted)


class TestBehindProxies:
    """The address that counts is the one our own proxy saw, not the one a client claims."""

    @pytest.mark.parametrize(
        ("proxies", "told", "counted"),
        [
            (0, "198.51.100.1", "203.0.113.7"),
            (1, "198.51.100.1", "198.51.100.1"),
            (1, "192.0.2.99, 198.51.100.1", "198.51.100.1"),
            (2, "192.0.2.99, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
            (2, "198.51.100.1", "203.0.113.7"),
            (1, "bukan alamat", "203.0.113.7"),
            (1, "", "203.0.113.7"),
        ],
    )
    def test_the_address(self, stranger, settings, proxies, told, counted):
        settings.ALUR_PROXIES = proxies
        stranger.client.get(f"/verifikasi/{CODE}/", headers={"X-Forwarded-For": told})
        assert Hitungan.objects.get().asal == limit.origin(counted)

"""A row that somebody else holds for too long is busy, wherever it is waited for: never stale, never a fault of ours.

The API says 503 with Retry-After and E-BUSY, a page the sentence and what was typed (decision 014).
"""

import io
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from uuid_utils.compat import uuid7

from cases.core.doing import claims, drafts
from cases.core.doing.bulk import RowCall, perform_rows
from cases.core.doing.withdrawal import withdraw_file
from cases.core.models import Case, Draft
from cases.jpt.models import Pengawasan
from cases.organisations.models import Buku, User
from cases.pejabat.register import add
from cases.terbitan.requests import request_print
from documents.errors import PersonBusy
from documents.models import Attachment
from documents.receiving import receive
from tests.api.conftest import Api
from tests.cases.jpt.steps import Steps
from tests.documents.material import PDF
from tests.support.world import PASSWORD, World, open_task, refused
from workflows import repeats
from workflows.gate import perform
from workflows.models import IdempotencyKey

SENTENCE = "Data ini sedang diproses permintaan lain."


@pytest.fixture
def steps(committed_db):
    return Steps(World().people)


@contextmanager
def held(rows=None, *, insert=None):
    """These rows are locked by another session, which inserts what it is told, until the block ends."""
    locked, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                if insert is not None:
                    insert()
                if rows is not None:
                    assert list(rows.select_for_update())
                locked.set()
                done.wait(30)
                transaction.set_rollback(True)
        finally:
            locked.set()
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert locked.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '150ms'")
    try:
        yield
    finally:
        done.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def logged_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    return client


class TestPages:
    """503, when to come again, the sentence, and the text as it was typed."""

    def busy(self, answer, *typed):
        body = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert SENTENCE in body
        assert all(text in body for text in typed)

    def test_an_act(self, steps):
        seleksi = steps.reviewed()
        data = {"versi": seleksi.version, "pesan": "<p>Teks yang panjang.</p>"}
        with held(Case.objects.filter(pk=seleksi.pk)):
            answer = logged_in(steps.people.asisten1).post(f"/kasus/{seleksi.pk}/t/perbaikan/", data)
        self.busy(answer, "Teks yang panjang.")

    def test_the_nomenklatur_that_an_act_reads(self, steps):
        seleksi = steps.reviewed()
        data = {"versi": seleksi.version, "catatan_persetujuan": "<p>Catatan yang panjang.</p>", "yakin": "1"}
        with held(Case.objects.filter(pk=seleksi.nomenklatur_id)):
            answer = logged_in(steps.people.asisten1).post(f"/kasus/{seleksi.pk}/t/setujui/", data)
        self.busy(answer, "Catatan yang panjang.")

    def test_an_official(self, steps):
        post = steps.nomenklatur()
        data = {**steps.official(nomenklatur=str(post.pk)), "nama": "Nama yang diketik"}
        data.pop("sk_pejabat", None)
        key = str(uuid7())
        with held(Case.objects.filter(pk=post.pk)):
            answer = logged_in(steps.people.jaksel).post("/pejabat/tambah/", {**data, "idempotency_key": key})
        self.busy(answer, "Nama yang diketik")
        assert Draft.objects.get().data["nama"] == {"nama": ["Nama yang diketik"]}

    def test_a_withdrawal(self, steps):
        letter = Attachment.objects.get(boundary=steps.reviewed().pk, kind="surat_pengantar_rencana")
        with held(Case.objects.filter(pk=letter.boundary)):
            answer = logged_in(steps.people.jaksel).post(
                f"/dokumen/{letter.pk}/tarik/",
                {"alasan": "Berkas yang salah", "idempotency_key": str(uuid7())},
            )
        self.busy(answer, "Berkas yang salah")

    def test_a_password(self, steps):
        """What is secret is not shown again."""
        person = steps.people.jaksel
        new = {
            "password_lama": PASSWORD,
            "password_baru": "lebih-rahasia-34",
            "konfirmasi": "lebih-rahasia-34",
        }
        client = logged_in(person)
        with held(User.objects.filter(pk=person.pk)):
            answer = client.post("/akun/ganti-password/", new)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "lebih-rahasia-34" not in answer.content.decode()


class TestTheApi:
    def test_every_call_says_so(self, steps):
        seleksi = steps.reviewed()
        letter = Attachment.objects.get(boundary=seleksi.pk, kind="surat_pengantar_rencana")
        task = open_task(seleksi, "telaah")
        asisten, jaksel = Api("asisten1"), Api("jaksel")
        calls = [
            (asisten, f"/cases/{seleksi.pk}/transitions/perbaikan", {"data": {"alasan": "<p>x</p>"}}),
            (jaksel, f"/documents/{letter.pk}/withdraw", {"alasan": "x"}),
            (asisten, f"/tasks/{task.pk}/claim", {}),
        ]
        with held(Case.objects.filter(pk=seleksi.pk)):
            for who, path, body in calls:
                status, answer = who.call("POST", path, body)
                assert (status, answer["code"]) == (503, "E-BUSY"), path


class TestWhereverARowIsWaitedFor:
    def test_the_book_of_a_register(self, steps):
        book = Pengawasan.opened("pengawasan")
        with held(Buku.objects.filter(pk=book.pk)), refused("E-BUSY"):
            perform(book, "catat_temuan", actor=steps.people.asisten1, data={})

    def test_rows_of_a_press(self, steps):
        seleksi = steps.counted()
        candidate = steps.candidate(seleksi, "Siti")
        with held(Case.objects.filter(pk=seleksi.pk)), refused("E-BUSY"):
            perform_rows(steps.people.jaksel, seleksi, "kandidat", [RowCall("hapus", child=candidate.pk)])

    def test_a_draft(self, steps):
        place = drafts.Place(
            user=str(steps.people.jaksel.pk), case_type="jpt", act="edit", object_id=None, names=("alasan",)
        )
        kept = drafts.save(place, uuid7(), None, {"alasan": {"alasan": ["Satu"]}}).draft
        with held(Draft.objects.filter(pk=kept.pk)), refused("E-BUSY"):
            drafts.save(place, kept.pk, 1, {"alasan": {"alasan": ["Dua"]}})

    @pytest.mark.parametrize("once", [repeats.once, repeats.once_each])
    def test_a_press_whose_first_still_works(self, steps, once):
        person = steps.people.jaksel

        def first():
            IdempotencyKey.objects.create(actor=person, key="k", fingerprint="f")

        with held(insert=first), refused("E-BUSY"):
            once(person, "k", "f", dict)

    def test_a_print(self, steps):
        with held(User.objects.filter(pk=steps.people.asisten1.pk)), refused("E-BUSY"):
            request_print(steps.people.asisten1, "daftar_pejabat", {})

    def test_a_file(self, steps, s3):
        with held(User.objects.filter(pk=steps.people.jaksel.pk)), pytest.raises(PersonBusy):
            receive(io.BytesIO(PDF), "surat.pdf", uploader=steps.people.jaksel)

    def test_a_withdrawal_a_claim_and_an_official(self, steps):
        seleksi = steps.reviewed()
        letter = Attachment.objects.get(boundary=seleksi.pk, kind="surat_pengantar_rencana")
        task = open_task(seleksi, "telaah")
        with held(Case.objects.filter(pk__in=[seleksi.pk, seleksi.nomenklatur_id])):
            with refused("E-BUSY"):
                withdraw_file(steps.people.jaksel, letter.pk, {"alasan": "x"})
            with refused("E-BUSY"):
                claims.claim(steps.people.asisten1, task.pk)
            with refused("E-BUSY"):
                add(steps.people.jaksel, steps.official(nomenklatur=str(seleksi.nomenklatur_id)))

"""What an act binds stays: versions, withdrawals, refusals (SJ-140)."""

import io
import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction
from uuid_utils.compat import uuid7

from documents.binding import Given, bind, bind_all, current, current_in, digests, share, standing, withdraw
from documents.errors import AlreadyWithdrawn, FileRefused, UploadUnknown
from documents.models import Attachment, ScanState, Upload
from documents.receiving import receive

from . import material as m
from .conftest import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-140")]


def test_an_attachment_keeps_everything_that_is_known(received, bound, pengirim, orang_lain):
    upload, boundary, owner = received("laporan.pdf"), uuid7(), uuid7()
    (attachment,) = bound(
        upload,
        kind="surat_kecil",
        boundary=boundary,
        owner_type="uji.Perkara",
        owner_id=owner,
        act="kirim",
        state="perbaikan",
        on_behalf_of=orang_lain,
        deskripsi="Laporan akhir",
    )
    kept = Attachment.objects.get()
    assert kept == attachment
    assert attachment.uploaded_at == kept.uploaded_at
    for name in ("original_name", "size", "sha256", "detected_type", "storage_key"):
        assert getattr(kept, name) == getattr(upload, name)
    assert (kept.boundary, kept.owner_type, kept.owner_id) == (boundary, "uji.Perkara", owner)
    assert (kept.kind, kept.kind_label, kept.version, kept.retention) == ("surat_kecil", "Surat kecil", 1, 10)
    assert (kept.act, kept.state_at_upload, kept.deskripsi) == ("kirim", "perbaikan", "Laporan akhir")
    assert (kept.uploader, kept.on_behalf_of) == (pengirim, orang_lain)
    assert (kept.scan_state, kept.withdrawn) == (ScanState.NOT_SCANNED, False)
    upload.refresh_from_db()
    assert upload.used_at is not None


def test_several_are_bound_in_their_order_as_documents_of_their_own(received, bound):
    uploads = [received(f"{number}.pdf") for number in (3, 1, 2)]
    attachments = bound(*uploads)
    assert [a.original_name for a in attachments] == ["3.pdf", "1.pdf", "2.pdf"]
    assert len({a.document for a in attachments}) == 3
    assert list(current("uji.Perkara", attachments[0].owner_id)) == attachments


class TestTogether:
    """All fields of an act at once."""

    def owner(self, person, **options):
        ids = {"boundary": uuid7(), "owner_id": uuid7()}
        return (
            ids
            | {"owner_type": "uji.Perkara", "act": "simpan", "state": "baru", "uploader": person}
            | options
        )

    def test_each_field_gets_its_own(self, received, pengirim):
        first, second, third = (received(f"{n}.pdf") for n in range(3))
        given = [Given("surat_uji", [first, second]), Given("surat_uji", []), Given("surat_kecil", [third])]
        answers = bind_all(given, **self.owner(pengirim))
        assert [[a.original_name for a in answer] for answer in answers] == [
            ["0.pdf", "1.pdf"],
            [],
            ["2.pdf"],
        ]
        assert [a.kind for answer in answers for a in answer] == ["surat_uji", "surat_uji", "surat_kecil"]
        assert not Upload.objects.filter(used_at=None).exists()

    @pytest.mark.parametrize("fields", [1, 5])
    def test_in_as_many_statements_for_one_field_as_for_five(
        self, received, pengirim, fields, django_assert_num_queries
    ):
        given = [Given("surat_uji", [received(f"{n}.pdf")]) for n in range(fields)]
        with django_assert_num_queries(2):
            bind_all(given, **self.owner(pengirim))

    def test_the_field_at_fault_is_named_and_nothing_is_bound(self, received, pengirim, orang_lain):
        foreign = received("asing.pdf", uploader=orang_lain)
        given = [Given("surat_uji", [received("baik.pdf")]), Given("surat_uji", [foreign])]
        with pytest.raises(UploadUnknown) as refusal, transaction.atomic():
            bind_all(given, **self.owner(pengirim))
        assert refusal.value.place == 1
        assert not Attachment.objects.exists()
        assert Upload.objects.filter(used_at=None).count() == 2

    def test_a_file_given_in_two_fields_is_refused_in_the_second(self, received, pengirim):
        upload = received()
        with pytest.raises(UploadUnknown) as refusal:
            bind_all([Given("surat_uji", [upload])] * 2, **self.owner(pengirim))
        assert refusal.value.place == 1

    def test_next_versions_of_several_documents(self, received, bound, pengirim):
        owner = self.owner(pengirim)
        old = [bound(received(f"{n}.pdf"), owner_id=owner["owner_id"])[0] for n in range(2)]
        bound(received(), owner_id=owner["owner_id"], replaces=old[1])
        answers = bind_all([Given("surat_uji", [received()], replaced) for replaced in old], **owner)
        assert [(a.document, a.version) for (a,) in answers] == [(old[0].document, 2), (old[1].document, 3)]


def test_outside_a_transaction_nothing_is_bound(committed_db, received):
    upload = received()
    with pytest.raises(transaction.TransactionManagementError):
        _bind(upload, upload.uploader)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("which", ["foreign", "used", "unknown", "twice"])
def test_an_upload_that_is_not_the_uploaders_to_use_is_refused(received, bound, orang_lain, which):
    good = received("baik.pdf")
    bad = {
        "foreign": lambda: received("asing.pdf", uploader=orang_lain),
        "used": lambda: _used(received, bound),
        "unknown": lambda: Upload(pk=uuid7()),
        "twice": lambda: good,
    }[which]()
    before = Attachment.objects.count()
    with pytest.raises(UploadUnknown) as refused:
        bound(good, bad)
    assert (refused.value.code, refused.value.message) == (
        "E-REF",
        "Berkas yang dirujuk tidak ditemukan. Unggah kembali berkas tersebut.",
    )
    assert Attachment.objects.count() == before
    assert Upload.objects.get(pk=good.pk).used_at is None
    assert len(bound(good)) == 1


@pytest.mark.parametrize(
    ("kind", "name", "content", "message"),
    [
        (
            "foto_uji",
            "a.pdf",
            m.PDF,
            "Berkas “a.pdf” ditolak untuk Foto uji: jenis berkas ini tidak diterima. "
            "Yang diterima: jpg, jpeg, png, paling besar 2 MB.",
        ),
        (
            "surat_kecil",
            "a.pdf",
            m.PDF.ljust(1001),
            "Berkas “a.pdf” ditolak untuk Surat kecil: ukurannya melampaui batas. "
            "Yang diterima: pdf, jpg, jpeg, png, paling besar 1000 byte.",
        ),
    ],
)
def test_a_file_that_the_kind_does_not_accept_is_refused(received, bound, kind, name, content, message):
    upload = received(name, content)
    with pytest.raises(FileRefused) as refused:
        bound(upload, kind=kind)
    assert (refused.value.code, refused.value.message) == ("E-FILE", message)
    assert not Attachment.objects.exists()
    assert bound(upload, kind="surat_uji")[0].kind == "surat_uji"


def test_a_refused_act_leaves_the_upload_unused(received, pengirim):
    upload = received()
    with transaction.atomic():
        _bind(upload, pengirim)
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    assert Upload.objects.get().used_at is None


class TestVersions:
    def test_a_replacement_is_the_next_version_of_the_same_document(self, received, bound):
        (first,) = bound()
        (second,) = bound(received("baru.pdf"), owner_id=first.owner_id, replaces=first)
        (third,) = bound(received("lagi.pdf"), owner_id=first.owner_id, replaces=first)
        assert [(a.document, a.version) for a in (first, second, third)] == [
            (first.document, number) for number in (1, 2, 3)
        ]
        assert list(current("uji.Perkara", first.owner_id)) == [third]
        assert Attachment.objects.count() == 3

    @pytest.mark.parametrize("difference", ["kind", "owner"])
    def test_only_of_the_same_owner_and_kind(self, received, bound, difference):
        (first,) = bound()
        other = {"kind": {"kind": "lampiran_uji", "owner_id": first.owner_id}, "owner": {"owner_id": uuid7()}}
        with pytest.raises(UploadUnknown, match="Dokumen yang akan diganti tidak ditemukan"):
            bound(received(), replaces=first, **other[difference])
        assert list(Attachment.objects.all()) == [first]

    def test_one_file_at_a_time(self, received, bound):
        (first,) = bound()
        with pytest.raises(ValueError, match="exactly one"):
            bound(received(), received(), owner_id=first.owner_id, replaces=first)

    def test_current_keeps_owners_and_kinds_apart(self, received, bound):
        (letter,) = bound()
        (photo,) = bound(
            received("a.png", m.PNG), kind="foto_uji", owner_id=letter.owner_id, boundary=letter.boundary
        )
        (child,) = bound(boundary=letter.boundary, owner_type="uji.Anak")
        bound()  # of somebody else
        assert list(current("uji.Perkara", letter.owner_id)) == [letter, photo]
        assert list(current("uji.Perkara", letter.owner_id, "foto_uji")) == [photo]
        assert list(current("uji.Anak", letter.owner_id)) == []
        assert list(current_in(letter.boundary)) == [letter, photo, child]

    def test_what_stands_behind_ids(self, received, bound, pengirim, django_assert_num_queries):
        (first,) = bound()
        (second,) = bound(received(), owner_id=first.owner_id, replaces=first)
        (other,) = bound(received(), owner_id=first.owner_id)
        (gone,) = bound(received(), owner_id=first.owner_id)
        withdraw(gone, pengirim, "keliru")
        ids = [str(a.pk) for a in (first, second, other, gone)]
        with django_assert_num_queries(1):
            assert standing([*ids, str(uuid7()), "bukan id"]) == {
                ids[0]: second,
                ids[1]: second,
                ids[2]: other,
            }
        withdraw(second, pengirim, "keliru")
        assert standing(ids) == {ids[0]: first, ids[1]: first, ids[2]: other}
        with django_assert_num_queries(0):
            assert standing([]) == {}

    def test_a_quarantined_version_does_not_stand(self, received, bound):
        """SJ-140: what the scanner refused later is evidence of nothing; the version before it stands again."""
        (first,) = bound()
        (second,) = bound(received(), owner_id=first.owner_id, replaces=first)
        (alone,) = bound(received(), owner_id=first.owner_id)
        ids = [str(a.pk) for a in (first, second, alone)]
        assert list(current("uji.Perkara", first.owner_id)) == [second, alone]
        Attachment.objects.filter(pk__in=[second.pk, alone.pk]).update(scan_state="quarantined")
        assert list(current("uji.Perkara", first.owner_id)) == [first]
        assert list(current_in(first.boundary)) == [first]
        assert standing(ids) == {ids[0]: first, ids[1]: first}
        Attachment.objects.filter(pk=first.pk).update(scan_state="pending")
        assert list(current("uji.Perkara", first.owner_id)) == [first], "one that waits stands"


class TestWithdrawal:
    def test_marks_and_keeps_the_file(self, bound, s3, orang_lain):
        (attachment,) = bound()
        with transaction.atomic():
            withdraw(attachment, orang_lain, " salah unggah ")
        kept = Attachment.objects.get()
        assert kept.withdrawn
        assert (kept.withdrawn_by, kept.withdraw_reason) == (orang_lain, "salah unggah")
        assert list(current("uji.Perkara", kept.owner_id)) == []
        assert s3.client.head_object(Bucket=s3.bucket, Key=kept.storage_key)["ContentLength"] == kept.size

    def test_brings_the_version_before_back(self, received, bound, pengirim):
        (first,) = bound()
        (second,) = bound(received(), owner_id=first.owner_id, replaces=first)
        withdraw(second, pengirim, "keliru")
        assert list(current("uji.Perkara", first.owner_id)) == [first]
        (third,) = bound(received(), owner_id=first.owner_id, replaces=second)
        assert third.version == 3

    def test_is_final(self, bound, pengirim, orang_lain):
        (attachment,) = bound()
        withdraw(attachment, pengirim, "keliru")
        with pytest.raises(AlreadyWithdrawn) as refused:
            withdraw(attachment, orang_lain, "sekali lagi")
        assert (refused.value.code, refused.value.message) == (
            "E-STATE",
            "Berkas “surat.pdf” sudah ditarik sebelumnya.",
        )
        assert Attachment.objects.get().withdraw_reason == "keliru"

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_needs_a_reason(self, bound, pengirim, reason):
        (attachment,) = bound()
        with pytest.raises(ValueError, match="reason"):
            withdraw(attachment, pengirim, reason)
        assert not Attachment.objects.get().withdrawn


@pytest.mark.req("SJ-61")
def test_cases_created_together_share_the_files(received, bound):
    attachments = bound(received("pengantar.pdf"), received("lampiran.pdf"), deskripsi="bersama")
    boundary, owner = uuid7(), uuid7()
    shared = share(attachments, boundary=boundary, owner_type="uji.Perkara", owner_id=owner)
    assert list(current_in(boundary)) == shared
    assert [a.storage_key for a in shared] == [a.storage_key for a in attachments]
    assert {a.deskripsi for a in shared} == {"bersama"}
    assert not {a.document for a in shared} & {a.document for a in attachments}
    withdraw(shared[0], shared[0].uploader, "keliru")
    assert list(current_in(attachments[0].boundary)) == attachments


def test_digests_for_the_ledger(bound):
    (attachment,) = bound()
    assert digests([attachment]) == [
        {"id": str(attachment.id), "kind": "surat_uji", "version": 1, "sha256": attachment.sha256}
    ]


class TestTheDatabaseHolds:
    """Raw SQL with the application's own rights."""

    @pytest.mark.parametrize(
        "change",
        [
            "original_name = 'lain.pdf'",
            "sha256 = repeat('0', 64)",
            "storage_key = 'berkas/lain'",
            "kind = 'lampiran_uji'",
            "boundary = gen_random_uuid()",
            "version = 2",
            "uploaded_at = now()",
            "retention = 1",
        ],
    )
    def test_facts_of_an_attachment(self, bound, change):
        bound()
        self.refused(f"UPDATE documents_attachment SET {change}", "facts of an attachment")

    def test_attachments_are_not_deleted(self, bound):
        (attachment,) = bound()
        self.refused("DELETE FROM documents_attachment", "not deleted")
        with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
            attachment.delete()
        assert Attachment.objects.count() == 1

    @pytest.mark.parametrize("table", ["documents_attachment", "documents_upload"])
    def test_nothing_is_truncated_by_the_application(self, bound, table):
        bound()
        self.refused(f"TRUNCATE {table}", "permission denied")

    @pytest.mark.parametrize("table", ["documents_attachment", "documents_upload"])
    def test_nor_by_the_owner(self, committed_db, table):
        with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError, match="is not emptied"):
            cursor.execute(f"TRUNCATE {table} CASCADE")

    def test_a_withdrawal_is_written_once_and_whole(self, bound, pengirim):
        (attachment,) = bound()
        self.refused("UPDATE documents_attachment SET withdrawn_at = now()", "withdrawal_whole")
        withdraw(attachment, pengirim, "keliru")
        for change in (
            "withdraw_reason = 'lain'",
            "withdrawn_at = NULL, withdrawn_by_id = NULL, withdraw_reason = ''",
        ):
            self.refused(f"UPDATE documents_attachment SET {change}", "facts of an attachment")

    def test_the_scan_state_may_change(self, bound):
        bound()
        assert Attachment.objects.update(scan_state=ScanState.CLEAN) == 1
        assert Attachment.objects.get().scan_state == "clean"

    def test_facts_of_an_upload(self, received):
        received()
        self.refused("UPDATE documents_upload SET sha256 = repeat('0', 64)", "facts of an upload")
        self.refused("UPDATE documents_upload SET uploader_id = gen_random_uuid()", "facts of an upload")

    def test_a_used_upload_stays_and_stays_used(self, bound, received):
        bound()
        unused = received("lain.pdf")
        self.refused("UPDATE documents_upload SET used_at = NULL", "facts of an upload")
        self.refused("DELETE FROM documents_upload WHERE used_at IS NOT NULL", "used upload is not deleted")
        assert unused.delete()[0] == 1

    @staticmethod
    def refused(statement: str, message: str) -> None:
        with pytest.raises(DatabaseError, match=message), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestTwoAtOnce:
    def test_of_two_acts_with_the_same_file_one_wins(self, committed_db, s3):
        person = make_user("pengirim")
        for _ in range(20):
            upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
            results = at_once(lambda: _bind_in_transaction(upload, person), 2)  # noqa: B023
            assert sorted(type(r).__name__ for r in results) == ["UploadUnknown", "list"]
            assert Attachment.objects.filter(storage_key=upload.storage_key).count() == 1

    def test_uploads_named_in_opposite_order_do_not_deadlock(self, committed_db, s3):
        person = make_user("pengirim")
        for _ in range(20):
            pair = [receive(io.BytesIO(m.PDF), f"{n}.pdf", uploader=person) for n in range(2)]
            orders = [pair, pair[::-1]]
            results = at_once(lambda: _bind_in_transaction(*orders.pop(), person), 2)  # noqa: B023
            assert sorted(type(r).__name__ for r in results) == ["UploadUnknown", "list"]


def at_once(call, number: int) -> list:
    """What `number` threads, started together, return or raise."""
    barrier, results = threading.Barrier(number), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(call())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _bind(*arguments):
    *uploads, person = arguments
    return bind(
        uploads,
        kind="surat_uji",
        boundary=uuid7(),
        owner_type="uji.Perkara",
        owner_id=uuid7(),
        act="simpan",
        state="baru",
        uploader=person,
    )


def _bind_in_transaction(*arguments):
    with transaction.atomic():
        return _bind(*arguments)


def _used(received, bound) -> Upload:
    upload = received("terpakai.pdf")
    bound(upload)
    return upload

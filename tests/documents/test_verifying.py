"""`verify_documents` finds each planted fault, tells it by its name, and nothing else (SJ-140)."""

from __future__ import annotations

import io
import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents import storage
from documents.binding import share
from documents.kinds import Kind, Lock
from documents.locking import lock
from documents.models import Attachment, LargeUpload, Upload
from documents.verifying import Fault, Finding, Verification

from . import material as m
from .conftest import make_user
from .store import use, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

#: Every age is older than this: the store tells times in whole seconds.
EVERYTHING = timedelta(seconds=-5)


def found(**options) -> list[Finding]:
    options = {"orphan_age": EVERYTHING, "grace": EVERYTHING, **options}
    return list(Verification(**options).findings())


def faults(**options) -> list[tuple[Fault, str]]:
    return [(finding.fault, finding.key) for finding in found(**options)]


@pytest.fixture
def whole(bound, received):
    """An attachment as it should be: one version, our bytes, locked."""

    def make(name: str = "utuh.pdf", content: bytes = m.PDF) -> Attachment:
        (attachment,) = bound(received(name, content))
        lock([attachment.pk])
        return attachment

    return make


@pytest.fixture
def free(bound, received, registered_kinds):
    """An attachment of a kind without a lock, so that the tests can damage what the store would protect."""
    registered_kinds.register(Kind("bebas_uji", "Dokumen bebas", lock=Lock.NONE))

    def make(name: str = "bebas.pdf", content: bytes = m.PDF) -> Attachment:
        return bound(received(name, content), kind="bebas_uji")[0]

    return make


def replace(s3, row, body: bytes) -> None:
    """As somebody with the store's own rights would: the old version is gone, another one stands there."""
    version = storage.stored_object(row.storage_key).newest.id
    s3.client.put_object(Bucket=s3.bucket, Key=row.storage_key, Body=body)
    s3.client.delete_object(Bucket=s3.bucket, Key=row.storage_key, VersionId=version)


def remove(s3, row) -> None:
    version = storage.stored_object(row.storage_key).newest.id
    s3.client.delete_object(Bucket=s3.bucket, Key=row.storage_key, VersionId=version)


class TestWhole:
    def test_nothing_is_said(self, whole, free, received, s3):
        whole(), whole("b.pdf", m.PDF + b"%b"), free(), received("belum dipakai.pdf")
        shared = whole()
        share([shared], boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7())
        lock([shared.pk])
        assert found(hashes=True) == []

    def test_an_empty_store(self, s3):
        assert found(hashes=True) == []

    def test_young_objects_are_on_the_way_to_their_row(self, s3):
        storage.put(io.BytesIO(m.PDF), "application/pdf")
        s3.client.create_multipart_upload(Bucket=s3.bucket, Key=f"{storage.PREFIX}{'0' * 32}")
        assert found(orphan_age=timedelta(hours=24)) == []

    def test_young_attachments_are_about_to_be_locked(self, bound):
        bound()
        assert found(grace=timedelta(hours=2)) == []


class TestPlanted:
    def test_missing(self, whole, free, received, s3):
        whole()
        gone, unused = free(), received("unggahan.pdf")
        remove(s3, gone), remove(s3, unused)
        expected = {
            gone.storage_key: (f"lampiran {gone.pk}",),
            unused.storage_key: (f"unggahan {unused.pk}",),
        }
        told = found()
        assert {f.key: f.rows for f in told} == expected
        assert {(f.fault, f.what) for f in told} == {(Fault.MISSING, "objek tidak ada di penyimpanan")}

    def test_only_a_delete_marker_left(self, free, s3):
        row = free()
        remove(s3, row)
        s3.client.delete_object(Bucket=s3.bucket, Key=row.storage_key)
        assert found() == [
            Finding(
                Fault.MISSING, row.storage_key,
                "objek tidak ada di penyimpanan, hanya 1 penanda hapus", (f"lampiran {row.pk}",),
            )
        ]  # fmt: skip

    def test_altered_in_size(self, whole, free, s3):
        whole()
        row = free()
        replace(s3, row, m.PDF + b"!")
        (told,) = found()
        assert (told.fault, told.key) == (Fault.ALTERED, row.storage_key)
        assert told.what == f"{len(m.PDF) + 1} byte, seharusnya {len(m.PDF)}"

    def test_altered_in_one_byte_is_found_by_its_hash_only(self, whole, free, s3):
        whole()
        row = free()
        replace(s3, row, m.PDF.replace(b"1.7", b"1.6"))
        assert found() == []
        (told,) = found(hashes=True)
        assert (told.fault, told.key, told.rows) == (Fault.ALTERED, row.storage_key, (f"lampiran {row.pk}",))
        assert row.sha256 in told.what

    def test_orphaned(self, whole, s3):
        whole()
        keys = sorted(storage.put(io.BytesIO(m.PDF), "application/pdf") for _ in range(2))
        assert faults() == [(Fault.ORPHANED, key) for key in keys]

    def test_several_versions_and_delete_markers(self, whole, s3):
        """A locked object can be covered, not removed; what covers it is told, also where it says the same."""
        covered, hidden, doubled = whole("a.pdf"), whole("b.pdf"), whole("c.pdf")
        s3.client.put_object(Bucket=s3.bucket, Key=covered.storage_key, Body=b"palsu")
        s3.client.delete_object(Bucket=s3.bucket, Key=hidden.storage_key)
        s3.client.put_object(Bucket=s3.bucket, Key=doubled.storage_key, Body=m.PDF)
        told = {(f.key, f.fault): f.what for f in found(hashes=True)}
        assert told == {
            (covered.storage_key, Fault.SEVERAL): "2 versi, 0 penanda hapus",
            (covered.storage_key, Fault.ALTERED): f"5 byte, seharusnya {len(m.PDF)}",
            (hidden.storage_key, Fault.SEVERAL): "1 versi, 1 penanda hapus",
            (doubled.storage_key, Fault.SEVERAL): "2 versi, 0 penanda hapus",
        }

    def test_unlocked_is_asked_of_the_store_not_of_the_row(self, whole, bound, s3):
        """The second one's lock was lifted with the special right; its row still says that it is locked."""
        never, lifted = bound()[0], whole()
        version = storage.stored_object(lifted.storage_key).newest.id
        soon = timezone.now() + timedelta(seconds=2)
        s3.client.put_object_retention(
            Bucket=s3.bucket, Key=lifted.storage_key, VersionId=version,
            Retention={"Mode": "GOVERNANCE", "RetainUntilDate": soon}, BypassGovernanceRetention=True,
        )  # fmt: skip
        time.sleep(2)
        assert sorted(faults()) == sorted((Fault.UNLOCKED, row.storage_key) for row in (never, lifted))

    def test_a_lock_that_is_too_short_or_not_written_down(self, bound, whole):
        short = bound()[0]
        whole()
        version = storage.stored_object(short.storage_key).newest.id
        until = (timezone.now() + timedelta(days=400)).replace(microsecond=0)
        storage.hold(short.storage_key, version, "GOVERNANCE", until)
        (told,) = found()
        assert (told.fault, told.key) == (Fault.UNLOCKED, short.storage_key)
        assert told.what == f"kunci objek berakhir {until:%Y-%m-%d} atau belum dicatat"

    def test_unfinished_multipart_uploads_that_no_row_knows(self, s3, pengirim):
        keys = [f"{storage.PREFIX}{n * 32}" for n in "012"]
        ids = [s3.client.create_multipart_upload(Bucket=s3.bucket, Key=k)["UploadId"] for k in keys]
        for key, multipart, state in zip(keys[:2], ids[:2], ("sending", "refused"), strict=True):
            LargeUpload.objects.create(
                uploader=pengirim, kind="rekaman", original_name="a.mp4", size=1, part_size=1,
                storage_key=key, multipart=multipart, state=state, expires_at=timezone.now(),
            )  # fmt: skip
        assert sorted(faults()) == [(Fault.UNFINISHED, keys[1]), (Fault.UNFINISHED, keys[2])]

    def test_an_object_that_is_being_checked_is_no_orphan(self, s3, pengirim):
        key = storage.put(io.BytesIO(m.PDF), "video/mp4")
        large = LargeUpload.objects.create(
            uploader=pengirim, kind="rekaman", original_name="a.mp4", size=1, part_size=1, storage_key=key,
            multipart="x", state="checking", expires_at=timezone.now(),
        )  # fmt: skip
        assert faults() == []
        large.state = "refused"
        large.save()
        assert faults() == [(Fault.ORPHANED, key)]

    def test_all_at_once_each_by_its_name(self, whole, free, bound, received, s3):
        whole(), received("unggahan.pdf")
        gone, changed, covered, open_ = free(), free(), whole(), bound()[0]
        remove(s3, gone)
        replace(s3, changed, m.PDF.replace(b"1.7", b"1.6"))
        s3.client.delete_object(Bucket=s3.bucket, Key=covered.storage_key)
        orphan = storage.put(io.BytesIO(m.PDF), "application/pdf")
        assert sorted((f.value, key) for f, key in faults(hashes=True)) == sorted(
            [
                ("hilang", gone.storage_key),
                ("berubah", changed.storage_key),
                ("beberapa versi", covered.storage_key),
                ("tidak terkunci", open_.storage_key),
                ("yatim", orphan),
            ]
        )


class TestSince:
    def test_older_rows_and_objects_are_passed_over(self, free, s3):
        row = free()
        storage.put(io.BytesIO(m.PDF), "application/pdf")
        assert len(found()) == 1
        remove(s3, row)
        assert len(found(since=timezone.now() - timedelta(minutes=5))) == 2
        assert found(since=timezone.now() + timedelta(minutes=5)) == []

    def test_an_old_object_that_was_touched_since_is_not(self, received, pengirim, registered_kinds, s3):
        registered_kinds.register(Kind("bebas_uji", "Dokumen bebas", lock=Lock.NONE))
        upload = received("a.pdf")
        Attachment.objects.create(
            boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7(), kind="bebas_uji", act="simpan",
            uploader=pengirim, uploaded_at=timezone.now() - timedelta(days=9), original_name="a.pdf",
            size=upload.size, sha256=upload.sha256, detected_type=upload.detected_type,
            storage_key=upload.storage_key,
        )  # fmt: skip
        Upload.objects.update(used_at=timezone.now())
        since = timezone.now() - timedelta(hours=1)
        assert faults(since=since) == []
        s3.client.delete_object(Bucket=s3.bucket, Key=upload.storage_key)
        assert faults(since=since) == [(Fault.SEVERAL, upload.storage_key)]


class TestMeanwhile:
    """Files come and go while it compares: nobody is accused of that."""

    def test_a_file_that_came_after_the_listing(self, free, monkeypatch):
        monkeypatch.setattr(storage, "stored_objects", lambda: iter([]))
        free()
        assert found(hashes=True) == []

    def test_a_file_that_was_bound_after_the_rows_were_read(self, free, monkeypatch):
        monkeypatch.setattr(Verification, "_rows", lambda verification: iter([]))
        free()
        assert found(hashes=True) == []

    @pytest.mark.parametrize("hashes", [True, False])
    def test_a_file_that_was_swept_after_both(self, received, monkeypatch, hashes):
        upload = received()
        listing = list(storage.stored_objects())
        monkeypatch.setattr(storage, "stored_objects", lambda: iter(listing))
        monkeypatch.setattr(Verification, "_rows", lambda verification: iter([upload]))
        storage.erase(upload.storage_key)
        Upload.objects.all().delete()
        assert found(hashes=hashes) == []

    def test_an_object_that_is_lost_after_the_listing_is_told(self, free, monkeypatch, s3):
        row = free()
        listing = list(storage.stored_objects())
        monkeypatch.setattr(storage, "stored_objects", lambda: iter(listing))
        remove(s3, row)
        assert faults(hashes=True) == [(Fault.MISSING, row.storage_key)]


class TestRelock:
    def test_what_is_unlocked_is_locked_and_no_longer_counts(self, bound):
        (attachment,) = bound()
        (told,) = found(relock=True)
        assert (told.fault, told.repaired) == (Fault.UNLOCKED, True)
        assert told.what == "tidak ada kunci objek; sekarang dikunci"
        attachment.refresh_from_db()
        version = storage.stored_object(attachment.storage_key).newest.id
        assert storage.held(attachment.storage_key, version).until == attachment.locked_until
        assert found() == []

    def test_without_the_option_nothing_is_locked(self, bound):
        bound()
        assert [finding.repaired for finding in found()] == [False]
        assert Attachment.objects.get().locked_until is None

    def test_a_lost_file_cannot_be_locked(self, bound, s3):
        row = bound()[0]
        replace(s3, row, b"palsu")
        s3.client.delete_object(Bucket=s3.bucket, Key=row.storage_key)
        told = found(relock=True)
        assert [(f.fault, f.repaired) for f in told] == [
            (Fault.SEVERAL, False),
            (Fault.ALTERED, False),
            (Fault.UNLOCKED, False),
        ]


class TestCommand:
    def test_whole(self, whole, received, capsys):
        whole(), received("b.pdf")
        call_command("verify_documents")
        assert capsys.readouterr().out == (
            "2 catatan dan 2 objek dibandingkan. hilang: 0, berubah: 0, yatim: 0, beberapa versi: 0, "
            "tidak terkunci: 0, unggahan terputus: 0\n"
        )
        call_command("verify_documents", "--hashes")
        assert f", {2 * len(m.PDF)} byte dihitung ulang." in capsys.readouterr().out

    def test_found(self, free, whole, s3, capsys):
        whole()
        row = free()
        remove(s3, row)
        with pytest.raises(SystemExit) as ended:
            call_command("verify_documents")
        assert ended.value.code == 1
        first, summary = capsys.readouterr().out.splitlines()
        assert first == f"hilang: {row.storage_key} [lampiran {row.pk}]: objek tidak ada di penyimpanan"
        assert summary.startswith("2 catatan dan 1 objek dibandingkan. hilang: 1, berubah: 0")

    def test_since_a_day(self, free, s3):
        remove(s3, free())
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        call_command("verify_documents", f"--since={tomorrow:%Y-%m-%d}")
        with pytest.raises(CommandError, match="2026-01-31") as refused:
            call_command("verify_documents", "--since=kemarin")
        assert refused.value.returncode == 2

    def test_a_store_that_does_not_answer_is_not_called_whole(self, received, settings, s3):
        received()
        use_options(settings, secret_key="keliru")
        with pytest.raises(CommandError, match="Pemeriksaan terhenti") as ended:
            call_command("verify_documents")
        assert ended.value.returncode == 2

    def test_a_store_that_goes_down(self, private_s3, settings, pengirim):
        use(private_s3, settings)
        call_command("verify_documents")
        private_s3.stop(patience=0)
        with pytest.raises(CommandError, match="Pemeriksaan terhenti"):
            call_command("verify_documents")


def test_memory_does_not_grow_with_the_number_of_files(committed_db, s3):
    """Ten times as many rows and objects, and a large one among them to be hashed: within 8 MB both times."""
    person = make_user("pengirim")
    peaks = []
    for many in (30, 300):
        uploads = [
            Upload(
                original_name="a.pdf", size=len(m.PDF), sha256="0" * 64, detected_type="application/pdf",
                storage_key=storage.put(io.BytesIO(m.PDF), "application/pdf"), uploader=person,
            )
            for _ in range(many)
        ]  # fmt: skip
        Upload.objects.bulk_create(uploads)
        large = storage.put(io.BytesIO(b"\0" * (20 * 1024 * 1024)), "video/mp4")
        Upload.objects.create(
            original_name="a.mp4", size=20 * 1024 * 1024, sha256="0" * 64, detected_type="video/mp4",
            storage_key=large, uploader=person,
        )  # fmt: skip
        verification = Verification(hashes=True)
        tracemalloc.start()
        told = sum(1 for _ in verification.findings())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert told == verification.compared.rows
    assert max(peaks) < 8 * 1024 * 1024
    assert peaks[1] < peaks[0] * 2

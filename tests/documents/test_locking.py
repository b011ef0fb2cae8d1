"""What an act has used is held by the store against everybody, the sweep and ourselves included (SJ-140)."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import subprocess
import sys
import time
from calendar import isleap
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from cases.core.doing.retention import lock_later
from documents import storage
from documents.binding import share
from documents.errors import StorageUnavailable
from documents.kinds import Kind, Lock
from documents.locking import ObjectLost, is_due, lock, lock_years, wanted
from documents.models import Attachment
from documents.sweeping import Swept, sweep
from documents.verifying import Fault, Verification
from tests.support.jobs import attempts, deliver_all, due_now, rows
from workflows.models import Failure

from . import material as m
from .conftest import make_user
from .store import stored, use, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-140")]

EVERYTHING = timedelta(seconds=-5)
#: When a lock ends that a test waits for: later than all it does before, on a machine that has no time.
SOON = timedelta(seconds=15)
KINDS = (
    Kind("tetap_uji", "Dokumen tetap", lock=Lock.COMPLIANCE, lock_years=4),
    Kind("bebas_uji", "Dokumen bebas", lock=Lock.NONE),
    Kind("tiga_tahun_uji", "Dokumen tiga tahun", retention=7, lock_years=3),
)


@pytest.fixture(autouse=True)
def lock_kinds(registered_kinds):
    registered_kinds.register(*KINDS)


def years_after(moment: datetime, years: int) -> datetime:
    """A leap day has no anniversary in most years: a day longer rather than shorter."""
    moment = moment.replace(microsecond=0)
    if (moment.month, moment.day) == (2, 29) and not isleap(moment.year + years):
        moment = moment.replace(month=3, day=1)
    return moment.replace(year=moment.year + years)


def in_store(attachment: Attachment) -> storage.Held | None:
    """The lock of the newest version, as the store tells it."""
    found = storage.stored_object(attachment.storage_key)
    return storage.held(attachment.storage_key, found.newest.id)


def version_of(attachment: Attachment) -> str:
    return storage.stored_object(attachment.storage_key).newest.id


def remove(s3, attachment: Attachment, version: str, **options) -> None:
    s3.client.delete_object(Bucket=s3.bucket, Key=attachment.storage_key, VersionId=version, **options)


def refused(s3, attachment: Attachment, version: str, **options) -> bool:
    with pytest.raises(ClientError) as error:
        remove(s3, attachment, version, **options)
    return error.value.response["Error"]["Code"] == "AccessDenied"


def an_attachment(upload, kind: str, uploaded_at: datetime, uploader) -> Attachment:
    """As `bind` writes it, but some time ago."""
    return Attachment.objects.create(
        boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7(), kind=kind, act="simpan",
        uploader=uploader, uploaded_at=uploaded_at, original_name=upload.original_name, size=upload.size,
        sha256=upload.sha256, detected_type=upload.detected_type, storage_key=upload.storage_key,
    )  # fmt: skip


class TestHowLong:
    @pytest.mark.parametrize(
        ("kind", "years"), [("surat_uji", 10), ("surat_kecil", 10), ("tiga_tahun_uji", 3), ("tetap_uji", 4)]
    )
    def test_own_years_else_retention_else_the_setting(self, registered_kinds, settings, kind, years):
        assert lock_years(registered_kinds[kind]) == years
        settings.DOCUMENTS_LOCK_YEARS = 4
        assert lock_years(registered_kinds[kind]) == {"surat_uji": 4}.get(kind, years)

    def test_it_is_counted_from_the_act(self, bound, received):
        (attachment,) = bound(received("a.pdf"), kind="tiga_tahun_uji")
        assert lock([attachment.pk]) == 1
        until = years_after(attachment.uploaded_at, 3)
        assert in_store(attachment) == storage.Held("GOVERNANCE", until)
        attachment.refresh_from_db()
        assert (attachment.lock_mode, attachment.locked_until) == ("GOVERNANCE", until)

    def test_from_a_leap_day_it_is_a_day_longer(self):
        leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
        found = wanted(Attachment(kind="tiga_tahun_uji", uploaded_at=leap_day), leap_day)
        assert found == storage.Held("GOVERNANCE", datetime(2031, 3, 1, 12, tzinfo=UTC))

    def test_a_kind_without_a_lock_is_left_alone(self, bound, received, s3):
        (attachment,) = bound(received("a.pdf"), kind="bebas_uji")
        assert lock([attachment.pk]) == 0
        assert in_store(attachment) is None
        attachment.refresh_from_db()
        assert (attachment.lock_mode, attachment.locked_until) == ("", None)
        remove(s3, attachment, version_of(attachment))  # which anybody with the key may then remove
        assert stored(s3) == {}

    def test_a_governance_lock_near_its_end_begins_anew_and_a_compliance_lock_does_not(
        self, received, pengirim
    ):
        now = timezone.now()
        long_ago = years_after(now, -10) + timedelta(days=30)
        old = an_attachment(received("a.pdf"), "surat_uji", long_ago, pengirim)
        assert is_due(old, now)
        assert lock([old.pk]) == 1
        old.refresh_from_db()
        assert old.locked_until > now + timedelta(days=3640)
        assert not is_due(old, now)
        over = an_attachment(received("b.pdf"), "tetap_uji", long_ago, pengirim)
        assert not is_due(over, now)
        assert lock([over.pk]) == 0
        assert in_store(over) is None


class TestGovernance:
    def test_without_the_special_right_no_version_is_deleted_or_freed(self, bound, s3):
        (attachment,) = bound()
        version = version_of(attachment)
        lock([attachment.pk])
        assert refused(s3, attachment, version)
        for mode, until in (
            ("GOVERNANCE", timezone.now() + timedelta(days=1)),
            ("COMPLIANCE", years_after(timezone.now(), 20)),
        ):
            with pytest.raises(StorageUnavailable):
                storage.hold(attachment.storage_key, version, mode, until)
        assert storage.erase(attachment.storage_key) is False
        assert stored(s3) == {attachment.storage_key: m.PDF}

    def test_with_it_the_lock_is_lifted(self, bound, s3):
        (attachment,) = bound()
        lock([attachment.pk])
        remove(s3, attachment, version_of(attachment), BypassGovernanceRetention=True)
        assert stored(s3) == {}

    def test_overwriting_and_deleting_the_key_lose_nothing(self, bound, s3):
        (attachment,) = bound()
        version = version_of(attachment)
        lock([attachment.pk])
        s3.client.put_object(Bucket=s3.bucket, Key=attachment.storage_key, Body=b"palsu")
        s3.client.delete_object(Bucket=s3.bucket, Key=attachment.storage_key)
        assert b"".join(storage.read_version(attachment.storage_key, version)) == m.PDF
        assert refused(s3, attachment, version)


class TestCompliance:
    def test_nobody_removes_it_before_its_date_and_anybody_after(self, received, pengirim, s3):
        # four years: a leap day has an anniversary then, too
        bound_at = years_after(timezone.now(), -4) + SOON
        attachment = an_attachment(received("kesehatan.pdf"), "tetap_uji", bound_at, pengirim)
        version = version_of(attachment)
        assert lock([attachment.pk]) == 1
        assert in_store(attachment) == storage.Held("COMPLIANCE", years_after(bound_at, 4))
        assert refused(s3, attachment, version)
        assert refused(s3, attachment, version, BypassGovernanceRetention=True)
        time.sleep(max(0.0, (years_after(bound_at, 4) - timezone.now()).total_seconds()) + 1)
        remove(s3, attachment, version)
        assert stored(s3) == {}


class TestAgain:
    def test_a_second_time_changes_nothing(self, bound):
        (attachment,) = bound()
        assert lock([attachment.pk]) == 1
        before = (in_store(attachment), Attachment.objects.values().get())
        assert lock([attachment.pk, str(attachment.pk)]) == 0
        assert (in_store(attachment), Attachment.objects.values().get()) == before

    def test_a_longer_lock_of_the_store_is_not_shortened_and_is_written_down(self, bound):
        (attachment,) = bound()
        longer = years_after(timezone.now(), 30)
        storage.hold(attachment.storage_key, version_of(attachment), "GOVERNANCE", longer)
        assert lock([attachment.pk]) == 0
        attachment.refresh_from_db()
        assert in_store(attachment).until == attachment.locked_until == longer

    def test_a_shorter_one_is_prolonged(self, bound):
        (attachment,) = bound()
        tomorrow = timezone.now() + timedelta(days=1)
        storage.hold(attachment.storage_key, version_of(attachment), "GOVERNANCE", tomorrow)
        assert lock([attachment.pk]) == 1
        assert in_store(attachment).until == years_after(attachment.uploaded_at, 10)

    def test_a_compliance_lock_is_not_prolonged_for_a_kind_that_did_not_ask(self, bound):
        (attachment,) = bound()
        soon = (timezone.now() + SOON).replace(microsecond=0)
        storage.hold(attachment.storage_key, version_of(attachment), "COMPLIANCE", soon)
        assert lock([attachment.pk]) == 0
        assert in_store(attachment) == storage.Held("COMPLIANCE", soon)
        time.sleep(max(0.0, (soon - timezone.now()).total_seconds()) + 1)  # so that it can be swept away

    def test_killed_between_the_store_and_the_row(self, committed_db, s3):
        """A process of its own dies right after the store has locked; the row follows with the next delivery."""
        person = make_user("pengirim")
        (attachment,) = bind_one(person)
        code = (
            "import os, signal, django; django.setup()\n"
            "from documents import kinds, locking, storage\n"
            "kinds.kinds.register(kinds.Kind('surat_uji', 'Surat uji'))\n"
            "real = storage.hold\n"
            "def hold(*args): real(*args); os.kill(os.getpid(), signal.SIGKILL)\n"
            "storage.hold = hold\n"
            f"locking.lock(['{attachment.pk}'])\n"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings.test"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == -9, done.stderr
        attachment.refresh_from_db()
        assert (attachment.locked_until, in_store(attachment).mode) == (None, "GOVERNANCE")
        assert lock([attachment.pk]) == 0
        attachment.refresh_from_db()
        assert attachment.locked_until == in_store(attachment).until


def bind_one(person):
    from documents.binding import bind
    from documents.receiving import receive

    upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
    with transaction.atomic():
        return bind(
            [upload], kind="surat_uji", boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7(),
            act="simpan", state="baru", uploader=person,
        )  # fmt: skip


class TestSharedObjects:
    def test_all_rows_say_the_longest(self, received, pengirim):
        upload, now = received("a.pdf"), timezone.now()
        first = an_attachment(upload, "surat_uji", now - timedelta(days=400), pengirim)
        (second,) = share([first], boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7())
        assert lock([first.pk]) == 1
        second.refresh_from_db()
        first.refresh_from_db()
        assert in_store(first).until == first.locked_until == second.locked_until
        assert first.locked_until == years_after(second.uploaded_at, 10)
        assert lock([second.pk]) == 0


class TestTampered:
    """Somebody worked on the bucket past the application: said loudly, and our own version is the one locked."""

    def test_among_several_versions_ours_is_found_by_its_bytes(self, bound, s3, caplog):
        (attachment,) = bound()
        ours = version_of(attachment)
        s3.client.put_object(Bucket=s3.bucket, Key=attachment.storage_key, Body=m.PDF.replace(b"1", b"2"))
        s3.client.delete_object(Bucket=s3.bucket, Key=attachment.storage_key)
        with caplog.at_level(logging.ERROR):
            assert lock([attachment.pk]) == 1
        assert "2 versions, 1 delete markers" in caplog.text
        assert storage.held(attachment.storage_key, ours).mode == "GOVERNANCE"
        assert refused(s3, attachment, ours)

    def test_where_ours_is_gone_no_other_is_locked(self, bound, s3, caplog):
        (attachment,) = bound()
        ours = version_of(attachment)
        for body in (b"palsu", m.PDF.replace(b"1", b"2")):
            s3.client.put_object(Bucket=s3.bucket, Key=attachment.storage_key, Body=body)
        remove(s3, attachment, ours)
        with pytest.raises(ObjectLost):
            lock([attachment.pk])
        remove(s3, attachment, version_of(attachment))
        remove(s3, attachment, version_of(attachment))
        with pytest.raises(ObjectLost):
            lock([attachment.pk])
        attachment.refresh_from_db()
        assert attachment.locked_until is None


class TestTooLargeToRead:
    """Telling our version from others means reading them all, too long for the worker's transaction."""

    def test_it_is_left_to_relock_and_the_message_ends(self, bound, s3, caplog, monkeypatch):
        attachment, ours = self.touched(bound, s3)
        monkeypatch.setitem(lock.__kwdefaults__, "most_hashed", 2 * attachment.size - 1)
        with transaction.atomic():
            lock_later([attachment])
        with caplog.at_level(logging.ERROR):
            deliver_all()
        assert (
            f"object {attachment.storage_key} is left unlocked: run verify_documents --relock" in caplog.text
        )
        assert rows("lock") == []
        assert storage.held(attachment.storage_key, ours) is None

        told = list(Verification(relock=True, grace=timedelta(0)).findings())
        assert [(f.fault, f.repaired) for f in told if f.fault == Fault.UNLOCKED] == [(Fault.UNLOCKED, True)]
        assert storage.held(attachment.storage_key, ours).mode == "GOVERNANCE"

    def test_the_bound_counts_what_would_be_read(self, bound, s3):
        attachment, ours = self.touched(bound, s3)
        assert lock([attachment.pk], most_hashed=2 * attachment.size - 1) == 0
        assert lock([attachment.pk], most_hashed=2 * attachment.size) == 1
        assert storage.held(attachment.storage_key, ours).mode == "GOVERNANCE"

    def test_an_untouched_one_is_locked_whatever_its_size(self, bound):
        (attachment,) = bound()
        assert lock([attachment.pk], most_hashed=0) == 1

    @staticmethod
    def touched(bound, s3):
        (attachment,) = bound()
        ours = version_of(attachment)
        s3.client.put_object(Bucket=s3.bucket, Key=attachment.storage_key, Body=m.PDF.replace(b"1", b"2"))
        return attachment, ours


class TestTheSweep:
    def test_what_is_locked_stays_even_without_a_row(self, received, bound, s3):
        """As after restoring an older database: the object is known to nobody, and the sweep goes on."""
        (attachment,) = bound()
        lock([attachment.pk])
        lost = received("tanpa catatan.pdf")
        storage.hold(lost.storage_key, version_of(lost), "GOVERNANCE", timezone.now() + timedelta(days=1))
        lost.delete()
        storage.put(io.BytesIO(m.PDF), "application/pdf")
        assert sweep(EVERYTHING) == Swept(objects=1, held=1)
        assert set(stored(s3)) == {attachment.storage_key, lost.storage_key}


class TestAfterTheAct:
    def test_an_act_that_is_given_up_locks_nothing(self, bound):
        (attachment,) = bound()
        with transaction.atomic():
            lock_later([attachment])
            assert len(rows("lock")) == 1
            transaction.set_rollback(True)
        deliver_all()
        assert in_store(attachment) is None
        assert rows("lock") == []

    def test_after_the_commit_the_worker_locks_each_file(self, bound, received):
        attachments = bound(received("a.pdf"), received("b.pdf", m.PDF + b"%b"))
        free = bound(received("c.pdf"), kind="bebas_uji")
        with transaction.atomic():
            lock_later([*attachments, *free])
            lock_later(free)
            lock_later([])
        assert len(rows("lock")) == 1
        assert [in_store(a) for a in attachments] == [None, None]
        deliver_all()
        assert [in_store(a).mode for a in attachments] == ["GOVERNANCE"] * 2
        assert in_store(free[0]) is None
        assert rows("lock") == []

    def test_a_store_that_is_down_is_asked_again(self, private_s3, settings, pengirim):
        use(private_s3, settings)
        (attachment,) = bind_one(pengirim)
        private_s3.stop(patience=0)
        with transaction.atomic():
            lock_later([attachment])
        deliver_all()
        assert attempts("lock") == [1]
        assert Failure.objects.get(name="lock").technical.startswith("StorageUnavailable")
        private_s3.start()
        use(private_s3, settings)
        due_now()
        deliver_all()
        attachment.refresh_from_db()
        assert in_store(attachment).until == attachment.locked_until

    def test_one_lost_file_does_not_keep_the_others_unlocked(self, bound, received, s3):
        lost, kept = bound(received("a.pdf"), received("b.pdf", m.PDF + b"%b"))
        remove(s3, lost, version_of(lost))
        with transaction.atomic():
            lock_later([lost, kept])
        deliver_all()
        assert in_store(kept).mode == "GOVERNANCE"
        assert attempts("lock") == [1]
        assert Failure.objects.get(name="lock").technical.startswith("ObjectLost")


def test_the_row_of_a_lock_is_never_taken_back(bound):
    from django.db import IntegrityError

    (attachment,) = bound()
    lock([attachment.pk])
    for earlier in (None, timezone.now()):
        with pytest.raises(IntegrityError, match="do not change"), transaction.atomic():
            Attachment.objects.filter(pk=attachment.pk).update(locked_until=earlier)


def test_encryption_is_asked_with_every_object(received, settings, s3):
    """As base.py puts it together from ALUR_S3_ENCRYPTION; the local store really encrypts (SSE-S3)."""
    plain = received("a.pdf")
    settings.DOCUMENTS_ENCRYPTION = {"ServerSideEncryption": "AES256"}
    use_options(
        settings, object_parameters={"ContentDisposition": "attachment", **storage.encryption_parameters()}
    )
    upload = received("b.pdf")
    heads = [s3.client.head_object(Bucket=s3.bucket, Key=u.storage_key) for u in (plain, upload)]
    assert [head.get("ServerSideEncryption") for head in heads] == [None, "AES256"]
    assert [head["ContentDisposition"] for head in heads] == ["attachment", "attachment"]
    assert hashlib.sha256(stored(s3)[upload.storage_key]).hexdigest() == upload.sha256

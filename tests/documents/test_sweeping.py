"""What nobody used goes; what an act has bound stays; whatever dies in between is found (SJ-140)."""

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents import storage
from documents.binding import bind, share, withdraw
from documents.errors import StorageUnavailable, UploadUnknown
from documents.models import Attachment, Upload
from documents.receiving import keep, receive
from documents.sweeping import Swept, sweep

from . import material as m
from .conftest import make_user
from .store import stored, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-140")]

#: Every age is older than this: the store tells times in whole seconds.
EVERYTHING = timedelta(seconds=-5)


def test_unused_uploads_go_with_every_version_of_their_object(s3, received, bound):
    received("tak terpakai.pdf")
    (attachment,) = bound()
    assert sweep(EVERYTHING) == Swept(uploads=1)
    assert [u.storage_key for u in Upload.objects.all()] == [attachment.storage_key]
    assert stored(s3) == {attachment.storage_key: m.PDF}
    versions = s3.client.list_object_versions(Bucket=s3.bucket)
    assert [v["Key"] for v in versions["Versions"]] == [attachment.storage_key]
    assert "DeleteMarkers" not in versions
    assert sweep(EVERYTHING) == Swept()


def test_young_ones_stay(s3, received):
    upload = received()
    storage.put(io.BytesIO(m.PDF), "application/pdf")
    assert sweep() == Swept()
    assert Upload.objects.get() == upload
    assert len(stored(s3)) == 2


def test_age_is_counted_from_the_reception(s3, pengirim):
    Upload.objects.create(
        original_name="a.pdf",
        size=len(m.PDF),
        sha256="0" * 64,
        detected_type="application/pdf",
        storage_key=storage.put(io.BytesIO(m.PDF), "application/pdf"),
        uploader=pengirim,
        created_at=timezone.now() - timedelta(hours=24, minutes=1),
    )
    assert sweep(timedelta(hours=25)) == Swept()
    assert sweep() == Swept(uploads=1)
    assert stored(s3) == {}


def test_those_of_a_draft_stay_until_their_time(s3, received, pengirim, orang_lain):
    upload = received()
    later = timezone.now() + timedelta(days=7)
    assert keep([upload.pk], uploader=orang_lain, until=later) == 0
    assert keep([str(upload.pk), "bukan id", ""], uploader=pengirim, until=later) == 1
    assert sweep(EVERYTHING) == Swept()
    keep([upload.pk], uploader=pengirim, until=timezone.now() - timedelta(seconds=1))
    assert sweep(EVERYTHING) == Swept(uploads=1)


def test_objects_without_a_row_go_and_foreign_ones_in_the_bucket_stay(s3, bound):
    (attachment,) = bound()
    orphan = storage.put(io.BytesIO(m.PDF), "application/pdf")
    hidden = storage.put(io.BytesIO(m.PDF), "application/pdf")
    s3.client.delete_object(Bucket=s3.bucket, Key=hidden)  # only a marker on top of its version
    for key in ("laporan/lain.pdf", "berkas/bukan-kunci.pdf"):
        s3.client.put_object(Bucket=s3.bucket, Key=key, Body=b"x")
    assert orphan in stored(s3)
    assert sweep(EVERYTHING) == Swept(objects=2)
    assert set(stored(s3)) == {attachment.storage_key, "laporan/lain.pdf", "berkas/bukan-kunci.pdf"}
    kept = s3.client.list_object_versions(Bucket=s3.bucket, Prefix=hidden)
    assert "Versions" not in kept


def test_withdrawn_and_shared_attachments_keep_their_object(s3, bound, pengirim):
    (attachment,) = bound()
    share([attachment], boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7())
    withdraw(attachment, pengirim, "keliru")
    assert sweep(EVERYTHING) == Swept()
    assert stored(s3) == {attachment.storage_key: m.PDF}


def test_unfinished_multipart_uploads_are_dropped(s3):
    key = f"{storage.PREFIX}{'0' * 32}"
    s3.client.create_multipart_upload(Bucket=s3.bucket, Key=key)
    assert sweep() == Swept()
    assert sweep(EVERYTHING) == Swept(parts=1)
    assert "Uploads" not in s3.client.list_multipart_uploads(Bucket=s3.bucket)


def test_a_dry_run_only_counts(s3, received):
    received()
    storage.put(io.BytesIO(m.PDF), "application/pdf")
    assert sweep(EVERYTHING, dry_run=True) == Swept(uploads=1, objects=1)
    assert (Upload.objects.count(), len(stored(s3))) == (1, 2)


def test_more_than_one_batch(s3, received, monkeypatch):
    monkeypatch.setattr("documents.sweeping.BATCH", 2)
    for _ in range(5):
        received()
        storage.put(io.BytesIO(m.PDF), "application/pdf")
    assert sweep(EVERYTHING) == Swept(uploads=5, objects=5)
    assert stored(s3) == {}


def test_the_command(s3, received, settings, capsys):
    received()
    call_command("sweep_uploads")
    assert capsys.readouterr().out == (
        "unggahan tak terpakai: 0, objek tanpa catatan: 0, unggahan terputus: 0, "
        "unggahan besar kedaluwarsa: 0\n"
    )
    call_command("sweep_uploads", "--dry-run")
    assert capsys.readouterr().out.endswith("(tidak ada yang dihapus)\n")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("sweep_uploads", "--hours=0")
    use_options(settings, secret_key="keliru")
    with pytest.raises(CommandError, match="Penyimpanan dokumen sedang tidak dapat dihubungi"):
        call_command("sweep_uploads")
    assert Upload.objects.count() == 1


class TestMeetingAnAct:
    def test_a_file_being_bound_is_passed_over(self, committed_db, s3):
        person = make_user("pengirim")
        upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
        with transaction.atomic():
            bind_one(upload, person)
            assert elsewhere(lambda: sweep(EVERYTHING)) == Swept()
        assert sweep(EVERYTHING) == Swept()
        assert stored(s3) == {upload.storage_key: m.PDF}

    def test_a_file_being_swept_is_not_bound(self, committed_db, s3):
        person = make_user("pengirim")
        upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
        with psycopg.connect(os.environ["DATABASE_URL"]) as sweeper:
            sweeper.execute("DELETE FROM documents_upload WHERE id = %s", [upload.pk])
            answers: list[object] = []
            act = threading.Thread(target=lambda: answers.append(caught(lambda: bind_one(upload, person))))
            act.start()
            act.join(0.5)
            assert act.is_alive(), "it waits for the sweep to decide"
        act.join(10)
        assert isinstance(answers[0], UploadUnknown)
        assert not Attachment.objects.exists()


class TestKilledInBetween:
    """A process of its own, ended by SIGKILL at the worst moment."""

    def test_between_the_object_and_its_row(self, committed_db, s3):
        make_user("pengirim")
        killed("pre_save", Upload, "receive(io.BytesIO(PDF), 'a.pdf', uploader=person)")
        assert not Upload.objects.exists()
        assert list(stored(s3).values()) == [m.PDF]
        assert sweep(EVERYTHING) == Swept(objects=1)
        assert stored(s3) == {}

    def test_between_the_attachment_and_the_commit(self, committed_db, s3):
        person = make_user("pengirim")
        upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
        killed(None, None, "transaction.set_autocommit(False); bind_one(Upload.objects.get(), person); die()")
        assert not Attachment.objects.exists()
        assert Upload.objects.get().used_at is None
        assert [a.storage_key for a in bind_one(upload, person)] == list(stored(s3))

    def test_between_the_row_and_the_object_of_a_sweep(self, committed_db, s3):
        person = make_user("pengirim")
        receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
        killed(None, None, "storage.erase = lambda key: die(); sweep(EVERYTHING)")
        assert not Upload.objects.exists()
        assert len(stored(s3)) == 1
        assert sweep(EVERYTHING) == Swept(objects=1)
        assert stored(s3) == {}


def test_a_store_that_fails_during_a_sweep_is_swept_next_time(s3, settings, received):
    received()
    healthy = dict(settings.STORAGES["documents"]["OPTIONS"])
    use_options(settings, secret_key="keliru")
    with pytest.raises(StorageUnavailable):
        sweep(EVERYTHING)
    use_options(settings, **healthy)
    assert len(stored(s3)) == 1
    assert sweep(EVERYTHING) == Swept(objects=1)
    assert stored(s3) == {}


def killed(signal_name, sender, statement: str) -> None:
    """Run `statement` in a process that kills itself at the signal of `sender`, or where it says die()."""
    code = f"""
import django; django.setup()
import io, os, signal
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import signals
from documents import storage
from documents.models import Upload
from documents.receiving import receive
from documents.sweeping import sweep
from tests.documents.material import PDF
from tests.documents.test_sweeping import EVERYTHING, bind_one
from documents.kinds import Kind, kinds
kinds.register(Kind("surat_uji", "Surat uji"))
def die(**arguments):
    os.kill(os.getpid(), signal.SIGKILL)
if {signal_name!r}:
    signals.{signal_name or "pre_save"}.connect(die, sender={sender.__name__ if sender else "Upload"})
person = get_user_model().objects.get()
{statement}
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def bind_one(upload, person) -> list[Attachment]:
    with transaction.atomic():
        return bind(
            [upload],
            kind="surat_uji",
            boundary=uuid7(),
            owner_type="uji.Perkara",
            owner_id=uuid7(),
            act="simpan",
            state="baru",
            uploader=person,
        )


def caught(call):
    try:
        return call()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def elsewhere(call):
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(caught(call)))
    thread.start()
    thread.join()
    return answers[0]

"""Large files: what the worker verifies, who may take over from whom, what is swept (CB-117)."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from documents import large, storage
from documents.errors import FileRefused, LargeRefused, StorageUnavailable, UploadUnknown
from documents.kinds import FILE_VID, Kind
from documents.large import checking
from documents.models import LargeUpload, ScanState, Upload
from documents.sweeping import Swept, sweep
from tests.support.sending import FTYP, PART, cut, digest, put, video

from .conftest import make_user
from .store import stored, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

EVERYTHING = timedelta(seconds=-5)
VIDEO = video(PART + 4321)
State = LargeUpload.State


@pytest.fixture(autouse=True)
def kinds(registered_kinds: Any, settings: Any, s3: Any) -> None:
    settings.DOCUMENTS_PART_BYTES = PART
    registered_kinds.register(
        Kind("rekaman_uji", "Rekaman uji", types=FILE_VID), Kind("klip", "Klip", FILE_VID, max_bytes=1000)
    )


def begin(person: Any, content: bytes = VIDEO, name: str = "rekaman.mp4", **options: Any) -> LargeUpload:
    return large.begin(person, name=name, size=len(content), **{"kind": "rekaman_uji", **options})


def send(found: LargeUpload, content: bytes = VIDEO) -> None:
    parts = cut(content, found.part_size)
    for signed in large.sign_parts(found, {number: digest(part) for number, part in parts.items()}):
        part = {"url": signed.url, "headers": dict(signed.headers)}
        assert put(part, parts[signed.number]).status_code == 200


def finished(person: Any, content: bytes = VIDEO, **options: Any) -> LargeUpload:
    """Sent and handed to the worker."""
    found = begin(person, content, **options)
    send(found, content)
    return large.finish(found)


def fresh(found: LargeUpload) -> LargeUpload:
    return LargeUpload.objects.select_related("upload").get(pk=found.pk)


def refusal_of(found: LargeUpload, s3: Any) -> str:
    """Why the worker refused; nothing of the file is left."""
    assert large.check_next()
    row = fresh(found)
    assert (row.state, row.upload, Upload.objects.count()) == (State.REFUSED, None, 0)
    assert stored(s3) == {}
    return row.refusal


class TestVerified:
    def test_what_is_written_down(self, pengirim, s3):
        found = finished(pengirim, sha256=digest(VIDEO))
        assert large.check_next()
        upload = fresh(found).upload
        assert (upload.uploader, upload.original_name, upload.field) == (
            pengirim,
            "rekaman.mp4",
            "rekaman_uji",
        )
        assert (upload.size, upload.sha256) == (len(VIDEO), digest(VIDEO))
        assert (upload.detected_type, upload.scan_state) == ("video/mp4", ScanState.NOT_SCANNED)
        assert upload.keep_until == found.expires_at
        assert stored(s3) == {upload.storage_key: VIDEO}

    def test_for_the_scanner(self, pengirim, settings):
        settings.CLAMD_ADDRESS, settings.CLAMD_MAX_BYTES = "/tidak/ada", len(VIDEO)
        finished(pengirim)
        settings.CLAMD_MAX_BYTES = len(VIDEO)
        assert large.check_next()
        settings.CLAMD_MAX_BYTES = len(VIDEO) - 1
        finished(pengirim)
        assert large.check_next()
        states = Upload.objects.order_by("pk").values_list("scan_state", flat=True)
        assert list(states) == [ScanState.PENDING, ScanState.TOO_LARGE]

    def test_a_part_that_is_not_what_was_declared(self, pengirim, s3):
        """Somebody with the store's own keys, or a fault of the store."""
        found = begin(pengirim)
        send(found)
        other = VIDEO[:1000] + b"X" + VIDEO[1001:]
        place = {"Bucket": s3.bucket, "Key": found.storage_key}
        large.finish(found)
        storage.join_parts(found.storage_key, found.multipart, {1: digest(cut(VIDEO)[1])})
        s3.client.put_object(**place, Body=other)
        assert "isi bagian 1 tidak sesuai" in refusal_of(found, s3)

    def test_another_size_than_declared(self, pengirim, s3):
        found = finished(pengirim)
        s3.client.put_object(Bucket=s3.bucket, Key=found.storage_key, Body=VIDEO + b"x")
        assert f"yang diterima {len(VIDEO) + 1} byte" in refusal_of(found, s3)

    def test_parts_that_are_gone(self, pengirim, s3):
        found = finished(pengirim)
        storage.drop_parts(found.storage_key, found.multipart)
        assert "tidak ada lagi di penyimpanan" in refusal_of(found, s3)

    def test_a_recording_cut_off(self, pengirim, s3):
        found = finished(pengirim, FTYP + b"\xff" * 4000)
        assert refusal_of(found, s3).startswith("Berkas “rekaman.mp4” ditolak: ")

    def test_a_pdf_under_the_name_of_a_recording(self, pengirim, s3):
        found = finished(pengirim, b"%PDF-1.7\n" + b"x" * 4000, name="rekaman.avi")
        assert "isinya PDF, bukan rekaman AVI" in refusal_of(found, s3)

    def test_a_tighter_bound_of_the_kind(self, pengirim):
        assert begin(pengirim, b"x" * 1000, kind="klip").part_count == 1
        with pytest.raises(FileRefused, match="melampaui batas"):
            begin(pengirim, b"x" * 1001, kind="klip")


class TestLease:
    def test_nothing_to_do(self):
        assert not large.check_next()

    def test_one_at_a_time(self, pengirim):
        found = finished(pengirim)
        lease = checking._claim()
        assert lease is not None
        assert not large.check_next()
        LargeUpload.objects.update(checking_until=Now() - timedelta(seconds=1))  # it died, time went by
        assert large.check_next()
        assert fresh(found).state == State.DONE
        for late in (lambda: lease.close(state=State.REFUSED), lambda: lease._move(timezone.now())):
            with pytest.raises(checking.LeaseLost):
                late()
        lease.postpone()
        assert fresh(found).checking_until is None

    def test_prolonged_while_the_work_goes_on(self, pengirim, monkeypatch):
        monkeypatch.setattr(checking, "RENEW_AFTER", 0.0)
        until = []
        move = checking.Lease._move
        monkeypatch.setattr(
            checking.Lease, "_move", lambda lease, moment: (until.append(moment), move(lease, moment))
        )
        finished(pengirim)
        assert large.check_next()
        assert len(until) > 5
        assert until == sorted(until)

    def test_taken_over_in_the_middle(self, pengirim, monkeypatch, caplog):
        monkeypatch.setattr(checking, "RENEW_AFTER", 0.0)
        found = finished(pengirim)
        original = storage.read_range

        def overtaken(*args: Any) -> Any:
            LargeUpload.objects.update(checking_until=F("checking_until") + timedelta(minutes=9))
            return original(*args)

        monkeypatch.setattr(storage, "read_range", overtaken)
        assert large.check_next()
        assert (fresh(found).state, Upload.objects.count()) == (State.CHECKING, 0)
        assert "taken over" in caplog.text

    def test_a_store_that_is_down_is_tried_again(self, pengirim, settings):
        found = finished(pengirim)
        healthy = dict(settings.STORAGES["documents"]["OPTIONS"])
        use_options(settings, secret_key="keliru")
        assert large.check_next()
        assert fresh(found).state == State.CHECKING
        assert not large.check_next(), "not at once"
        use_options(settings, **healthy)
        LargeUpload.objects.update(checking_until=None)
        assert large.check_next()
        assert fresh(found).state == State.DONE

    def test_an_error_nobody_foresaw_is_logged_and_tried_again(self, pengirim, monkeypatch, caplog):
        found = finished(pengirim)
        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
            broken.setattr(checking, "inspect", lambda *_: 1 / 0)
            assert large.check_next()
        assert "ZeroDivisionError" in caplog.text
        LargeUpload.objects.update(checking_until=None)
        assert large.check_next()
        assert fresh(found).state == State.DONE


@pytest.mark.parametrize("place", ["_join", "_digest", "_inspect"])
def test_a_killed_worker_is_followed_by_another(committed_db, s3, place):
    found = finished(make_user("pengirim"))
    killed(place)
    row = fresh(found)
    assert (row.state, Upload.objects.count()) == (State.CHECKING, 0)
    assert row.checking_until > timezone.now()
    assert sweep(EVERYTHING) == Swept(), "what is being checked is spared"
    LargeUpload.objects.update(checking_until=Now() - timedelta(seconds=1))
    call_command("run_worker", once=True)
    assert fresh(found).state == State.DONE
    assert stored(s3) == {Upload.objects.get().storage_key: VIDEO}


def killed(place: str) -> None:
    """A worker in a process of its own, ended by SIGKILL when it has passed `place` of documents.large.checking."""
    script = f"""
import os, signal, django
django.setup()
from django.core.management import call_command
from documents.large import checking
original = checking.{place}
def mined(*args):
    original(*args)
    os.kill(os.getpid(), signal.SIGKILL)
checking.{place} = mined
call_command("run_worker", once=True)
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "project.settings.test"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


class TestSwept:
    def test_after_their_time(self, pengirim, s3):
        going, over = begin(pengirim), begin(pengirim)
        send(over)
        LargeUpload.objects.filter(pk=over.pk).update(expires_at=Now() - timedelta(seconds=1))
        assert sweep(EVERYTHING, dry_run=True).large == 1
        assert sweep(EVERYTHING) == Swept(large=1)
        assert list(LargeUpload.objects.all()) == [going]
        (left,) = s3.client.list_multipart_uploads(Bucket=s3.bucket)["Uploads"]
        assert left["UploadId"] == going.multipart

    def test_never_one_that_is_being_checked(self, pengirim, s3):
        found = finished(pengirim)
        LargeUpload.objects.update(expires_at=Now() - timedelta(days=1))
        assert sweep(EVERYTHING) == Swept()
        storage.join_parts(found.storage_key, found.multipart, {int(n): d for n, d in found.digests.items()})
        assert sweep(EVERYTHING) == Swept()
        assert large.check_next()
        upload = fresh(found).upload
        assert upload.keep_until > timezone.now() + timedelta(hours=23), "time to send the form"
        assert sweep(EVERYTHING) == Swept(large=1)
        assert stored(s3) == {upload.storage_key: VIDEO}

    def test_refused_ones_and_unused_ones(self, pengirim, s3):
        finished(pengirim, sha256="0" * 64)
        done = finished(pengirim)
        assert large.check_next()
        assert large.check_next()
        LargeUpload.objects.update(expires_at=Now() - timedelta(seconds=1))
        Upload.objects.update(keep_until=None)
        assert sweep(EVERYTHING) == Swept(uploads=1, large=2)
        assert stored(s3) == {}
        with pytest.raises(UploadUnknown):
            large.get_own(pengirim, done.pk)

    def test_parts_without_a_row(self, pengirim, s3):
        begin(pengirim)
        storage.begin_parts("video/mp4")
        assert sweep(EVERYTHING) == Swept(parts=1)

    def test_a_store_that_fails_is_swept_next_time(self, pengirim, settings):
        begin(pengirim)
        LargeUpload.objects.update(expires_at=Now() - timedelta(seconds=1))
        healthy = dict(settings.STORAGES["documents"]["OPTIONS"])
        use_options(settings, secret_key="keliru")
        with pytest.raises(StorageUnavailable):
            sweep(EVERYTHING)
        use_options(settings, **healthy)
        assert sweep(EVERYTHING) == Swept(parts=1)


class TestBegun:
    def test_room_for_five(self, pengirim, orang_lain):
        for _ in range(5):
            begin(pengirim)
        with pytest.raises(LargeRefused, match="Paling banyak 5") as refused:
            begin(pengirim)
        assert refused.value.code == "E-GUARD"
        begin(orang_lain)
        LargeUpload.objects.filter(uploader=pengirim).update(expires_at=Now())
        begin(pengirim)

    def test_parts_grow_with_the_file(self, pengirim, settings):
        settings.DOCUMENTS_PART_BYTES = 5 * 1024 * 1024
        found = large.begin(pengirim, name="a.mkv", size=50 * 1024**3, kind="rekaman_uji")
        assert found.part_count <= 10_000
        assert sum(found.size_of_part(n) for n in range(1, found.part_count + 1)) == found.size

    def test_a_store_that_is_down(self, pengirim, settings):
        use_options(settings, secret_key="keliru")
        with pytest.raises(StorageUnavailable):
            begin(pengirim)
        assert not LargeUpload.objects.exists()

    def test_of_somebody_else(self, pengirim, orang_lain):
        found = begin(pengirim)
        for pk in (found.pk, str(found.pk), "bukan-id", ""):
            with pytest.raises(UploadUnknown):
                large.get_own(orang_lain, pk)
        assert large.get_own(pengirim, found.pk) == found

    def test_two_at_once_at_the_last_place(self, committed_db):
        """Both saw room for one; the row of the person decides."""
        import threading

        from django.db import connections

        person = make_user("pengirim")
        for _ in range(4):
            begin(person)
        outcomes: list[object] = []
        together = threading.Barrier(2)

        def one() -> None:
            together.wait()
            try:
                outcomes.append(begin(person))
            except LargeRefused as refused:
                outcomes.append(refused.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("E-GUARD") == 1
        assert LargeUpload.objects.count() == 5


class TestRoom:
    """What one person may leave lying in the store: bytes on the way and bytes that no act has used."""

    def refused(self, person: Any, **options: Any) -> str:
        with pytest.raises(LargeRefused) as refusal:
            begin(person, **options)
        assert refusal.value.code == "E-GUARD"
        return refusal.value.message

    def test_received_ones_count_until_an_act_uses_them(self, pengirim, orang_lain, settings, s3):
        settings.DOCUMENTS_UNUSED_BYTES = 3 * len(VIDEO) - 1
        found = finished(pengirim)
        assert large.check_next()
        begin(pengirim)
        LargeUpload.objects.filter(state=State.SENDING).delete()
        finished(pengirim)
        assert large.check_next()
        message = self.refused(pengirim)
        assert message.startswith("Berkas Anda yang sedang dikirim atau belum dipakai berukuran 10 MB; ")
        assert message.endswith("Pakai dahulu berkas yang sudah diterima, atau batalkan pengiriman lain.")
        begin(orang_lain)
        upload = fresh(found).upload
        large.give_up(found)  # the file itself stays until it is swept
        self.refused(pengirim)
        Upload.objects.filter(pk=upload.pk).update(used_at=Now())
        assert begin(pengirim).state == State.SENDING

    def test_what_is_on_the_way_counts_with_the_new_one(self, pengirim, settings):
        settings.DOCUMENTS_UNUSED_BYTES = 2 * len(VIDEO)
        first, _ = begin(pengirim), begin(pengirim)
        self.refused(pengirim)
        large.give_up(first)
        begin(pengirim)

    def test_the_bound_holds_four_of_the_largest(self, pengirim):
        for number in range(4):
            large.begin(pengirim, name=f"{number}.mp4", size=FILE_VID.max_bytes, kind="rekaman_uji")
        with pytest.raises(LargeRefused, match="berukuran 200 GB; dengan berkas ini melampaui 200 GB"):
            begin(pengirim)

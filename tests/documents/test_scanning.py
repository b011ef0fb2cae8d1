"""The virus scanner: a real clamd with two signatures of its own, and servers that behave badly (SJ-140)."""

from __future__ import annotations

import io
import logging
import threading
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from uuid_utils.compat import uuid7

from documents import scanning
from documents.binding import share
from documents.downloads import download_url
from documents.errors import FileRefused, NotReadable
from documents.models import Attachment, ScanState, Upload
from documents.receiving import receive
from documents.scanning import Verdict, rescan_pending, scan
from project.settings.environment import scanner_address
from tests.support.clamd import EICAR, WORD, Clamd
from tests.support.clamd_fakes import answering, forwarding

from . import material as m
from .conftest import make_user
from .store import stored
from .test_sweeping import bind_one

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_silence", scanning._Silence())


CLEAN, PENDING, QUARANTINED = ScanState.CLEAN, ScanState.PENDING, ScanState.QUARANTINED


def judged(content: bytes) -> Verdict:
    return scan(io.BytesIO(content))


def with_attachment(name: str, content: bytes) -> bytes:
    """A PDF that carries a file along, packed, in the spelling that clamd does not unpack itself."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(m.PDF)) as opened:
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, content, filename=name)
        opened.save(target)
    return target.getvalue()


def usual_attachment(content: bytes) -> bytes:
    names = b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> "
    packed = m.stream(zlib.compress(content), b"/Type /EmbeddedFile /Filter /FlateDecode ")
    return m.pdf(b"<< /Type /Filespec /F (data) /EF << /F 5 0 R >> >>", packed, catalog=names)


def embedding(content: bytes, name: str = "word__embeddings__data1_dot_bin") -> bytes:
    return m.ooxml("docx", **{name: content})


_INNER = "word__embeddings__b_dot_docx"


class TestRealScanner:
    @pytest.mark.parametrize(
        "content",
        [EICAR, m.zipped("a.com", EICAR), m.zipped("b.zip", m.zipped("a.com", EICAR))],
        ids=["plain", "zipped", "twice zipped"],
    )
    def test_the_test_virus_is_found(self, scanner, content):
        verdict = judged(content)
        assert (verdict.state, verdict.signature) == (QUARANTINED, "Alur.Eicar.UNOFFICIAL")
        assert verdict.reason == "pemindai virus menemukan Alur.Eicar.UNOFFICIAL"

    @pytest.mark.parametrize(
        "content",
        [m.PDF, m.PNG, m.JPEG, m.old_word(), m.ooxml("docx"), m.zipped("a.com", EICAR[:-1]), b""],
        ids=["pdf", "png", "jpeg", "doc", "docx", "almost", "empty"],
    )
    def test_others_are_clean(self, scanner, content):
        assert judged(content) == Verdict(CLEAN, "stream: OK")

    def test_it_is_read_from_its_beginning(self, scanner):
        content = io.BytesIO(EICAR)
        content.read()
        assert scan(content).state == QUARANTINED

    def test_a_file_of_many_chunks_is_scanned_whole(self, scanner):
        assert judged(b"\0" * 1_000_000 + WORD).state == QUARANTINED
        assert judged(b"\0" * 1_000_000 + WORD[:-1]).state == CLEAN

    def test_over_tcp(self, scanner, settings):
        with forwarding(scanner.address) as settings.CLAMD_ADDRESS:
            assert judged(EICAR).state == QUARANTINED
            assert judged(m.PDF).state == CLEAN

    def test_beyond_our_limit_it_is_too_large(self, scanner, settings):
        settings.CLAMD_MAX_BYTES = len(m.PDF)
        assert judged(m.PDF).state == CLEAN
        assert judged(m.PDF + b"\n").state == ScanState.TOO_LARGE

    def test_beyond_the_limit_of_the_scanner_it_is_too_large(self, scanner):
        assert judged(b"\0" * (scanner.limit + 5_000_000)).state == ScanState.TOO_LARGE

    def test_what_it_could_not_look_through_is_quarantined(self, scanner):
        deep = m.PDF
        for number in range(30):
            deep = m.zipped(f"{number}.zip", deep)
        verdict = judged(deep)
        assert (verdict.state, verdict.signature) == (QUARANTINED, "")
        assert verdict.answer.startswith("stream: Heuristics.Limits.Exceeded")
        assert verdict.reason == "pemindai virus tidak dapat memeriksanya"


class TestAttachmentsOfPdf:
    def test_clamd_alone_would_miss_this_one(self, scanner):
        """Why attachments are unpacked here. If this fails, clamd has learned it."""
        content = io.BytesIO(with_attachment("data.json", WORD))
        assert scan(content).state == CLEAN
        assert scan(content, "application/pdf").signature == "Alur.Uji.UNOFFICIAL"

    def test_clean_ones(self, scanner):
        for content in (m.PDF, with_attachment("data.json", b"{}")):
            assert scan(io.BytesIO(content), "application/pdf").state == CLEAN

    def test_what_cannot_be_unpacked_is_quarantined(self, scanner):
        content = with_attachment("data.json", b"0" * 70_000_000)
        verdict = scan(io.BytesIO(content), "application/pdf")
        assert (verdict.state, verdict.answer) == (QUARANTINED, "attachments cannot be unpacked")

    def test_what_unfolds_beyond_the_limit_is_quarantined(self, scanner, settings):
        settings.CLAMD_MAX_BYTES = 1_000_000
        content = io.BytesIO(with_attachment("data.json", b"0" * 2_000_000))
        assert scan(content, "application/pdf").state == QUARANTINED

    def test_a_scanner_that_goes_away_in_between(self, settings):
        with answering(b"stream: OK\0", b"") as settings.CLAMD_ADDRESS:
            content = io.BytesIO(with_attachment("data.json", b"{}"))
            assert scan(content, "application/pdf").state == PENDING


def test_without_a_scanner_nothing_is_scanned(settings):
    assert settings.CLAMD_ADDRESS is None
    assert judged(EICAR) == Verdict(ScanState.NOT_SCANNED)
    assert not scanning.ping()
    assert rescan_pending() == {}


class TestReceiving:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.docx", embedding(EICAR)),
            ("a.docx", embedding(embedding(EICAR), "word__embeddings__b_dot_docx")),
            ("a.docx", embedding(embedding(embedding(EICAR), _INNER), _INNER)),
            ("a.pdf", with_attachment("data.json", WORD)),
            ("a.pdf", with_attachment("data.docx", embedding(WORD))),
            ("a.pdf", usual_attachment(WORD)),
            ("a.xls", m.compound({"Workbook": m.old_excel_stream(), "Lain": WORD})),
            ("a.jpg", m.jpeg(1, 1, m.segment(0xFE, WORD))),
        ],
        ids=["docx file", "docx docx", "docx docx docx", "pdf", "pdf docx", "pdf usual", "xls", "jpg"],
    )
    def test_an_infected_file_is_refused_and_nothing_is_stored(
        self, scanner, s3, pengirim, caplog, name, content
    ):
        with pytest.raises(FileRefused) as refused:
            receive(io.BytesIO(content), name, uploader=pengirim)
        assert refused.value.message.startswith(
            f"Berkas “{name}” ditolak: pemindai virus menemukan Alur.{'Uji' if WORD in content else ''}"[:60]
        )
        assert stored(s3) == {}
        assert not Upload.objects.exists()
        assert [r.message.split(":")[0] for r in caplog.records] == ["file refused by the virus scanner"]

    def test_a_clean_one_is_taken(self, scanner, received):
        for content in (m.PDF, with_attachment("data.json", b"{}")):
            upload = received(content=content)
            upload.refresh_from_db()
            assert upload.scan_state == CLEAN
            assert download_url(upload)

    def test_without_a_scanner_it_says_so(self, received):
        upload = received()
        assert upload.scan_state == ScanState.NOT_SCANNED
        assert download_url(upload)

    def test_our_own_are_not_sent_there(self, scanner, received):
        scanner.stop()
        upload = received(own=True)
        assert upload.scan_state == ScanState.OWN
        assert download_url(upload)

    def test_while_it_is_down_the_file_waits(self, scanner, received, caplog):
        scanner.stop()
        upload = received(content=with_attachment("data.json", WORD))
        upload.refresh_from_db()
        assert upload.scan_state == PENDING
        with pytest.raises(NotReadable) as refused:
            download_url(upload)
        assert (refused.value.code, refused.value.message) == (
            "E-GUARD",
            "Berkas “surat.pdf” belum dapat diunduh: masih menunggu pemindaian virus. "
            "Coba lagi beberapa saat lagi.",
        )
        assert "virus scanner does not answer" in caplog.text


class TestLater:
    """What was received while the scanner was down."""

    def test_is_scanned_when_it_is_back(self, scanner, s3, received, bound, caplog):
        scanner.stop()
        clean, bad = received("a.pdf"), received("b.pdf", with_attachment("a.json", WORD))
        assert rescan_pending() == {}
        assert states() == {clean.storage_key: {PENDING}, bad.storage_key: {PENDING}}

        scanner.start()
        caplog.clear()
        assert rescan_pending() == {CLEAN: 1, QUARANTINED: 1}
        assert states() == {clean.storage_key: {CLEAN}, bad.storage_key: {QUARANTINED}}
        assert caplog.messages == [
            f"object {bad.storage_key} is quarantined: stream: Alur.Uji.UNOFFICIAL FOUND"
        ]
        assert rescan_pending() == {}
        clean.refresh_from_db()
        assert download_url(clean)
        bad.refresh_from_db()
        with pytest.raises(NotReadable, match="tidak dapat diunduh: pemeriksaan mengarantinanya"):
            download_url(bad)

    def test_every_row_of_an_object_changes(self, scanner, received, bound):
        scanner.stop()
        upload = received(content=with_attachment("a.json", WORD))
        (attachment,) = bound(upload)
        with transaction.atomic():
            share([attachment], boundary=uuid7(), owner_type="uji.Perkara", owner_id=uuid7())
        assert attachment.scan_state == PENDING
        scanner.start()
        assert rescan_pending() == {QUARANTINED: 1}
        assert states() == {upload.storage_key: {QUARANTINED}}
        assert Attachment.objects.filter(scan_state=QUARANTINED).count() == 2

    def test_the_caller_is_told_of_what_acts_have_used(self, scanner, received, bound):
        """In the transaction that writes the quarantine down: what it raises takes that back."""
        scanner.stop()
        infected = with_attachment("a.json", WORD)
        (used,) = bound(received(content=infected))
        told: list[Attachment] = []

        def refuse(found: object) -> None:
            assert transaction.get_connection().in_atomic_block
            raise RuntimeError

        scanner.start()
        with pytest.raises(RuntimeError):
            rescan_pending(told=refuse)
        used.refresh_from_db()
        assert used.scan_state == PENDING
        received("b.pdf")
        rescan_pending(told=lambda outcome: told.extend(outcome.attachments))
        assert told == [used]
        used.refresh_from_db()
        assert used.scan_state == QUARANTINED

    def test_an_attachment_alone_is_found_too(self, scanner, received, bound):
        (attachment,) = bound(received())
        Attachment.objects.update(scan_state=PENDING)
        assert rescan_pending() == {CLEAN: 1}
        attachment.refresh_from_db()
        assert attachment.scan_state == CLEAN

    def test_a_waiting_file_may_be_used_and_one_in_quarantine_may_not(self, scanner, received, bound):
        scanner.stop()
        waiting, bad = received("a.pdf"), received("b.pdf", with_attachment("a.json", WORD))
        assert [a.scan_state for a in bound(waiting)] == [PENDING]
        scanner.start()
        rescan_pending()
        with pytest.raises(FileRefused) as refused:
            bound(bad)
        assert (
            refused.value.message
            == "Berkas “b.pdf” ditolak: pemeriksaan berkas menolaknya. Unggah berkas lain."
        )
        bad.refresh_from_db()
        assert bad.used_at is None

    def test_the_timers_do_it(self, scanner, received):
        scanner.stop()
        upload = received()
        call_command("run_timers", once=True)
        assert states() == {upload.storage_key: {PENDING}}
        scanner.start()
        call_command("run_timers", once=True)
        assert states() == {upload.storage_key: {CLEAN}}

    def test_only_so_many_at_a_time(self, scanner, received):
        scanner.stop()
        for _ in range(3):
            received()
        scanner.start()
        assert rescan_pending(2) == {CLEAN: 2}
        assert rescan_pending(2) == {CLEAN: 1}

    def test_a_file_that_grew_beyond_the_limit_is_too_large(self, scanner, received, settings):
        scanner.stop()
        received()
        scanner.start()
        settings.CLAMD_MAX_BYTES = 100
        assert rescan_pending() == {ScanState.TOO_LARGE: 1}

    def test_an_object_that_is_gone_does_not_stop_the_others(self, scanner, s3, received, caplog):
        scanner.stop()
        first, second = received(), received()
        s3.client.delete_object(Bucket=s3.bucket, Key=first.storage_key)
        scanner.start()
        assert rescan_pending() == {CLEAN: 1}
        assert states() == {first.storage_key: {PENDING}, second.storage_key: {CLEAN}}
        assert f"object {first.storage_key} cannot be read" in caplog.text

    def test_the_command(self, scanner, received, settings, capsys):
        scanner.stop()
        received()
        with pytest.raises(CommandError, match="does not answer"):
            call_command("rescan_files")
        scanner.start()
        call_command("rescan_files")
        call_command("rescan_files")
        assert capsys.readouterr().out == "bersih: 1\ntidak ada berkas yang menunggu pemindaian\n"
        settings.CLAMD_ADDRESS = None
        with pytest.raises(CommandError, match="ALUR_CLAMD is not set"):
            call_command("rescan_files")


def test_a_file_that_is_bound_meanwhile_does_not_stay_pending(committed_db, s3, settings, monkeypatch):
    """The verdict comes while an act has bound the upload and not yet committed."""
    person = make_user("pengirim")
    settings.CLAMD_ADDRESS = "/nonexistent/clamd.ctl"
    upload = receive(io.BytesIO(m.PDF), "a.pdf", uploader=person)
    rescan = threading.Thread(target=in_thread(rescan_pending))
    with answering(b"PONG\0", b"stream: OK\0") as settings.CLAMD_ADDRESS:
        with transaction.atomic():
            assert bind_one(upload, person)[0].scan_state == PENDING
            rescan.start()
            rescan.join(1)
            assert rescan.is_alive(), "it waits for the act"
        rescan.join(10)
    assert states() == {upload.storage_key: {CLEAN}}
    assert Attachment.objects.get().scan_state == CLEAN


def in_thread(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            call()
        finally:
            connections.close_all()

    return run


def states() -> dict[str, set[str]]:
    """Storage key -> the scan states of its rows."""
    found: dict[str, set[str]] = {}
    for model in (Upload, Attachment):
        for key, state in model.objects.values_list("storage_key", "scan_state"):
            found.setdefault(key, set()).add(state)
    return found


class TestBadAnswers:
    """Servers that stand where the scanner should be."""

    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (b"stream: OK\0", CLEAN),
            (b"stream: Can't allocate memory ERROR\0", QUARANTINED),
            (b"stream: OK FOUND\0", QUARANTINED),
            (b"stream: NOT OK\0", QUARANTINED),
            (b"OK\0", QUARANTINED),
            (b"UNKNOWN COMMAND\0", QUARANTINED),
            (b"HTTP/1.1 200 OK\r\n\r\n\0", QUARANTINED),
            (b"\0", QUARANTINED),
            (b"\xff\xfe\0", QUARANTINED),
            (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", QUARANTINED),
            (b"INSTREAM size limit exceeded. ERROR\0", ScanState.TOO_LARGE),
            (b"COMMAND READ TIMED OUT\0", PENDING),
            (b"stream: OK", PENDING),  # cut off: there might have been more
            (b"", PENDING),
            (b"x" * 10_000, PENDING),
        ],
    )
    def test_only_a_plain_ok_is_clean(self, settings, answer, state):
        with answering(answer) as settings.CLAMD_ADDRESS:
            assert judged(m.PDF).state == state

    def test_one_that_never_answers_is_left(self, settings, monkeypatch):
        monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
        monkeypatch.setattr(scanning, "CONNECT_SECONDS", 0.2)
        with answering(None) as settings.CLAMD_ADDRESS:
            assert judged(m.PDF).state == PENDING
            assert not scanning.ping()

    def test_while_it_hangs_nobody_else_waits_for_it(self, settings, monkeypatch):
        monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
        with answering(None) as settings.CLAMD_ADDRESS:
            assert judged(m.PDF).state == PENDING
        with answering(b"PONG\0", b"stream: OK\0") as settings.CLAMD_ADDRESS:
            assert judged(m.PDF) == Verdict(PENDING, "no answer a moment ago")
            assert scanning.ping()
            assert judged(m.PDF).state == CLEAN

    def test_one_that_closes_at_once(self, settings):
        with answering(b"", read=False) as settings.CLAMD_ADDRESS:
            assert judged(b"\0" * 5_000_000).state == PENDING

    @pytest.mark.parametrize(
        "address", ["/nonexistent/clamd.ctl", ("127.0.0.1", 1), ("tidak-ada.invalid", 3310)]
    )
    def test_nobody_there(self, settings, address):
        settings.CLAMD_ADDRESS = address
        assert judged(m.PDF).state == PENDING
        assert not scanning.ping()

    def test_a_strange_answer_refuses_the_file(self, settings, s3, received):
        with (
            answering(b"stream: Can't open file ERROR\0") as settings.CLAMD_ADDRESS,
            pytest.raises(FileRefused, match="ditolak: pemindai virus tidak dapat memeriksanya"),
        ):
            received()
        assert stored(s3) == {}

    def test_one_that_dies_over_a_file_does_not_make_it_clean(self, settings, received, caplog):
        """It answers to a ping, and closes when it gets the file: the look ends, the file waits."""
        settings.CLAMD_ADDRESS = "/nonexistent/clamd.ctl"
        received()
        received()
        with answering(b"PONG\0", b"") as settings.CLAMD_ADDRESS:
            caplog.set_level(logging.WARNING)
            assert rescan_pending() == {}
        assert {state for found in states().values() for state in found} == {PENDING}


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("", None),
        ("unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp:127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp:[::1]:3310", ("::1", 3310)),
    ],
)
def test_the_address_of_the_environment(value, address):
    assert scanner_address(value) == address


@pytest.mark.parametrize(
    "value", ["clamd", "unix:", "unix:relative", "tcp:3310", "tcp:host:", "tcp:host:abc", "http://x"]
)
def test_an_address_that_is_none(value):
    with pytest.raises(ImproperlyConfigured, match="ALUR_CLAMD must be"):
        scanner_address(value)


def test_the_daemon_of_the_tests_is_real(scanner: Clamd):
    assert scanning.ping()
    scanner.stop()
    assert not scanning.ping()

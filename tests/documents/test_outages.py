"""The object store down, hanging, slow, full or garbling: pages go on, an act with a file says so, nothing is
half saved, and it recovers by itself (SJ-140). Through the pages and the API."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.endpoint import Endpoint
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.core.models import Message
from documents import storage
from documents.errors import StorageUnavailable
from documents.models import Attachment
from documents.receiving import receive
from tests.api.conftest import Api
from tests.cases.jpt.steps import Steps
from tests.support.badstore import Between, Full
from tests.support.browsing import Browser, Page
from tests.support.jobs import attempts, deliver_all, due_now, rows
from tests.support.world import World, live_sound, traces
from workflows.models import Failure

from .material import PDF
from .store import DOWN, stored, use, use_options

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]

#: base.py: 3 s to connect and 10 s for an answer, tried twice.
CONNECT, ANSWER, TRIES = 3, 10, 2
QUESTION = {"pesan": "<p>Mohon dijelaskan.</p>"}


class Doors:
    """A selection with one letter in the store, and both doors to write a message with a file to it."""

    def __init__(self, seleksi: Any, person: Any) -> None:
        self.seleksi, self.person = seleksi, person
        client = Client()
        client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
        self.browser, self.api = Browser(client), Api(person.username)
        self.path = f"/kasus/{seleksi.pk}/"

    def read(self) -> list[Page]:
        places = ("/kasus/", "/jpt/", self.path, f"{self.path}dokumen/", f"{self.path}percakapan/")
        return [page for place in places if (page := self.browser.get(place)).status != 404]

    def send(self, **more: Any) -> Page:
        return self.browser.send(f"{self.path}t/kirim_pesan/", **QUESTION, **more)

    def send_file(self) -> Page:
        return self.send(lampiran_dialog=SimpleUploadedFile("lampiran.pdf", PDF))

    def upload(self) -> tuple[int, Any]:
        file = SimpleUploadedFile("lampiran.pdf", PDF, content_type="application/pdf")
        answer = self.api.client.post(
            "/api/v1/uploads", {"file": file}, HTTP_AUTHORIZATION=f"Bearer {self.api.token}"
        )
        return answer.status_code, answer.json()

    def act(self, **more: Any) -> tuple[int, Any]:
        return self.api.act(str(self.seleksi.pk), "kirim_pesan", QUESTION | more)


@pytest.fixture
def doors(db: None) -> Callable[[], Doors]:
    def make() -> Doors:
        from tests.support.world import PASSWORD

        world = World()
        steps = Steps(world.people)
        letter = receive(SimpleUploadedFile("surat.pdf", PDF), "surat.pdf", uploader=world.people.jaksel)
        seleksi = steps.reviewed(surat_pengantar_rencana=[str(letter.pk)])
        assert world.people.jaksel.check_password(PASSWORD)
        return Doors(seleksi, world.people.jaksel)

    return make


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of every request that goes to the store."""
    seen: list[str] = []
    real = Endpoint.make_request

    def counted(endpoint: Any, operation: Any, request: Any) -> Any:
        seen.append(operation.name)
        return real(endpoint, operation, request)

    monkeypatch.setattr(Endpoint, "make_request", counted)
    return seen


@pytest.fixture
def between(s3: Any, settings: Any) -> Iterator[Between]:
    """The documents' storage leads through it to the run's object store."""
    with Between(s3.endpoint) as proxy:
        use_options(settings, endpoint_url=proxy.endpoint)
        yield proxy


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    result = work()
    return time.monotonic() - began, result


def assert_nothing_with_a_file(doors: Doors, longest: float = 20.0) -> None:
    """Both doors refuse the file with the one sentence, and no row is written.

    longest: seconds; a refusal that is not tried again and again (an ordinary client waits minutes).
    """
    before = traces()
    took, page = seconds(doors.send_file)
    assert (page.status, "E-FILE" in page.codes, DOWN in page.text) == (422, True, True)
    assert took < longest
    took, (status, body) = seconds(doors.upload)
    assert (status, body["code"], body["message"]) == (503, "E-FILE", DOWN)
    assert took < longest
    assert traces() == before


def assert_all_else_works(doors: Doors) -> None:
    """Reading every page of the case, and the same act without a file through both doors."""
    assert [page.status for page in doors.read()] == [200] * len(doors.read())
    assert "surat.pdf" in doors.browser.get(f"{doors.path}dokumen/").text
    before = Message.objects.count()
    assert doors.send().status == 302
    assert doors.act()[0] == 200
    assert Message.objects.count() == before + 2


def assert_a_file_goes_through(doors: Doors, bucket: Any) -> None:
    assert doors.send_file().status == 302
    status, body = doors.upload()
    assert status == 201
    assert doors.act(lampiran_dialog=[body["id"]])[0] == 200
    sent = Attachment.objects.filter(kind="lampiran_dialog")
    assert {stored(bucket)[a.storage_key] for a in sent} == {PDF}
    live_sound(doors.seleksi)


def test_reading_a_case_asks_nothing_of_the_store(doors, s3, requests):
    case = doors()
    requests.clear()
    pages = case.read()
    assert len(pages) >= 4
    assert [page.status for page in pages] == [200] * len(pages)
    assert requests == []
    assert case.send().status == 302
    assert requests == []
    case.send_file()
    assert requests == ["HeadObject", "PutObject"]


def test_down_and_back(doors, private_s3, settings):
    use(private_s3, settings)
    case = doors()
    private_s3.stop(patience=0)
    assert_nothing_with_a_file(case)
    assert_all_else_works(case)
    # the address of a file is made without the store: reading it fails there, the page stays
    letter = Attachment.objects.get(kind="surat_pengantar_rencana")
    assert case.browser.get(f"/dokumen/{letter.pk}/unduh/").status == 302
    private_s3.start()
    use(private_s3, settings)  # it may listen elsewhere now
    assert_a_file_goes_through(case, SimpleNamespace(client=private_s3.client(), bucket="alur-dokumen"))


def test_what_was_received_before_is_bound_while_it_is_down_and_locked_when_it_is_back(
    doors, private_s3, settings
):
    """An act that only names a file sent earlier needs no store; its lock waits."""
    use(private_s3, settings)
    case = doors()
    deliver_all()
    _, body = case.upload()
    private_s3.stop(patience=0)
    assert case.act(lampiran_dialog=[body["id"]])[0] == 200
    deliver_all()
    assert attempts("lock") == [1]
    assert Failure.objects.get(name="lock").technical.startswith("StorageUnavailable")
    assert rows("notice") == []
    private_s3.start()
    use(private_s3, settings)
    due_now()
    deliver_all()
    sent = Attachment.objects.get(kind="lampiran_dialog")
    assert (sent.lock_mode, sent.locked_until > timezone.now()) == ("GOVERNANCE", True)


def test_hanging_holds_a_request_no_longer_than_its_time_outs(doors, between, s3):
    """It takes the bytes and never answers. Two files in one form wait once, not twice."""
    case = doors()
    between.hanging = True
    before = traces()
    two = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in "ab"]
    took, page = seconds(lambda: case.send(lampiran_dialog=two))
    assert (page.status, page.text.count(DOWN) >= 1) == (422, True)
    assert ANSWER < took < TRIES * ANSWER + 3
    assert traces() == before
    took, pages = seconds(case.read)
    assert [page.status for page in pages] == [200] * len(pages)
    assert took < 20
    assert case.send().status == 302
    between.hanging = False
    assert_a_file_goes_through(case, s3)


def test_slow_is_waited_for(doors, between, s3):
    case = doors()
    between.delay = 1.5
    took, page = seconds(case.send_file)
    assert page.status == 302
    assert took > 1.5
    assert [page.status for page in case.read()] == [200] * len(case.read())
    between.delay = 0
    assert list(stored(s3).values()) == [PDF] * 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(503, "SlowDown"), (507, "InsufficientStorage"), (500, "InternalError"), (403, "QuotaExceeded")],
)
def test_full_or_over_its_rate(doors, s3, settings, status, code):
    case = doors()
    healthy = settings.STORAGES
    with Full(status, code) as full:
        use_options(settings, endpoint_url=full.endpoint)
        assert_nothing_with_a_file(case)
        assert_all_else_works(case)
        assert {request.split()[0] for request in full.asked} == {"HEAD", "PUT"}
    settings.STORAGES = healthy
    assert_a_file_goes_through(case, s3)


def test_bytes_that_change_on_the_way_are_not_stored(doors, between, s3):
    """Every request carries a checksum: the store refuses, we say so, and no row says otherwise."""
    case = doors()
    kept = stored(s3)
    between.garble = b"%PDF-1.7"
    assert_nothing_with_a_file(case)
    assert stored(s3) == kept
    between.garble = b""
    assert_a_file_goes_through(case, s3)


def test_a_file_in_parts_that_breaks_midway_leaves_no_parts(between, s3):
    """Above 8 MB django-storages sends a form's file in parts: one that is refused takes the others along."""
    content = b"\0" * (9 * 1024 * 1024) + b"%%TENGAH" + b"\0" * (4 * 1024 * 1024)
    between.garble = b"%%TENGAH"
    with pytest.raises(StorageUnavailable):
        storage.put(io.BytesIO(content), "application/pdf")
    assert stored(s3) == {}
    assert list(storage.unfinished_parts()) == []
    between.garble = b""
    key = storage.put(io.BytesIO(content), "application/pdf")
    assert stored(s3) == {key: content}

"""The sender of a large file is told when its check ends, whoever ends it (CB-117, SJ-129)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from cases.core.doing.notices import tell_outcome
from cases.core.models import Notification
from documents import large
from documents.kinds import FILE_VID, Kind, kinds
from documents.models import LargeUpload, ScanState
from tests.support.browsing import Page
from tests.support.clamd import WORD
from tests.support.sending import PART, cut, digest, put, video

pytestmark = pytest.mark.req("SJ-143")

ACCEPTED = "Rekaman uji yang Anda kirim selesai diperiksa dan dapat dipakai"


@pytest.fixture(autouse=True)
def kind(settings: Any, s3: Any) -> Any:
    settings.DOCUMENTS_PART_BYTES = PART
    with kinds.lent():
        kinds.register(Kind("rekaman_uji", "Rekaman uji", types=FILE_VID))
        yield


def sent(person: Any, content: bytes) -> LargeUpload:
    """In parts, and handed to the worker."""
    found = large.begin(person, name="rahasia.mp4", size=len(content), kind="rekaman_uji")
    parts = cut(content, found.part_size)
    for signed in large.sign_parts(found, {number: digest(part) for number, part in parts.items()}):
        put({"url": signed.url, "headers": dict(signed.headers)}, parts[signed.number])
    return large.finish(found)


def told() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("created_at").values_list("user__username", "text"))


def test_accepted_and_refused(world, client):
    person = world.people.jaksel
    sent(person, video(PART + 10))
    assert large.check_next(tell_outcome)
    assert told() == [("jaksel", ACCEPTED)]
    sent(person, b"bukan rekaman sama sekali, tetapi panjang".ljust(PART + 10, b"."))
    assert large.check_next(tell_outcome)
    assert [user for user, _ in told()] == ["jaksel", "jaksel"]
    assert told()[1][1].startswith("Rekaman uji yang Anda kirim ditolak: isinya ")
    assert not large.check_next(tell_outcome)
    client.force_login(person)
    page = Page(client.get("/notifikasi/"))
    assert (page.status, ACCEPTED in page.text, "rahasia" in page.text) == (200, True, False)
    client.force_login(world.people.bogor)
    assert ACCEPTED not in Page(client.get("/notifikasi/")).text


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (b"", ACCEPTED),
        (WORD, "Rekaman uji yang Anda kirim ditolak: pemindai virus menemukan Alur.Uji.UNOFFICIAL"),
    ],
    ids=["clean", "infected"],
)
def test_what_waits_for_the_scanner_is_told_when_it_was_scanned(world, scanner, more, text):
    scanner.stop()
    sent(world.people.jaksel, video(PART + 10) + more)
    assert large.check_next(tell_outcome)
    assert LargeUpload.objects.get().upload.scan_state == ScanState.PENDING
    assert told() == []
    scanner.start()
    call_command("rescan_files")
    assert told() == [("jaksel", text)]
    call_command("rescan_files")
    call_command("run_timers", once=True)
    assert len(told()) == 1

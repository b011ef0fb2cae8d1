"""A dialogue of many messages is read in pages, and nobody fills one in a day (SJ-77)."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.core.models import Message
from cases.jpt.guards import PESAN_SEHARI
from tests.support.world import refused

pytestmark = pytest.mark.req("SJ-77")


def written(case, author, number, at):
    Message.objects.bulk_create(
        Message(
            case=case, author=author, side="INSTITUSI", text=f"<p>Pesan nomor {n:03}.</p>",
            sent_at=at - dt.timedelta(seconds=number - n),
        )
        for n in range(number)
    )  # fmt: skip


def numbers(body):
    return [n for n in range(200) if f"Pesan nomor {n:03}." in body]


def test_the_dialogue_is_read_in_pages_the_newest_first(steps, client):
    seleksi = steps.reviewed()
    written(seleksi.case, steps.people.jaksel, 70, timezone.now())
    client.force_login(steps.people.asisten1, backend="cases.organisations.auth.backends.AccountBackend")
    address, pages = f"/kasus/{seleksi.pk}/percakapan/", []
    while address:
        body = client.get(address).content.decode()
        pages.append(numbers(body))
        older = (
            body.partition('">Pesan lebih lama')[0].rpartition('href="')[2]
            if "Pesan lebih lama" in body
            else ""
        )
        address = older.partition('"')[0].replace("&amp;", "&")
    assert pages == [list(range(40, 70)), list(range(10, 40)), list(range(10))]
    assert "Pesan lebih baru" in body


@pytest.mark.kills("guard:jpt.batas_pesan")
def test_a_day_has_a_hundred_messages_of_one_person(steps):
    seleksi = steps.reviewed()
    written(seleksi.case, steps.people.jaksel, PESAN_SEHARI - 1, timezone.now())
    written(seleksi.case, steps.people.jaksel, 50, timezone.now() - dt.timedelta(days=2))
    seleksi = steps.do(seleksi, "jaksel", "kirim_pesan", pesan="<p>Yang keseratus.</p>")
    with refused("E-RNG", field="pesan"):
        steps.do(seleksi, "jaksel", "kirim_pesan", pesan="<p>Satu lagi.</p>")
    steps.do(seleksi, "asisten1", "kirim_pesan", pesan="<p>Jawaban.</p>")

"""What a history says of an act on many: one line with its count; and of one of them its own line, proven."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.api.presenting import event_row
from cases.core.reading import history, past
from workflows import batches
from workflows.access import log_access
from workflows.ledger import database_now

from .models import MuridV1


@pytest.fixture
def told(school: Any) -> Any:
    opened = school.open(12)
    for pupil in school.pupils(opened)[:3]:
        school.do(pupil, "hadir")
    school.do(opened, "mulai_pelajaran", kode="A")
    return school.fresh(opened)


def test_the_case_shows_one_line_with_the_count(school: Any, told: Any) -> None:
    events = history.timeline(school.person("komisioner"), told.case).rows
    assert [(e.label, e.about, e.source, e.target) for e in events if e.object_type == "murid"] == [
        ("Mulai belajar", "3 murid", "hadir", "belajar"),
        ("Catat hadir", "Murid 3", "terdaftar", "hadir"),
        ("Catat hadir", "Murid 2", "terdaftar", "hadir"),
        ("Catat hadir", "Murid 1", "terdaftar", "hadir"),
        ("Daftarkan", "12 murid", "", "terdaftar"),
    ]
    assert history.proof(told.case, events).intact is True


def test_page_and_api_say_it(client: Any, school: Any, told: Any) -> None:
    client.force_login(school.person("komisioner"))
    shown = client.get(reverse("kasus:riwayat", args=[told.pk]), follow=True).content.decode()
    assert "12 murid" in shown
    assert "Murid 3" in shown
    items = [event_row(one) for one in history.timeline(school.person("komisioner"), told.case).rows]
    assert next(one["body"]["rows"]["count"] for one in items if one["act"] == "masuk_daftar") == 12


def test_a_child_has_its_own_line_and_a_proof(school: Any, told: Any) -> None:
    first = school.pupils(told)[0]
    lines = history.history_of(school.person("komisioner"), first)
    said = [(one.event.label, one.event.about, one.event.source, one.event.target) for one in lines]
    assert said == [
        ("Mulai belajar", "Murid 1", "hadir", "belajar"),
        ("Catat hadir", "Murid 1", "terdaftar", "hadir"),
        ("Daftarkan", "Murid 1", "", "terdaftar"),
    ]
    assert lines[0].event.values == {"kode": "A"}
    assert [one.proof.holds if one.proof else None for one in lines] == [True, None, True]


def test_an_erased_row_says_so(school: Any, told: Any) -> None:
    first = school.pupils(told)[0]
    row = batches.rows_about(first.pk).get(entry__act="mulai_belajar")
    batches.erase_row(row.entry_id, first.pk)
    line = history.history_of(school.person("komisioner"), first)[0]
    assert line.event.about == "(nama sudah dihapus)"
    assert line.event.values == {}
    assert line.proof is not None
    assert line.proof.holds


def test_children_that_were_made_together_stand_in_the_past(school: Any, told: Any) -> None:
    actor, until = school.person("komisioner"), database_now() + dt.timedelta(minutes=1)
    (children,) = past.past_of(told, actor, until).children
    assert (children.count, len(children.rows)) == (12, 12)
    assert [(row.name, row.state) for row in children.rows[2:4]] == [
        ("Murid 3", "Belajar"),
        ("Murid 4", "Terdaftar"),
    ]
    assert [line.split(" –")[0] for line in children.rows[2].records] == [
        "Daftarkan",
        "Catat hadir",
        "Mulai belajar",
    ]


def test_their_pages_follow_each_other(school: Any) -> None:
    opened = school.open(60)
    actor, until = school.person("komisioner"), database_now() + dt.timedelta(minutes=1)
    (first,) = past.past_of(opened, actor, until).children
    (second,) = past.past_of(opened, actor, until, {first.key: first.next}).children
    names = [row.name for row in (*first.rows, *second.rows)]
    assert names == [f"Murid {n}" for n in range(1, 61)]


def test_an_attempt_on_one_that_was_made_among_many_is_found(school: Any, told: Any) -> None:
    fourth = school.pupils(told)[3]
    komisioner = school.person("komisioner")
    log_access(actor=komisioner, action="hadir", outcome="E-HIDE", object_type="murid", object_id=fourth.pk)
    (event,) = history.accesses(komisioner, told.case).rows
    assert event.object_id == fourth.pk


def test_statements_do_not_grow(school: Any) -> None:
    actor = school.person("komisioner")
    counts = []
    for number in (3, 300):
        opened = school.open(number)
        first = MuridV1.fetch(school.pupils(opened)[0].pk)
        with CaptureQueriesContext(connection) as captured:
            history.timeline(actor, opened.case)
            history.proof(opened.case)
            history.history_of(actor, first)
            past.past_of(opened, actor, database_now())
        counts.append(len(captured))
    assert counts[0] == counts[1]

"""What costs time in a form is read before anybody waits for it, and once for one press (ARCHITECTURE §2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from cases.core.doing.creation import create
from documents.fields import DocumentsField
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.support.world import refused
from workflows.fields import RichTextField
from workflows.gate import perform
from workflows.rows import RowsField


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


class Watch:
    """reads: (field, whether a lock was held) of every costly reading."""

    def __init__(self) -> None:
        self.reads: list[tuple[str, bool]] = []
        self.locked = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR NO KEY UPDATE" in sql or "FOR SHARE" in sql:
            self.locked = True
        return execute(sql, params, many, context)


@contextmanager
def watched(monkeypatch: Any) -> Iterator[Watch]:
    watch = Watch()
    for kind in (RichTextField, RowsField, DocumentsField):
        clean = kind.clean

        def watching(self: Any, value: Any, clean: Any = clean) -> Any:
            watch.reads.append((type(self).__name__, watch.locked))
            return clean(self, value)

        monkeypatch.setattr(kind, "clean", watching)
    with connection.execute_wrapper(watch):
        yield watch


def reasons(watch: Watch, field: str = "RichTextField") -> list[bool]:
    return [locked for name, locked in watch.reads if name == field]


def test_nothing_costly_is_read_under_the_lock(steps, monkeypatch):
    seleksi = steps.reviewed()
    with watched(monkeypatch) as watch:
        seleksi = perform(
            seleksi, "perbaikan", actor=steps.people.asisten1, data={"pesan": "<p>Perbaiki.</p>"}
        ).obj
    assert (watch.locked, reasons(watch)) == (True, [False])
    data = steps.plan(panitia=[{"nama": "Ani", "berkas": [steps.file("jaksel")]}])
    with watched(monkeypatch) as watch:
        done = perform(seleksi, "kirim_perbaikan", actor=steps.people.jaksel, data=data).obj
    assert watch.locked
    assert {locked for _name, locked in watch.reads} == {False}, watch.reads
    assert [len(row["berkas"]) for row in done.panitia] == [1]


def test_a_refusal_keeps_its_place(steps, monkeypatch):
    """Who may not, or comes too late, is told that and not what is wrong with the form."""
    seleksi = steps.reviewed()
    bad = {"pesan": '<a href="file:///x">tautan</a>'}
    with refused("E-FMT", field="pesan"):
        perform(seleksi, "perbaikan", actor=steps.people.asisten1, data=bad)
    with refused("E-PERM"):
        perform(seleksi, "perbaikan", actor=steps.people.asisten2, data=bad)
    perform(seleksi, "perbaikan", actor=steps.people.asisten1, data={"pesan": "Perbaiki."})
    with refused("E-STATE"):
        perform(steps.fresh(seleksi), "perbaikan", actor=steps.people.asisten1, data=bad)


def test_what_changed_in_between_is_read_again(steps, monkeypatch):
    """Somebody has acted since the caller looked: his version of the case decides nothing."""
    seen = steps.reviewed()
    seen.get_boundary()
    steps.do(seen, "komisioner", "ganti_petugas", petugas=str(steps.people.asisten2.pk), alasan="Cuti.")
    with watched(monkeypatch) as watch:
        perform(seen, "perbaikan", actor=steps.people.asisten2, data={"pesan": "<p>Perbaiki.</p>"})
    assert reasons(watch) == [False, True]


def test_many_posts_are_read_once(steps, monkeypatch):
    posts = [steps.nomenklatur(unit=f"Dinas {n}") for n in range(4)]
    plan = steps.plan(*posts, panitia=[{"nama": "Ketua", "berkas": [steps.file("jaksel")]}])
    with watched(monkeypatch) as watch:
        found = create(steps.people.jaksel, "jpt", "tambah_seleksi", plan)
    assert len(found) == 4
    # the rows of the first, and without the files, which the others share, of the rest
    rows = reasons(watch, "RowsField")
    assert rows.count(False) == 2  # panitia, jadwal
    for seleksi in map(steps.fresh, found):
        files = Attachment.objects.filter(boundary=seleksi.pk)
        assert seleksi.panitia[0]["berkas"] == [str(files.get(kind="berkas_pansel").pk)]
        assert [line["kegiatan"] for line in seleksi.jadwal] == ["Pengumuman"]


def test_a_page_reads_once_for_itself_and_for_the_gate(steps, browse, monkeypatch):
    seleksi, person = steps.reviewed(), browse("asisten1")
    path = f"/kasus/{seleksi.pk}/t/perbaikan/"
    hidden = person.get(path).hidden()
    with watched(monkeypatch) as watch:
        answer = person.post(path, {**hidden, "pesan": "Perbaiki."})
    assert (answer.status, reasons(watch)) == (302, [False])

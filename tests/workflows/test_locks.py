"""Which boundaries a press locks, how strongly and in which order (docs/decisions/014)."""

import re
from contextlib import suppress
from itertools import count
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.core.declared.registry import case_type, case_types
from cases.core.doing.bulk import RowCall, perform_rows
from cases.core.doing.creation import create
from cases.jpt.case_type import KANDIDAT
from cases.jpt.case_type import MACHINE as JPT
from cases.nomenklatur.case_type import MACHINE as NOMENKLATUR
from tests.cases.jpt.steps import Steps
from tests.support import version3
from tests.support.world import fresh, refused
from workflows import locks
from workflows.errors import Refused
from workflows.gate import perform
from workflows.locks import Lock, Strength, in_order
from workflows.machine import rows_of

SHARE, CHANGE = Strength.SHARE, Strength.CHANGE


@pytest.fixture
def asking(monkeypatch):
    def patch(model, act, fn, ref=""):
        for name, row in rows_of(model):
            if name == act and ref in ("", row.ref):
                monkeypatch.setitem(row.__dict__, "locks", fn)

    return patch


def taken(captured):
    """[(strength, key)] of the boundaries locked, in the order of the statements."""
    found = []
    for query in captured.captured_queries:
        sql = query["sql"]
        if 'FROM "core_case"' in sql and ("FOR SHARE" in sql or "FOR NO KEY UPDATE" in sql):
            key = str(UUID(re.findall(r"'([0-9a-f-]{32,36})'", sql)[0]))
            found.append((SHARE if "FOR SHARE" in sql else CHANGE, key))
    return found


def others(world, *names):
    return sorted(str(world.open(jabatan=name).pk) for name in names)


class TestOrder:
    @pytest.mark.kills("slip:locks.order", "slip:locks.strength")
    def test_by_level_then_by_key_each_once_and_as_strong_as_anybody_asks(self):
        asked = [
            Lock(JPT, "a"),
            Lock(NOMENKLATUR, "b"),
            Lock(KANDIDAT, "a", CHANGE),  # a child stands in the boundary of its case
            Lock(NOMENKLATUR, "a", CHANGE),
            Lock(NOMENKLATUR, "b"),
            Lock(NOMENKLATUR, "a"),
        ]
        assert [(lock.machine.level, lock.key, lock.strength) for lock in in_order(asked)] == [
            (NOMENKLATUR.level, "a", CHANGE),
            (NOMENKLATUR.level, "b", SHARE),
            (JPT.level, "a", CHANGE),
        ]

    def test_levels_of_the_project(self):
        """Nomenklatur before selection, documents last; a child has the level of its case."""
        level = {known.key: known.machine.level for known in case_types()}
        assert level["nomenklatur"] < level["jpt"] < level["dokumen"] == max(level.values())

    def test_the_own_boundary_stands_among_the_others(self, world, asking):
        first, last = world.at("telaah", jabatan="Satu"), world.at("telaah", jabatan="Dua")
        low, high = sorted((first, last), key=lambda obj: str(obj.pk))
        asking(type(low), "perbaikan", lambda obj, raw: [Lock(NOMENKLATUR, raw["lain"])])
        asking(type(low), "setujui", lambda obj, raw: [Lock(NOMENKLATUR, low.pk)])
        with CaptureQueriesContext(connection) as captured:
            world.do(high, "setujui", "asisten1")
        assert taken(captured) == [(SHARE, str(low.pk)), (CHANGE, str(high.pk))]
        asking(type(low), "setujui", lambda obj, raw: [Lock(NOMENKLATUR, high.pk, CHANGE)])
        with CaptureQueriesContext(connection) as captured:
            world.do(low, "setujui", "asisten1")
        assert taken(captured) == [(CHANGE, str(low.pk)), (CHANGE, str(high.pk))]

    def test_out_of_order_is_an_error_where_it_is_watched(self, world):
        first, second = others(world, "Satu", "Dua")
        with transaction.atomic():
            locks.own(NOMENKLATUR, second)
            with pytest.raises(RuntimeError, match="decisions/014"):
                locks.own(NOMENKLATUR, first)
        with transaction.atomic():  # held is held: the same again is no lock out of order
            locks.own(NOMENKLATUR, first)
            locks.own(NOMENKLATUR, second)
            locks.own(NOMENKLATUR, first)

    def test_an_act_inside_a_transaction_counts(self, world):
        obj = world.at("telaah", jabatan="Nanti")
        [earlier] = others(world, "Dulu")
        low, high = sorted((obj.pk, earlier), key=str)
        with transaction.atomic():
            world.do(fresh(obj), "setujui", "asisten1")
            if str(obj.pk) == str(high):
                with pytest.raises(RuntimeError):
                    locks.own(NOMENKLATUR, low)
            else:
                locks.own(NOMENKLATUR, high)


class TestWhoIsAsked:
    def test_every_row_of_an_act(self, world, asking):
        """The state is known under the lock only: of an act with several rows all give theirs."""
        obj = Steps(world.people).reviewed()
        one, two = others(world, "Satu", "Dua")
        asking(type(obj), "rekomendasi", lambda obj, raw: [Lock(NOMENKLATUR, one)], "SL-7a")
        asking(type(obj), "rekomendasi", lambda obj, raw: [Lock(NOMENKLATUR, two)], "SL-7b")
        found = locks.wanted_by(type(obj), "rekomendasi", obj, obj, {})
        assert sorted(lock.key for lock in found) == [one, two]

    @pytest.mark.kills("slip:locks.following")
    def test_conditions_and_cascades_of_the_boundary(self, world, asking):
        with version3.installed():
            obj = world.at("telaah", version=3, jabatan="Hapus ini")
            one, two = others(world, "Satu", "Dua")
            asking(type(obj), "tutup", lambda root, raw: [Lock(NOMENKLATUR, one)])
            asking(type(obj), "catat_penutupan", lambda root, raw: [Lock(NOMENKLATUR, two, CHANGE)])
            with CaptureQueriesContext(connection) as captured:
                obj = world.do(obj, "setujui", "asisten1")
            assert obj.state == "nonaktif"
            wanted = [(SHARE, one), (CHANGE, two), (CHANGE, str(obj.pk))]
            assert taken(captured) == sorted(wanted, key=lambda pair: pair[1])

    def test_an_act_of_a_child_asks_the_conditions_of_its_root(self, world, asking):
        steps = Steps(world.people)
        seleksi = steps.counted()
        candidate = steps.candidate(seleksi, "Siti")
        [one] = others(world, "Lain")
        auto = next(name for name, row in rows_of(type(seleksi)) if row.kind == "auto")
        seen = []

        def of_root(root, raw):
            seen.append((type(root), raw))
            return [Lock(NOMENKLATUR, one)]

        asking(type(seleksi), auto, of_root)
        acts = [name for name, row in rows_of(type(candidate)) if row.kind == "act"]
        assert locks.wanted_by(type(candidate), acts[0], candidate, candidate.root(), {"x": 1}) == [
            Lock(NOMENKLATUR, one)
        ]
        assert seen == [(type(seleksi), {})]

    @pytest.mark.kills("slip:locks.moved")
    def test_what_changed_while_it_waited_is_asked_again(self, world, asking):
        """What it asks for now is another boundary. All is given back, and taken in order."""
        obj = world.at("telaah")
        one, two = others(world, "Satu", "Dua")
        asking(
            type(obj),
            "perbaikan",
            lambda obj, raw: [Lock(NOMENKLATUR, one if obj.version == stale.version else two)],
        )
        stale = fresh(obj)
        world.do(obj, "ganti_petugas", "admin", petugas=str(world.people.asisten2.pk), alasan="Cuti.")
        with CaptureQueriesContext(connection) as captured:
            done = world.do(stale, "perbaikan", "asisten2", alasan="<p>Lengkapi.</p>")
        assert done.state == "perbaikan"
        found = taken(captured)
        assert sorted(found[:2], key=lambda pair: pair[1]) == found[:2]
        assert {key for _, key in found[:2]} == {one, str(obj.pk)}
        assert found[2:] == sorted([(SHARE, two), (CHANGE, str(obj.pk))], key=lambda pair: pair[1])

    def test_what_never_comes_to_rest_is_busy(self, world, asking):
        obj = world.at("telaah")
        stale = fresh(obj)
        world.do(obj, "ganti_petugas", "admin", petugas=str(world.people.asisten2.pk), alasan="Cuti.")
        keys = iter(others(world, *"abcdefghijklmnopqrst"))
        asking(type(obj), "perbaikan", lambda obj, raw: [Lock(NOMENKLATUR, next(keys))])
        real, quicker = type(obj).fetch, count(1)

        def fetch(pk, *, lock=False):
            found = real(pk, lock=lock)
            if lock:
                found.version += next(quicker)
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(obj), "fetch", fetch)
            with refused("E-BUSY"):
                perform(stale, "perbaikan", actor=world.people.asisten2, data={"alasan": "x"})


class TestManyAtOnce:
    def test_rows_of_one_press_lock_before_the_first(self, world, asking):
        steps = Steps(world.people)
        seleksi = steps.counted()
        found = [steps.candidate(seleksi, f"K{n}") for n in range(2)]
        keys = others(world, "Satu", "Dua")
        other = dict(zip((str(c.pk) for c in found), reversed(keys), strict=True))
        acts = {name for name, row in rows_of(type(found[0])) if row.kind == "act"}
        act = sorted(acts)[0]
        asking(type(found[0]), act, lambda obj, raw: [Lock(NOMENKLATUR, other[str(obj.pk)])])
        rows = [RowCall(act, child=c.pk) for c in found]
        plural = next(iter(case_type(seleksi.case.type).children))
        with CaptureQueriesContext(connection) as captured, suppress(Refused):
            perform_rows(world.people.jaksel, seleksi, plural, rows)
        assert taken(captured)[:3] == [(SHARE, keys[0]), (SHARE, keys[1]), (CHANGE, str(seleksi.pk))]

    def test_cases_of_one_press_lock_before_the_first(self, world):
        """The nomenklatur of a press come in its own order; they are locked in that of all presses."""
        steps = Steps(world.people)
        posts = sorted((steps.nomenklatur(unit=f"Dinas {n}") for n in range(3)), key=lambda n: str(n.pk))
        with CaptureQueriesContext(connection) as captured:
            create(world.people.jaksel, "jpt", "tambah_seleksi", steps.plan(*reversed(posts)))
        assert taken(captured)[:3] == [(SHARE, str(post.pk)) for post in posts]

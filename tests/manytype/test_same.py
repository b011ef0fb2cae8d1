"""Many at once and one by one lead to the same: states, versions, facts, clocks, history of each, refusals."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workflows import batches
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.many import Row, perform_many
from workflows.models import Clock, LedgerEntry

from .models import AT_ONCE, MuridV1

PUPILS = 5
FACTS = ("state", "version", "nilai", "sebelumnya", "kursi")
#: Acts of the class, and acts on pupils with what they bring.
OF_CLASS = {"mulai_pelajaran": {"kode": "A"}, "bubarkan": {}}
OF_PUPILS = ("hadir", "pilih_murid", "kembali_ke_kelas", "beri_nilai", "pulangkan")

mostly, seldom = st.sampled_from([True, True, True, False]), st.sampled_from([False, False, False, True])
pupil = st.fixed_dictionaries({"buku": mostly, "sakit": seldom, "kursi": mostly})
ABLE = {"buku": True, "sakit": False, "kursi": True}
EVERY = list(range(PUPILS))
chosen = st.lists(st.integers(0, PUPILS - 1), min_size=1, max_size=PUPILS, unique=True)
step = st.one_of(
    st.sampled_from([*OF_CLASS]).map(lambda act: (act, [], [])),
    st.tuples(
        st.sampled_from(OF_PUPILS), chosen, st.lists(st.sampled_from([50, 75, 101]), min_size=5, max_size=5)
    ),
)
# they begin as a lesson does, so that what follows is reached
BEGINNINGS = (
    [("hadir", EVERY, [])],
    [("hadir", EVERY, []), ("pilih_murid", EVERY[::-1], [])],
    [("hadir", EVERY, []), ("mulai_pelajaran", [], [])],
)
story = st.tuples(st.sampled_from(BEGINNINGS), st.lists(step, min_size=1, max_size=4)).map(
    lambda p: [*p[0], *p[1]]
)


def entered(act: str, marks: list[int], n: int) -> dict[str, Any]:
    return {"nilai": marks[n]} if act == "beri_nilai" else {}


def told(refused: Refused) -> Any:
    return refused.code, [(r.guard, r.message) for r in refused.reasons], sorted(refused.errors)


class Run:
    """One class, moved many at once or one by one. refusals: what each step refused, by the name of the pupil."""

    def __init__(self, school: Any, traits: list[dict[str, bool]], at_once: bool) -> None:
        self.school, self.at_once = school, at_once
        self.told = school.open(PUPILS)
        for n, p in enumerate(school.pupils(self.told)):
            seat = n + 1 if traits[n]["kursi"] else None
            MuridV1.objects.filter(pk=p.pk).update(
                buku=traits[n]["buku"], sakit=traits[n]["sakit"], kursi=seat
            )
        self.refusals: list[Any] = []

    def do(self, act: str, places: list[int], marks: list[int]) -> None:
        AT_ONCE["many"] = self.at_once
        try:
            if act in OF_CLASS:
                self._do_class(act)
            else:
                self._do_pupils(act, places, marks)
        finally:
            AT_ONCE["many"] = True

    def _do_class(self, act: str) -> None:
        try:
            self.school.do(self.told, act, **OF_CLASS[act])
        except Refused as refused:
            self.refusals.append(told(refused))

    def _do_pupils(self, act: str, places: list[int], marks: list[int]) -> None:
        pupils, actor = self.school.pupils(self.told), self.school.person("komisioner")
        found: dict[Any, Refused] = {}
        if self.at_once:
            rows = [Row(pupils[n].pk, entered(act, marks, n)) for n in places]
            try:
                found = perform_many(self.school.fresh(self.told), act, rows, MuridV1, actor=actor).refused
            except Refused as refused:
                found = {pupils[n].pk: refused for n in places}
        else:
            for n in places:
                try:
                    perform(self.school.fresh(pupils[n]), act, actor=actor, data=entered(act, marks, n))
                except Refused as refused:
                    found[pupils[n].pk] = refused
        self.refusals.append({p.nama: told(found[p.pk]) for p in pupils if p.pk in found})

    def seen(self) -> Any:
        pupils = self.school.pupils(self.told)
        armed = set(Clock.objects.values_list("object_id", "act"))
        return (
            self.school.fresh(self.told).state,
            [[getattr(p, fact) for fact in FACTS] for p in pupils],
            [(p.datang_pada is None, p.habis_pada is None, (p.pk, "waktu_habis") in armed) for p in pupils],
            [[line(one) for one in batches.history_of(p.pk)] for p in pupils],
            self.refusals,
        )


def line(one: Any) -> Any:
    """An object's own line, whether it stands in an entry of its own or in a row."""
    entry = one if isinstance(one, LedgerEntry) else one.entry
    values = {n: v["v"] for n, v in (getattr(getattr(entry, "payload", None), "values", None) or {}).items()}
    if one is not entry:
        values |= (one.values or {"v": {}})["v"]
    version = entry.body["object_version"] if one is entry else one.version
    said = (entry.act, entry.ref, one.source, one.target, version, str(entry.actor), entry.role)
    return *said, sorted((n, v) for n, v in values.items())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(traits=st.lists(pupil, min_size=PUPILS, max_size=PUPILS), steps=story)
@example(
    traits=[ABLE] * PUPILS, steps=[*BEGINNINGS[1], ("bubarkan", [], []), ("kembali_ke_kelas", EVERY, [])]
)
@example(traits=[ABLE] * PUPILS, steps=[*BEGINNINGS[2], ("beri_nilai", EVERY, [75, 50, 101, 75, 75])])
def test_many_at_once_is_as_one_by_one(school: Any, traits: Any, steps: Any) -> None:
    runs = [Run(school, traits, at_once) for at_once in (True, False)]
    for act, places, marks in steps:
        for run in runs:
            run.do(act, places, marks)
    assert runs[0].seen() == runs[1].seen()
    for run in runs:
        assert verify_stream(run.told.pk, head=school.fresh(run.told).case.head) is None
    assert LedgerEntry.objects.filter(stream=runs[0].told.pk, body__has_key="rows").exists()

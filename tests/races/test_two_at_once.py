"""Two at once on PostgreSQL, 50 times each, 200 times in `make deep` (SJ-138).

With If-Match exactly one commits. Without it the outcome is that of one serial order and the loser is refused
with the code of the catalogue. Every committed act has one ledger entry, every lane at most one open task.
"""

import pytest

from cases.core.declared.registry import case_type
from cases.core.doing import claims
from cases.core.doing.creation import begin
from cases.core.models import Case, CaseTask
from cases.core.reading.selectors import subject_of
from tests.support.races import DONE, TRIALS, run
from tests.support.world import World, clone, fresh, holders, live_sound, open_task, user
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import IdempotencyKey, LedgerEntry

pytestmark = pytest.mark.req("SJ-138")
OK, STALE, STATE, PERM, GUARD, DUP = DONE, "E-STALE", "E-STATE", "E-PERM", "E-GUARD", "E-DUP"


@pytest.fixture
def world(committed_db):
    return World()


def get(pk):
    return subject_of(Case.objects.get(pk=pk))


def press(act, who, *, seen=None, key="", **data):
    """An attempt by one person on the case with this id."""
    person = user(who)

    def attempt(pk):
        perform(get(pk), act, actor=person, data=data, version=seen, idempotency_key=key and f"{key}-{pk}")

    return attempt


def entries(pk):
    return list(LedgerEntry.objects.filter(stream=pk).order_by("seq").values_list("act", flat=True))


def sound(tracks, race):
    """One entry per committed act, chains and lanes in order, for every track."""
    kept = dict.fromkeys(tracks, 0)
    for pk in LedgerEntry.objects.filter(stream__in=tracks).values_list("stream", flat=True):
        kept[pk] += 1
    assert [kept[pk] for pk in tracks] == [answers.count(OK) for answers in race.answers]
    for case in Case.objects.filter(pk__in=tracks):
        assert verify_stream(case.pk, head=bytes(case.head), length=case.seq) is None
    for pk in tracks[:: max(1, TRIALS // 20)]:
        live_sound(get(pk))


class TestSetujui:
    """Two sessions of the appointed petugas, and a double click."""

    def test_with_if_match(self, world):
        obj = world.at("telaah")
        tracks = clone(obj, TRIALS)
        act = press("setujui", "asisten1", seen=obj.version)
        race = run(tracks, act, press("setujui", "asisten1", seen=obj.version))
        assert race.regardless == {(STALE, OK)}
        sound(tracks, race)

    def test_without(self, world):
        tracks = clone(world.at("telaah"), TRIALS)
        race = run(tracks, press("setujui", "asisten1"), press("setujui", "asisten1"))
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)

    def test_with_an_idempotency_key_both_get_the_same_answer(self, world):
        tracks = clone(world.at("telaah"), TRIALS)
        race = run(tracks, *[press("setujui", "asisten1", key="klik")] * 2)
        assert race.regardless == {(OK, OK)}
        assert LedgerEntry.objects.filter(stream__in=tracks).count() == TRIALS
        assert IdempotencyKey.objects.count() == TRIALS

    def test_against_perbaikan(self, world):
        tracks = clone(world.at("telaah"), TRIALS)
        race = run(
            tracks, press("setujui", "asisten1"), press("perbaikan", "asisten1", alasan="<p>Lagi.</p>")
        )
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)


class TestGantiPetugasAgainstSetujui:
    """Reassign against complete."""

    def runners(self, world, seen=None):
        to = {"petugas": str(world.people.asisten2.pk), "alasan": "Cuti."}
        return press("ganti_petugas", "admin", seen=seen, **to), press("setujui", "asisten1", seen=seen)

    def test_with_if_match(self, world):
        obj = world.at("telaah")
        tracks = clone(obj, TRIALS)
        race = run(tracks, *self.runners(world, obj.version))
        assert race.regardless == {(STALE, OK)}
        sound(tracks, race)

    def test_without(self, world):
        tracks = clone(world.at("telaah"), TRIALS)
        race = run(tracks, *self.runners(world))
        assert set(race.counted) <= {(OK, OK), (OK, PERM)}
        for pk, answers in zip(tracks, race.answers, strict=True):
            order = ["setujui", "ganti_petugas"] if answers == (OK, OK) else ["ganti_petugas"]
            assert entries(pk) == order
        assert all(holders(get(pk)) == ["asisten2"] for pk in tracks[:10])
        sound(tracks, race)


class TestClaim:
    def test_by_two(self, world):
        tracks = clone(world.at("baru"), TRIALS)

        def taking(who):
            person = user(who)
            return lambda pk: claims.claim(person, open_task(get(pk), "pilih").pk)

        race = run(tracks, taking("admin"), taking("komisioner"))
        assert race.regardless == {(GUARD, OK)}
        sound(tracks, race)
        owners = CaseTask.objects.filter(case__in=tracks, status="ASSIGNED").values_list(
            "case", "owner__username"
        )
        won = {
            pk: "admin" if answers[0] == OK else "komisioner"
            for pk, answers in zip(tracks, race.answers, strict=True)
        }
        assert dict(owners) == won

    def test_against_a_colleagues_act(self, world):
        tracks = clone(world.at("baru"), TRIALS)
        admin = user("admin")
        tasks = {pk: open_task(get(pk), "pilih").pk for pk in tracks}
        race = run(
            tracks,
            lambda pk: claims.claim(admin, tasks[pk]),
            press("pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk)),
        )
        assert set(race.counted) <= {(OK, GUARD), (STALE, OK)}
        sound(tracks, race)

    def test_against_release_and_the_next_claim(self, world):
        tracks = clone(world.at("baru"), TRIALS)
        admin, komisioner = user("admin"), user("komisioner")
        tasks = {pk: open_task(get(pk), "pilih").pk for pk in tracks}
        for pk in tracks:
            claims.claim(admin, tasks[pk])
        race = run(
            tracks,
            lambda pk: claims.release(admin, tasks[pk]),
            lambda pk: claims.claim(komisioner, tasks[pk]),
        )
        assert set(race.counted) <= {(OK, OK), (OK, GUARD)}
        held = dict(
            CaseTask.objects.filter(case__in=tracks, status="ASSIGNED").values_list("case", "owner__username")
        )
        assert held == {
            pk: "komisioner" for pk, answers in zip(tracks, race.answers, strict=True) if answers[1] == OK
        }


class TestAppointment:
    def test_by_two_supervisors(self, world):
        tracks = clone(world.at("baru"), TRIALS)
        race = run(
            tracks,
            press("pilih_petugas", "admin", petugas=str(world.people.asisten1.pk)),
            press("pilih_petugas", "komisioner", petugas=str(world.people.asisten2.pk)),
        )
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)
        for pk, answers in zip(tracks, race.answers, strict=True):
            assert holders(get(pk)) == ["asisten1" if answers[0] == OK else "asisten2"]

    def test_reassigned_by_two(self, world):
        """Both may; the second sees the first one's choice and refuses its own repeat."""
        tracks = clone(world.at("telaah"), TRIALS)
        to = {"petugas": str(world.people.asisten2.pk), "alasan": "Cuti."}
        race = run(tracks, press("ganti_petugas", "admin", **to), press("ganti_petugas", "komisioner", **to))
        assert race.regardless == {("E-RNG", OK)}
        sound(tracks, race)


class TestWithdrawal:
    def test_tarik_against_setujui(self, world):
        tracks = clone(world.at("telaah"), TRIALS)
        race = run(tracks, press("tarik", "jaksel", alasan="Salah."), press("setujui", "asisten1"))
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)

    def test_consent_against_the_request_withdrawn(self, world):
        tracks = clone(world.at("permohonan"), TRIALS)
        race = run(tracks, press("setujui_nonaktif", "asisten1"), press("tarik_permohonan", "jaksel"))
        assert set(race.counted) <= {(OK, STATE), (GUARD, OK)}
        sound(tracks, race)

    def test_two_requests(self, world):
        tracks = clone(world.at("disetujui"), TRIALS)
        ask = {"alasan": "Dihapus."}
        race = run(
            tracks, press("mohon_nonaktif", "jaksel", **ask), press("mohon_nonaktif", "jaksel2", **ask)
        )
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)


@pytest.mark.req("SJ-34")
def test_the_same_post_registered_twice(world):
    """Nothing to lock yet: the unique constraint decides, with the guard's words."""
    people = [user("jaksel"), user("jaksel2")]
    data = world.data()

    def registering(person):
        def attempt(number):
            new = begin(case_type("nomenklatur"), person.institution)
            perform(new, "tambah_nomenklatur", actor=person, data={**data, "jabatan": f"Jabatan {number}"})

        return attempt

    race = run(range(TRIALS), *map(registering, people))
    assert race.regardless == {(DUP, OK)}
    cases = Case.objects.all()
    assert cases.count() == TRIALS
    assert LedgerEntry.objects.count() == TRIALS
    for case in cases[:20]:
        live_sound(subject_of(case))


def test_clones_are_what_they_stand_for(world):
    """The set-up of the races: a clone behaves like the case it was made from."""
    for where in ("baru", "telaah", "perbaikan", "disetujui", "permohonan"):
        obj = world.at(where, jabatan=where)
        [pk] = clone(obj, 1)
        twin = get(pk)
        assert (twin.state, twin.version, twin.snapshot()) == (obj.state, obj.version, obj.snapshot())
        assert holders(twin) == holders(obj)
        live_sound(fresh(twin))

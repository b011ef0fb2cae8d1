"""Institutions change while others change them, and while their people work (SJ-21, SJ-138)."""

from __future__ import annotations

from itertools import islice

import pytest

from cases.core.models import Case, CaseTask
from cases.core.reading.selectors import subject_of
from cases.organisations.accounts import add_user
from cases.organisations.granted import institutions_of
from cases.organisations.holding import running
from cases.organisations.models import Institution, User
from cases.organisations.roles import Role
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.institusi.models import Institusi
from tests.cases.pengelolaan.institusi.conftest import LETTER
from tests.support.races import DONE, TRIALS, run
from tests.support.world import PASSWORD, World, live_sound
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry

pytestmark = pytest.mark.req("SJ-21", "SJ-138")
STATE, REF, PERM, HIDE = "E-STATE", "E-REF", "E-PERM", "E-HIDE"


@pytest.fixture
def world(committed_db):
    return World()


def threes():
    """(a, b, c) for every trial: institutions that nobody else touches."""
    rows = iter(Institution.objects.filter(jenis="Kabupaten").order_by("kode"))
    return [tuple(islice(rows, 3)) for _ in range(TRIALS)]


def merge(source, target):
    """An attempt: the institution at one place of the track goes into that at another."""

    def attempt(track):
        admin = User.objects.get(username="admin")
        obj = Institusi.opened(Institution.objects.get(pk=track[source].pk))
        perform(obj, "gabung", actor=admin, data={**LETTER, "ke": str(track[target].pk)})

    return attempt


def sound():
    book = Institusi.objects.first().get_boundary()
    assert verify_stream(book.pk, head=bytes(book.head), length=book.seq) is None
    ended = Institution.objects.exclude(digabung_ke=None)
    assert not Case.objects.filter(institution__in=ended).exists()
    assert not CaseTask.objects.filter(institution__in=ended).exists()
    assert not User.objects.filter(institution__in=ended).exists()
    into = dict(ended.values_list("pk", "digabung_ke"))
    for start in into:  # no circle, whatever met
        path = [start]
        while path[-1] in into:
            assert into[path[-1]] not in path
            path.append(into[path[-1]])


def test_into_each_other(world):
    race = run(threes(), merge(0, 1), merge(1, 0))
    assert race.regardless == {(REF, DONE)}
    sound()


def test_into_two_others(world):
    race = run(threes(), merge(0, 1), merge(0, 2))
    assert race.regardless == {(STATE, DONE)}
    sound()


def test_one_after_the_other(world):
    race = run(threes(), merge(0, 1), merge(1, 2))
    assert set(race.answers) <= {(DONE, DONE), (REF, DONE)}
    sound()


def people(tracks):
    """One person of the first institution of each track."""
    for number, track in enumerate(tracks):
        add_user(
            username=f"orang{number}",
            password=PASSWORD,
            nama=f"Orang {number}",
            email="orang@example.com",
            role=Role.PETUGAS_INSTITUSI,
            institution=track[0],
            wajib_ganti_password=False,
        )


def test_while_somebody_opens_a_case(world):
    tracks = threes()
    people(tracks)
    numbers = {track[0].pk: number for number, track in enumerate(tracks)}

    def opens(track):
        person = User.objects.get(username=f"orang{numbers[track[0].pk]}")
        perform(
            world.begin(institution=person.institution), "tambah_nomenklatur", actor=person, data=world.data()
        )

    race = run(tracks, merge(0, 1), opens)
    assert set(race.answers) <= {(DONE, DONE), (DONE, STATE), (DONE, PERM)}
    sound()
    opened = race.counted[(DONE, DONE)]
    assert Case.objects.count() == opened
    for case in Case.objects.all():
        live_sound(subject_of(case))


def test_while_somebody_works_on_a_case(world):
    tracks = threes()
    people(tracks)
    cases = {}
    for number, track in enumerate(tracks):
        person = User.objects.get(username=f"orang{number}")
        obj = perform(
            world.begin(institution=track[0]), "tambah_nomenklatur", actor=person, data=world.data()
        ).obj
        cases[track[0].pk] = obj.pk

    def appoints(track):
        obj = subject_of(Case.objects.get(pk=cases[track[0].pk]))
        asisten = User.objects.get(username="asisten1")
        perform(
            obj,
            "pilih_petugas",
            actor=User.objects.get(username="komisioner"),
            data={"petugas": str(asisten.pk)},
        )

    race = run(tracks, merge(0, 1), appoints)
    assert set(race.answers) == {(DONE, DONE)}
    sound()
    for case in Case.objects.all():
        live_sound(subject_of(case))
        acts = LedgerEntry.objects.filter(stream=case.pk).values_list("act", flat=True)
        assert sorted(acts) == ["pilih_petugas", "pindah_institusi", "tambah_nomenklatur"]


def about(act, number_of, **data):
    """An attempt: an act on the account of the person of a track; ke/institusi: a place of the track."""

    def attempt(track):
        values = {
            name: str(track[value].pk) if isinstance(value, int) else value for name, value in data.items()
        }
        person = User.objects.get(username=f"orang{number_of[track[0].pk]}")
        admin = User.objects.get(username="admin")
        perform(Akun.opened(person), act, actor=admin, data={**values, "alasan": "Uji."})

    return attempt


def rights_sound():
    """Nobody holds a role on an institution that has ended; whose people one is, there one has a right; guardian's
    grants are what the rows say."""
    ended = Institution.objects.exclude(digabung_ke=None)
    assert not running().filter(institution__in=ended).exists()
    for person in User.objects.filter(username__startswith="orang").select_related("institution"):
        rows = set(running().filter(person=person).values_list("institution", flat=True))
        assert institutions_of(person) == rows
        groups = set(Institution.objects.filter(group__in=person.groups.all()).values_list("pk", flat=True))
        manages = running().filter(person=person, role=Role.PETUGAS_INSTITUSI)
        assert groups == set(manages.values_list("institution", flat=True))


@pytest.mark.req("SJ-20")
@pytest.mark.parametrize("to", [2, 1])
def test_while_its_person_moves(world, to):
    """Moved from the one that goes into another: not a right on it is left behind, whoever comes first."""
    tracks = threes()
    people(tracks)
    numbers = {track[0].pk: number for number, track in enumerate(tracks)}
    for number in numbers.values():
        Akun.opened(User.objects.get(username=f"orang{number}"))
    race = run(tracks, merge(0, 1), about("pindah_institusi", numbers, ke=to, hak="kelola"))
    assert set(race.answers) <= {(DONE, DONE), (DONE, REF)}
    sound()
    rights_sound()
    for track, (_, moved) in zip(tracks, race.answers, strict=True):
        person = User.objects.get(username=f"orang{numbers[track[0].pk]}")
        assert institutions_of(person) == {person.institution_id} == {track[to if moved == DONE else 1].pk}


@pytest.mark.req("SJ-20")
def test_while_somebody_moves_there(world):
    tracks = threes()
    people([(track[2],) for track in tracks])
    numbers = {track[2].pk: number for number, track in enumerate(tracks)}
    for track in tracks:
        numbers[track[0].pk] = numbers[track[2].pk]
        Akun.opened(User.objects.get(username=f"orang{numbers[track[0].pk]}"))
    race = run(tracks, merge(0, 1), about("pindah_institusi", numbers, ke=0, hak="lihat"))
    assert set(race.answers) <= {(DONE, DONE), (DONE, STATE), (DONE, REF)}
    sound()
    rights_sound()


@pytest.mark.req("SJ-20")
def test_while_somebody_is_appointed_there(world):
    tracks = threes()
    people([(track[2],) for track in tracks])
    numbers = {}
    for number, track in enumerate(tracks):
        numbers[track[0].pk] = number
        Akun.opened(User.objects.get(username=f"orang{number}"))
    give = about("beri_penugasan", numbers, peran="pembaca_institusi", pada="institusi", institusi=0)
    race = run(tracks, merge(0, 1), give)
    assert set(race.answers) <= {(DONE, DONE), (DONE, STATE), (DONE, REF)}
    sound()
    rights_sound()


@pytest.mark.req("SJ-20")
def test_two_books_write_one_persons_rights(world):
    """IN-6 of the one book, AK-11 of the other: each sees what the other did, and neither falls."""
    tracks = threes()
    people(tracks)
    numbers = {track[0].pk: number for number, track in enumerate(tracks)}

    def narrow(track):
        person = User.objects.get(username=f"orang{numbers[track[0].pk]}")
        data = {"petugas": str(person.pk), "hak": "lihat", "alasan": "Uji."}
        perform(Institusi.opened(track[0]), "ubah_hak", actor=User.objects.get(username="admin"), data=data)

    give = about("beri_penugasan", numbers, peran="pembaca_institusi", pada="institusi", institusi=0)
    for number in numbers.values():
        Akun.opened(User.objects.get(username=f"orang{number}"))
    race = run(tracks, narrow, give)
    assert set(race.answers) <= {(DONE, DONE), (DONE, "E-DUP")}
    rights_sound()

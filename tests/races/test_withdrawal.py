"""Tarik berkas against Setujui and against another withdrawal: one consistent order (SJ-138, SJ-140)."""

import pytest

from cases.core.doing.withdrawal import withdraw_file
from cases.core.models import Case
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.support.races import DONE, FEWER, TRIALS, run
from tests.support.world import World, user

from .selections import acts, clone, press, sound

pytestmark = pytest.mark.req("SJ-138", "SJ-140")
APPROVAL = {"catatan_persetujuan": "<p>Lengkap.</p>"}


@pytest.fixture
def steps(committed_db):
    return Steps(World().people)


def withdrawing(who="jaksel"):
    person = user(who)

    def attempt(track):
        letter = Attachment.objects.get(boundary=track.seleksi, kind="surat_pengantar_rencana")
        withdraw_file(person, letter.pk, {"alasan": "Salah berkas"})

    return attempt


@pytest.mark.req("SJ-79")
def test_a_plan_is_never_approved_without_its_letter(steps):
    tracks = clone(steps.reviewed(), TRIALS)
    race = run(tracks, withdrawing(), press("setujui", "asisten1", data=APPROVAL))
    assert set(race.counted) <= {(DONE, "E-GUARD"), ("E-STATE", DONE)}
    for track, answers in zip(tracks, race.answers, strict=True):
        withdrawn = answers[0] == DONE
        assert acts(track) == (["tarik_berkas"] if withdrawn else ["setujui"])
        letter = Attachment.objects.get(boundary=track.seleksi, kind="surat_pengantar_rencana")
        state = Case.objects.get(pk=track.seleksi).state
        assert (letter.withdrawn, state) == ((True, "baru") if withdrawn else (False, "disetujui"))
    sound(tracks, race)


def test_two_colleagues_withdraw_the_same_file(steps):
    tracks = clone(steps.reviewed(), FEWER)
    race = run(tracks, withdrawing(), withdrawing("jaksel2"))
    assert race.regardless == {("E-STATE", DONE)}
    sound(tracks, race)

"""Two signers at once, a signature against a refusal, a job against its author (CB-239, SJ-138)."""

import pytest

from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.files import content_of
from documents.models import Attachment
from documents.signing import verify
from tests.cases.core.dokumen.conftest import (
    Desk,
    registered,  # noqa: F401  a fixture
)
from tests.support.races import DONE, patient, run
from tests.support.world import fresh, live_sound, user
from workflows.gate import perform

pytestmark = [pytest.mark.req("SJ-138", "CB-239"), pytest.mark.slow]
TRIALS = 8


@pytest.fixture
def desk(committed_db, s3):
    return Desk()


def papers(desk, key="ba_uji"):
    return [desk.paper(key, nth=n) for n in range(TRIALS)]


def press(act, who, **data):
    """An attempt with what its person saw before the race: the file and nothing else. A signature takes so long that
    the other press may have waited all it may: it is made again, with the same words."""

    def attempt(paper):
        found = {"sidik": paper.berkas.sha256} if act == "tanda_tangani" else {}
        person = user(who)
        patient(lambda: perform(paper, act, actor=person, data={**found, **data}))

    return attempt


def test_two_lines_at_once_give_one_signature_and_one_who_must_look_again(desk):
    found = papers(desk)
    race = run(found, press("tanda_tangani", "asisten1"), press("tanda_tangani", "jaksel"))
    assert race.regardless == {("E-STALE", DONE)}
    for paper in map(fresh, found):
        assert [bool(row.signed_by_id) for row in paper.signers].count(True) == 1
        assert Attachment.objects.filter(boundary=paper.pk).count() == 2
        live_sound(paper)


def test_a_signature_against_a_refusal(desk):
    found = papers(desk)
    race = run(
        found,
        press("tanda_tangani", "asisten1"),
        press("tolak_tanda_tangan", "jaksel", alasan="Angka salah."),
    )
    # signed first, then refused: both done; refused first: nothing is left to sign
    assert race.regardless <= {(DONE, DONE), ("E-STATE", DONE)}
    for paper in map(fresh, found):
        assert (paper.state, [row.signed_by for row in paper.signers]) == ("konsep", [None, None])
        live_sound(paper)


def test_the_same_line_by_two_colleagues(desk):
    found = papers(desk)
    race = run(found, press("tanda_tangani", "jaksel"), press("tanda_tangani", "jaksel2"))
    assert race.regardless <= {("E-GUARD", DONE), ("E-STALE", DONE)}
    for paper in map(fresh, found):
        live_sound(paper)


def test_the_last_signature_against_the_sending(desk):
    """Sending waits for the last signature, whoever presses first."""
    found = [desk.sign(paper, "asisten1") for paper in papers(desk)]
    race = run(found, press("tanda_tangani", "jaksel"), press("kirim", "asisten1"))
    assert race.regardless <= {(DONE, DONE), ("E-STATE", DONE)}
    for paper in map(fresh, found):
        assert paper.state in ("ditandatangani", "terkirim")
        assert verify(content_of(paper.berkas)).genuine
        assert Case.objects.get(pk=paper.pk).state == paper.state
        live_sound(paper)


def hand_over(paper):
    """Ganti petugas of the selection the paper belongs to."""
    data = {"petugas": str(user("asisten2").pk), "alasan": "Cuti."}
    parent, person = Case.objects.get(pk=paper.induk_id), user("komisioner")
    patient(lambda: perform(subject_of(parent), "ganti_petugas", actor=person, data=data))


@pytest.mark.req("SJ-137")
def test_a_signature_against_another_petugas_of_the_case(desk):
    """Whoever presses first: the paper is the new one's, as a draft nobody has signed."""
    found = papers(desk)
    race = run(found, press("tanda_tangani", "asisten1"), hand_over)
    assert race.regardless <= {(DONE, DONE), ("E-STATE", DONE), ("E-PERM", DONE)}
    for paper in map(fresh, found):
        assert paper.case.assignee.username == "asisten2"
        assert Case.objects.get(pk=paper.induk_id).assignee.username == "asisten2"
        assert [row.user and row.user.username for row in paper.signers] == ["asisten2", None]
        # the first line of two was at stake: a draft begun anew keeps no signature
        assert paper.state == "konsep"
        assert [row.signed_by for row in paper.signers] == [None, None]
        live_sound(paper)

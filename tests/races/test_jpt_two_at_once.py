"""Two at once in a selection, its candidates and its nomenklatur (SJ-138): the races named in issue 2."""

import pytest

from cases.core.doing.creation import create
from cases.core.models import Case
from cases.jpt.models import Jpt, Kandidat, Permohonan
from cases.pejabat.models import Pejabat
from tests.cases.jpt.steps import Steps
from tests.support.races import DONE, FEWER, TRIALS, run
from tests.support.world import World, fresh, live_sound, user
from tests.support.world import clone as clone_nomenklatur
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry

from .selections import acts, case, clone, kandidat, press, sound, uploads

pytestmark = pytest.mark.req("SJ-138")
OK, STALE, STATE, GUARD, REF = DONE, "E-STALE", "E-STATE", "E-GUARD", "E-REF"
#: Races beside those that issue 2 names.
EQUAL = ("6", "6", "6", "6")


@pytest.fixture
def world(committed_db):
    return World()


@pytest.fixture
def steps(world):
    return Steps(world.people)


def accepted(tracks):
    return {Kandidat.objects.filter(seleksi=t.seleksi, state="diterima").count() for t in tracks}


class TestFourthTerimaAgainstThird:
    """Two of four are accepted; the other two are accepted at the same moment."""

    def prepared(self, steps):
        seleksi = steps.counted()
        found = [steps.scored(steps.candidate(seleksi, f"K{n}"), EQUAL) for n in range(4)]
        for candidate in found[:2]:
            steps.do(candidate, "jaksel", "terima")
        return steps.fresh(seleksi), found[2]

    @pytest.mark.req("SJ-102")
    @pytest.mark.parametrize("with_version", [False, True], ids=["without If-Match", "with If-Match"])
    def test_three_at_most(self, steps, with_version):
        """Each candidate has a version of its own: If-Match cannot help, the guard must."""
        seleksi, third = self.prepared(steps)
        tracks = clone(seleksi, TRIALS)
        seen = third.version if with_version else None
        race = run(
            tracks,
            press("terima", "jaksel", of=kandidat(2), seen=seen),
            press("terima", "jaksel2", of=kandidat(3), seen=seen),
        )
        assert race.regardless == {(GUARD, OK)}
        assert accepted(tracks) == {3}
        sound(tracks, race)

    @pytest.mark.parametrize(("with_version", "loser"), [(False, STATE), (True, STALE)])
    def test_the_same_candidate_by_two(self, steps, with_version, loser):
        seleksi, third = self.prepared(steps)
        tracks = clone(seleksi, FEWER)
        seen = third.version if with_version else None
        race = run(
            tracks,
            press("terima", "jaksel", of=kandidat(2), seen=seen),
            press("terima", "jaksel2", of=kandidat(2), seen=seen),
        )
        assert {tuple(sorted(answers)) for answers in race.answers} == {tuple(sorted((OK, loser)))}
        assert accepted(tracks) == {3}
        sound(tracks, race)

    @pytest.mark.req("SJ-106")
    def test_the_last_two_decisions_make_tiga_besar_once(self, steps):
        seleksi, _ = self.prepared(steps)
        tracks = clone(seleksi, FEWER)
        race = run(
            tracks,
            press("terima", "jaksel", of=kandidat(2)),
            press("tolak", "jaksel2", of=kandidat(3)),
        )
        assert race.regardless == {(OK, OK)}
        for track in tracks:
            assert sorted(acts(track)[:2]) == ["terima", "tolak"]
            assert acts(track)[2:] == ["tetapkan_tiga_besar"]
        sound(tracks, race, consequences=1)


class TestTundaAgainstLulus:
    def runners(self, tracks, seen=None):
        letters = dict(zip(tracks, uploads("komisioner", len(tracks)), strict=True))
        advice = dict(zip(tracks, uploads("asisten1", len(tracks)), strict=True))
        return (
            press(
                "tunda",
                "komisioner",
                seen=seen,
                data=lambda t: {"alasan": "Sengketa", "surat_penundaan": [letters[t]]},
            ),
            press(
                "lulus",
                "asisten1",
                seen=seen,
                data=lambda t: {"rekomendasi": "<p>Lanjutkan.</p>", "rekomendasi_pelaporan": [advice[t]]},
            ),
        )

    @pytest.mark.req("SJ-116", "SJ-125")
    def test_with_if_match(self, steps):
        seleksi = steps.request(steps.reported(), "tunda")
        tracks = clone(seleksi, TRIALS)
        race = run(tracks, *self.runners(tracks, seleksi.version))
        assert race.regardless == {(STALE, OK)}
        sound(tracks, race)

    @pytest.mark.req("SJ-116", "SJ-125")
    def test_without(self, steps):
        """A report that passed can still be postponed; one that is postponed cannot pass."""
        tracks = clone(steps.request(steps.reported(), "tunda"), TRIALS)
        race = run(tracks, *self.runners(tracks))
        assert set(race.counted) <= {(OK, OK), (OK, STATE)}
        for track, answers in zip(tracks, race.answers, strict=True):
            assert acts(track) == (["lulus", "tunda"] if answers == (OK, OK) else ["tunda"])
        rows = Jpt.objects.filter(pk__in=[t.seleksi for t in tracks])
        assert set(rows.values_list("state", "permohonan_jenis")) == {("ditunda", "")}
        assert {row.sebelumnya for row in rows} <= {"laporan", "lulus"}
        decided = Permohonan.objects.filter(seleksi__in=rows)
        assert set(decided.values_list("keputusan", flat=True)) == {"dikabulkan"}
        sound(tracks, race)


class TestDeactivatingAgainstOpening:
    """A nomenklatur is deactivated while a selection for it is opened: exactly one wins."""

    def opening(self, steps, posts, who="jaksel"):
        person, plan = user(who), steps.plan(surat_pengantar_rencana=[])
        return lambda pk: create(person, "jpt", "tambah_seleksi", {**plan, "nomenklatur": [str(pk)]})

    def deactivating(self, act="setujui_nonaktif", who="asisten1", **data):
        return press(act, who, of=case, data=data)

    @pytest.mark.req("SJ-46", "SJ-59")
    def test_a_new_plan(self, world, steps):
        posts = clone_nomenklatur(world.at("permohonan"), TRIALS)
        race = run(posts, self.deactivating(), self.opening(steps, posts))
        assert set(race.counted) <= {(OK, REF), (GUARD, OK)}
        self.one_of_two(posts, race)

    @pytest.mark.req("SJ-46", "SJ-71")
    def test_a_draft_that_is_sent(self, world, steps):
        posts = clone_nomenklatur(world.at("permohonan"), FEWER)
        person, plan = user("jaksel2"), steps.plan(surat_pengantar_rencana=[])
        drafts = {}
        for pk in posts:
            (drafts[pk],) = create(person, "jpt", "simpan_draf", {"nomenklatur": [str(pk)]})
        sending = press(
            "tambah_seleksi",
            "jaksel",
            of=lambda pk: case(drafts[pk].pk),
            data=lambda pk: {**plan, "nomenklatur": [str(pk)]},
        )
        race = run(posts, self.deactivating(), sending)
        assert set(race.counted) <= {(OK, REF), (GUARD, OK)}
        self.one_of_two(posts, race)

    @pytest.mark.req("SJ-46")
    def test_the_request_against_a_new_plan(self, world, steps):
        posts = clone_nomenklatur(world.at("disetujui"), FEWER)
        asking = self.deactivating("mohon_nonaktif", "jaksel2", alasan="Dihapus")
        race = run(posts, asking, self.opening(steps, posts))
        assert set(race.counted) <= {(OK, OK), (GUARD, OK)}
        for pk, answers in zip(posts, race.answers, strict=True):
            assert (case(pk).permohonan_pada is not None) == (answers[0] == OK)

    @pytest.mark.req("SJ-59")
    def test_two_plans_for_one_post(self, world, steps):
        posts = clone_nomenklatur(world.at("disetujui"), TRIALS)
        race = run(posts, self.opening(steps, posts), self.opening(steps, posts, "jaksel2"))
        assert race.regardless == {(REF, OK)}
        assert sorted(Jpt.objects.values_list("nomenklatur", flat=True)) == sorted(posts)
        assert LedgerEntry.objects.filter(act="tambah_seleksi").count() == TRIALS

    @pytest.mark.req("SJ-61")
    def test_two_plans_for_the_same_two_posts_in_opposite_order(self, world, steps):
        posts = clone_nomenklatur(world.at("disetujui"), 2 * FEWER)
        pairs = list(zip(posts[::2], posts[1::2], strict=True))
        plan = steps.plan(surat_pengantar_rencana=[])

        def opening(who, order):
            person = user(who)
            return lambda pair: create(
                person, "jpt", "tambah_seleksi", {**plan, "nomenklatur": [str(pk) for pk in pair[::order]]}
            )

        race = run(pairs, opening("jaksel", 1), opening("jaksel2", -1))
        assert race.regardless == {(REF, OK)}
        assert Jpt.objects.count() == 2 * FEWER

    def one_of_two(self, posts, race):
        """Either the post is closed, or it has its one open selection; each with one entry."""
        for pk, answers in zip(posts, race.answers, strict=True):
            opened = list(Jpt.objects.filter(nomenklatur=pk, state="baru"))
            assert (case(pk).state, len(opened)) == (
                ("nonaktif", 0) if answers[0] == OK else ("disetujui", 1)
            )
            entries = LedgerEntry.objects.filter(stream__in=[pk, *(s.pk for s in opened)])
            written = list(entries.exclude(act="simpan_draf").values_list("act", flat=True))
            assert written == (["setujui_nonaktif"] if answers[0] == OK else ["tambah_seleksi"])
        for row in Case.objects.filter(pk__in=posts):
            assert verify_stream(row.pk, head=bytes(row.head), length=row.seq) is None
        for pk in posts[::20]:
            live_sound(case(pk))
            for seleksi in Jpt.objects.filter(nomenklatur=pk):
                live_sound(fresh(seleksi))


class TestSetujui:
    """Two sessions of the appointed petugas."""

    DATA = {"catatan_persetujuan": "<p>Lengkap.</p>"}

    @pytest.mark.req("SJ-79")
    def test_with_if_match(self, steps):
        seleksi = steps.reviewed()
        tracks = clone(seleksi, TRIALS)
        race = run(tracks, *[press("setujui", "asisten1", seen=seleksi.version, data=self.DATA)] * 2)
        assert race.regardless == {(STALE, OK)}
        sound(tracks, race)

    @pytest.mark.req("SJ-79")
    def test_without(self, steps):
        tracks = clone(steps.reviewed(), TRIALS)
        race = run(tracks, *[press("setujui", "asisten1", data=self.DATA)] * 2)
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)

    @pytest.mark.req("SJ-79")
    def test_a_double_click_gets_the_same_answer(self, steps):
        tracks = clone(steps.reviewed(), FEWER)
        race = run(tracks, *[press("setujui", "asisten1", key="klik", data=self.DATA)] * 2)
        assert race.regardless == {(OK, OK)}
        assert [acts(track) for track in tracks] == [["setujui"]] * FEWER

    @pytest.mark.req("SJ-79", "SJ-125")
    def test_against_tarik_rencana(self, steps):
        tracks = clone(steps.reviewed(), FEWER)
        race = run(
            tracks,
            press("setujui", "asisten1", data=self.DATA),
            press("tarik_rencana", "jaksel", data={"alasan": "Keliru"}),
        )
        assert race.regardless == {(STATE, OK)}
        sound(tracks, race)


class TestCandidatesOfTwo:
    """Two people of the institution enter and move candidates."""

    def entering(self, who, nip):
        return press("tambah_pelamar", who, data={"nama": who, "nip": nip, "instansi": "Kota Uji"})

    @pytest.mark.req("SJ-87")
    @pytest.mark.parametrize(
        ("jumlah", "nips", "loser"), [(1, ("1", "2"), "E-RNG"), (5, ("1", "1"), "E-DUP")]
    )
    def test_the_last_place_and_the_same_nip(self, steps, jumlah, nips, loser):
        tracks = clone(steps.counted(jumlah), FEWER)
        race = run(tracks, self.entering("jaksel", nips[0]), self.entering("jaksel2", nips[1]))
        assert {frozenset(answers) for answers in race.answers} == {frozenset((OK, loser))}
        assert {Kandidat.objects.filter(seleksi=t.seleksi).count() for t in tracks} == {1}
        sound(tracks, race, consequences=1)

    @pytest.mark.req("SJ-90")
    def test_the_first_two_who_move_on_start_the_scoring_once(self, steps):
        seleksi = steps.counted()
        for nama in ("Ani", "Budi"):
            steps.candidate(seleksi, nama)
        tracks = clone(seleksi, FEWER)
        act = "mengikuti_kompetensi_manajerial"
        race = run(tracks, press(act, "jaksel", of=kandidat(0)), press(act, "jaksel2", of=kandidat(1)))
        assert race.regardless == {(OK, OK)}
        assert [acts(track) for track in tracks] == [[act, "mulai_penilaian", act]] * FEWER
        sound(tracks, race, consequences=1)


@pytest.mark.req("SJ-125")
def test_two_requests(steps):
    tracks = clone(steps.counted(), FEWER)
    letters = {who: dict(zip(tracks, uploads(who, FEWER), strict=True)) for who in ("jaksel", "jaksel2")}

    def asking(act, who):
        return press(act, who, data=lambda t: {"alasan": "Sengketa", "surat_permohonan": [letters[who][t]]})

    race = run(tracks, asking("mohon_tunda", "jaksel"), asking("mohon_batal", "jaksel2"))
    assert race.regardless == {(STATE, OK)}
    sound(tracks, race)


@pytest.mark.req("SJ-122")
def test_the_official_is_entered_once(steps):
    tracks = clone(steps.inaugurated(), FEWER)
    data = steps.official()
    race = run(tracks, *[press("tambah_pejabat", who, data=data) for who in ("jaksel", "jaksel2")])
    assert race.regardless == {(STATE, OK)}
    linked = Pejabat.objects.values_list("seleksi", flat=True)
    assert sorted(linked) == sorted(track.seleksi for track in tracks)
    sound(tracks, race)


@pytest.mark.parametrize("place", ["reviewed", "reported", "inaugurated"])
def test_copies_are_what_they_stand_for(steps, place):
    """The set-up of the races: a copy behaves like the selection it was made from."""
    seleksi = getattr(steps, place)()
    [track] = clone(seleksi, 1)
    copy, original = case(track.seleksi), steps.fresh(seleksi)
    assert (copy.state, copy.version, copy.title()) == (original.state, original.version, original.title())
    assert [(k.nama, k.state, k.total_nilai) for k in copy.facts.kandidat] == [
        (k.nama, k.state, k.total_nilai) for k in original.facts.kandidat
    ]
    assert copy.nomenklatur_id == track.nomenklatur
    assert copy.nomenklatur.approved_id == copy.nomenklatur_version_id
    live_sound(copy)

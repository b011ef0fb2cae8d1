"""The whole story told by people in the browser: the same script as over the API, by clicks and keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.story import script
from tests.story.browser import Camera, Person, Seen, overflow
from tests.story.conftest import PASSWORD
from tests.story.script import Refusal, Step

HTTP = {"E-PERM": 403, "E-HIDE": 404, "E-STATE": 409, "E-GUARD": 409, "E-STALE": 409}
#: Refusals that the auditor finds in the history; errors of fields are not logged.
LOGGED = {"E-PERM", "E-STATE", "E-GUARD"}
LOOKED = {"E-PERM"}
#: Turns of other lanes than the main one.
BESIDE = {"Putuskan permohonan", "Monitoring"}
STAGES = ("Kompetensi manajerial", "Penulisan makalah", "Wawancara", "Rekam jejak")
#: Entries that an act brings about beside its own.
CASCADES = {"pelantikan": 1}
#: Works without scripts: what the pages do with them is comfort.
PLAIN = "komisioner"


class Cast:
    """Everybody with a browser of their own, logged in through the page when they are first needed."""

    def __init__(self, browser: Any, base: str) -> None:
        self.browser, self.base = browser, base
        self.people: dict[str, Person] = {}
        self.camera = Camera()

    def __getitem__(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = Person(self.browser, self.base, scripts=name != PLAIN)
            self.people[name].log_in(name, PASSWORD)
        return self.people[name]

    def shoot(self, who: str, name: str) -> None:
        self.camera.shoot(self[who], name)


@pytest.fixture
def cast(page: Any, people: list[str], live_server: Any, s3: Any) -> Iterator[Cast]:
    cast = Cast(page.context.browser, live_server.url)
    yield cast
    for name, person in cast.people.items():
        cast.shoot(name, f"akhir-{name}")
        person.context.close()


class Teller:
    """Tells the steps of one case and checks what the auditor's page shows after each."""

    def __init__(self, cast: Cast, case: str) -> None:
        self.cast, self.case = cast, case
        self.seen = self.cast["auditor"].look(self.case)
        self.path = [self.seen.state]

    def look(self) -> Seen:
        self.seen = self.cast["auditor"].look(self.case)
        if self.seen.state != self.path[-1]:
            self.path.append(self.seen.state)
        return self.seen

    def tell(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            for attempt in step.refused:
                self.refused(attempt)
            before = self.seen
            self.do(step)
            seen = self.look()
            assert seen.state == step.state, step.act
            main = [turn for turn in seen.turns if turn not in BESIDE]
            assert main == ([step.turn] if step.turn else []), step.act
            assert seen.entries == before.entries + 1 + CASCADES.get(step.act, 0), f"{step.act}: done once"

    def do(self, step: Step) -> None:
        """From the page of the case: its button, the form, a double click on the button of the form."""
        person = self.cast[step.who]
        person.go(self.case)
        person.offered(step.act).click()
        self.cast.shoot(step.who, f"isi-{step.act}")
        person.act(step.values, twice=True)
        assert (person.status, person.codes()) == (200, set()), (step.act, person.text)
        assert person.path.startswith(self.case)
        self.cast.shoot(step.who, f"sesudah-{step.act}")

    def refused(self, attempt: Refusal) -> None:
        before, person, looked = self.seen, self.cast[attempt.who], False
        person.go(self.case)
        if person.offered(attempt.act).count():
            person.offered(attempt.act).click()
            person.act(attempt.values)
        else:
            person.go(f"{self.case}t/{attempt.act}/")
            looked = True
        self.check_refusal(person, attempt.act, attempt.code, before, looked)

    def check_refusal(self, person: Person, act: str, code: str, before: Seen, looked: bool = True) -> None:
        """The open page says why not, with its code; the case is as it was, and the attempt is in its history.

        looked: only the address was opened, which is an attempt at what is somebody else's alone.
        """
        # beside a guard stands what it misses, at its fields
        beside = {"E-REQ"} if code == "E-GUARD" else set()
        assert (act, person.codes() - beside, person.status) == (act, {code}, HTTP.get(code, 422)), (
            person.text
        )
        sentence = person.page.locator("main [data-code]").first.inner_text()
        assert len(sentence.split()) > 2, "a refusal is a sentence"
        self.cast.camera.shoot(person, f"ditolak-{act}-{code}")
        person.drop_draft()
        after = self.look()
        assert (after.state, after.turns, after.entries) == (before.state, before.turns, before.entries)
        logged = code in (LOOKED if looked else LOGGED)
        assert list(after.refused) == ([code] if logged else []) + list(before.refused)


class Candidates:
    """The page Proses of a selection: scores by keyboard, the acts of each candidate in the table of its stage."""

    def __init__(self, story: Teller) -> None:
        self.story, self.person = story, story.cast["jaksel"]
        self.page = self.person.page
        self.address = f"{story.case}proses/"

    def open(self) -> None:
        if self.person.path != self.address or self.person.status != 200:
            self.person.go(self.address)

    def table(self, stage: str) -> Any:
        return self.page.get_by_role(
            "table", name=f"Daftar pelamar yang mengikuti {stage.lower()}", exact=False
        )

    def row(self, name: str) -> Any:
        """The candidate's row in the table of its stage, the last one it stands in."""
        return self.page.locator("main table tbody tr").filter(has_text=name).last

    def do(self, name: str, act: str, values: dict[str, Any] | None = None) -> None:
        self.open()
        control = self.row(name).locator(f"[data-act={act}]")
        if act in script.ADVANCE:  # one press in the row, no page between
            with self.page.expect_navigation():
                control.click()
        else:
            control.click()
            self.person.act(values or {}, twice=True)
        assert (self.person.status, self.person.codes()) == (200, set()), (name, act, self.person.text)
        assert self.person.path == self.address

    def refused(self, name: str, act: str, code: str, who: str = "jaksel") -> None:
        """An act that the row does not offer, at its address. The story must have looked before."""
        self.open()
        row = self.row(name)
        assert not row.locator(f"[data-act={act}]").count() or who != "jaksel", "not offered"
        known = str(row.locator("a[data-act]").first.get_attribute("href"))
        before, person = self.story.seen, self.story.cast[who]
        person.go(known.rpartition("/t/")[0] + f"/t/{act}/")
        self.story.check_refusal(person, act, code, before)

    def enter(self, stage: str, scores: dict[str, str]) -> None:
        """Type the scores of a stage down its column, with Enter from cell to cell and on the button at the end."""
        self.open()
        labels = self.table(stage).locator("label", has_text=f"Skor {stage}")
        waiting = [text.partition(", ")[2] for text in labels.all_inner_texts()]
        self.page.get_by_label(f"Skor {stage}, {waiting[0]}").select_text()
        for name in waiting:
            if name in scores:
                self.page.keyboard.type(scores[name])
            self.page.keyboard.press("Enter")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def totals(self) -> dict[str, str]:
        rows = self.table(STAGES[-1]).locator("[data-grid-row]")
        return {
            rows.nth(n).locator("td strong").first.inner_text(): rows.nth(n)
            .locator("[data-total]")
            .inner_text()
            for n in range(rows.count())
        }


@pytest.mark.slow
@pytest.mark.req("SJ-01", "SJ-04", "SJ-07", "SJ-85", "SJ-95", "SJ-96", "SJ-97", "SJ-103", "SJ-118", "SJ-122")
def test_the_whole_story(cast: Cast) -> None:
    post = Teller(cast, register_post(cast))
    post.tell(script.NOMENKLATUR)
    assert post.path == ["baru", "perbaikan", "baru", "disetujui"]

    selection = Teller(cast, plan_selection(cast, post.case))
    selection.tell(script.SELEKSI_RENCANA)
    score(selection)
    selection.tell(script.PENUNDAAN)
    decide(selection)
    selection.tell(script.SELEKSI_AKHIR)
    assert selection.path == script.PATH
    for name in ("jaksel", "asisten2", "auditor"):
        cast[name].go(f"{selection.case}riwayat/")
        assert cast[name].page.get_by_text("Riwayat utuh").count() == 1
    stranger = cast["bogor"]
    stranger.go(selection.case)
    assert (stranger.status, stranger.codes()) == (404, {"E-HIDE"})
    look_around(cast, selection.case)
    assert {name: person.faults for name, person in cast.people.items() if person.faults} == {}


def register_post(cast: Cast) -> str:
    """Tambah Nomenklatur, from the menu; its address."""
    stranger = cast["admin"]
    stranger.go("/nomenklatur/baru/tambah_nomenklatur/")
    assert (stranger.status, stranger.codes()) == (403, {"E-PERM"})
    jaksel = cast["jaksel"]
    jaksel.page.get_by_role("link", name="Nomenklatur").click()
    jaksel.page.get_by_role("button", name="+ Tambah Nomenklatur").click()
    cast.shoot("jaksel", "langkah")
    jaksel.act({**script.POST, "kompetensi_manajerial": [{}]}, twice=True)
    return receipt(cast)


def plan_selection(cast: Cast, post: str) -> str:
    """Rencana Seleksi, from the page of the post, with weights of 101 at first; its address."""
    jaksel = cast["jaksel"]
    jaksel.go(post)
    jaksel.page.get_by_role("button", name="Rencana Seleksi").click()
    plan = {**script.PLAN, "surat_pengantar_rencana": "berkas"}
    jaksel.act({**plan, "bobot_rekam_jejak": 11})
    assert (jaksel.status, jaksel.codes()) == (422, {"E-RNG"})
    cast.shoot("jaksel", "bobot-101")
    assert jaksel.page.get_by_label("Bobot Penilaian Rekam Jejak").input_value() == "11", (
        "nothing typed is lost"
    )
    jaksel.act(plan, twice=True)
    return receipt(cast)


def receipt(cast: Cast) -> str:
    """The receipt that the institution has before it; the address of the case it leads to, sent once."""
    jaksel = cast["jaksel"]
    assert jaksel.heading.endswith("sudah diterima"), jaksel.text
    digest = jaksel.page.locator(".alur-receipt code").inner_text()
    cast.shoot("jaksel", "tanda-terima")
    jaksel.page.reload()
    assert jaksel.page.locator(".alur-receipt code").inner_text() == digest
    jaksel.page.get_by_role("button", name="Buka kasus").click()
    case = jaksel.path
    kind = (
        "nomenklatur" if "Nomenklatur" in jaksel.page.locator("header.alur-case-head").inner_text() else "jpt"
    )
    jaksel.go(f"/{kind}/")
    assert jaksel.page.locator(".alur-cases tbody tr").count() == 1, "a double click opens one case"
    return case


def score(story: Teller) -> None:
    """Four candidates through four stages; a wrong score, a stage too early and a stranger on the way."""
    jaksel, grid = story.cast["jaksel"], Candidates(story)
    for number, name in enumerate(script.KANDIDAT):
        if number == 1:
            story.look()
            story.refused(Refusal("jaksel", "tambah_pelamar", "E-DUP", pelamar("Orang Lain", "987760")))
        jaksel.go(story.case)
        jaksel.offered("tambah_pelamar").click()
        jaksel.act(pelamar(name, f"98776{number}"), twice=True)
        assert (jaksel.status, jaksel.path) == (200, grid.address), jaksel.text
    story.look()
    story.refused(Refusal("jaksel", "tambah_pelamar", "E-RNG", pelamar("Orang Kelima", "111")))
    first = next(iter(script.KANDIDAT))
    for number, (stage, advance) in enumerate(zip(STAGES, script.ADVANCE, strict=True)):
        for name in script.KANDIDAT:
            grid.do(name, advance)
        story.look()
        if number + 1 < len(STAGES):
            grid.refused(first, script.ADVANCE[number + 1], "E-GUARD")
        grid.refused(first, "simpan_skor", "E-PERM", who="asisten2")
        scores = {name: skor[number] for name, (skor, _total) in script.KANDIDAT.items()}
        grid.enter(stage, {**scores, first: "10,01"})
        assert (jaksel.status, jaksel.codes()) == (422, {"E-RNG"}), jaksel.text
        assert jaksel.page.get_by_label(f"Skor {stage}, {first}").input_value() == "10,01", (
            "nothing typed is lost"
        )
        story.cast.shoot("jaksel", f"skor-{number + 1}")
        grid.enter(stage, {first: scores[first]})
        assert (jaksel.status, jaksel.codes()) == (200, set()), jaksel.text
    totals = {name: str(total) for name, (_skor, total) in script.KANDIDAT.items()}
    assert grid.totals() == totals
    story.look()
    grid.refused(first, "terima", "E-GUARD")
    for name in script.KANDIDAT:
        grid.do(name, "input_deskripsi", {"deskripsi": "<p>Tidak ada catatan.</p>"})
    story.cast.shoot("jaksel", "proses")
    story.look()


def pelamar(nama: str, nip: str) -> dict[str, str]:
    return {"nama": nama, "nip": nip, "instansi": "Pemprov DKI Jakarta"}


def decide(story: Teller) -> None:
    """Terima and Tolak; the table of the three best stands in rank order."""
    grid = Candidates(story)
    for name in script.RANKED[:3]:
        grid.do(name, "terima")
    story.look()
    grid.refused(script.RANKED[3], "terima", "E-GUARD")
    story.refused(Refusal("jaksel", "pelaporan", "E-STATE"))
    grid.do(script.RANKED[3], "tolak")
    story.cast.shoot("jaksel", "tiga-besar")
    rows = grid.page.get_by_role("table", name="Daftar pelamar yang masuk 3 besar").locator("tbody tr")
    cells = [rows.nth(n).locator("td").all_inner_texts() for n in range(rows.count())]
    assert [(row[0], row[1], row[-1].splitlines()[0]) for row in cells] == [
        (str(place), name, str(script.KANDIDAT[name][1]))
        for place, name in enumerate(script.RANKED[:3], start=1)
    ]
    assert story.look().state == "tiga_besar"


def look_around(cast: Cast, case: str) -> None:
    """The main pages at the width of a phone: nothing sticks out."""
    tabs = [f"{case}{tab}" for tab in ("", "proses/", "dokumen/", "percakapan/", "riwayat/", "diagram/")]
    pages = {
        "jaksel": ["/", "/nomenklatur/", "/jpt/", "/pejabat/", "/log/", "/notifikasi/", *tabs],
        "asisten2": ["/", "/tugas/selesai/", *tabs[:1]],
        "auditor": ["/log/", f"{case}riwayat/"],
        "admin": ["/", "/penyelia/", "/jpt/"],
    }
    wide = []
    for name, addresses in pages.items():
        for address in addresses:
            cast[name].go(address)
            assert cast[name].status == 200, address
            if overflow(cast[name]):
                wide.append((name, address))
            cast.shoot(name, "lihat-" + (address.removeprefix(case).strip("/").replace("/", "-") or "awal"))
    assert wide == []

"""The whole story over the API, by a program that knows only what is published."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story import script
from tests.story.client import Program
from tests.story.script import Refusal, Step


class Teller:
    """Tells the steps of one case and checks what they lead to."""

    def __init__(self, cast: dict[str, Program], case_id: str) -> None:
        self.cast, self.case_id = cast, case_id
        self.path = [self.case()["state"]]

    def case(self, who: str = "auditor") -> Any:
        return self.cast[who].case(self.case_id)

    def tell(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            for attempt in step.refused:
                self.refused(attempt)
            answer = self.cast[step.who].act(self.case_id, step.act, step.values)
            assert answer.status == 200, (step.act, answer.body)
            assert answer.body["state"] == step.state, step.act
            main = [task["label"] for task in answer.body["tasks"] if task["lane"] == "utama"]
            assert main == ([step.turn] if step.turn else []), step.act
            self.follow()

    def refused(self, attempt: Refusal) -> None:
        before = self.case()
        answer = self.cast[attempt.who].act(self.case_id, attempt.act, attempt.values)
        assert (attempt.act, answer.body.get("code")) == (attempt.act, attempt.code), answer.body
        assert answer.body["message"], "a refusal is a sentence"
        after = self.case()
        assert {k: v for k, v in after.items() if k != "available"} == {
            k: v for k, v in before.items() if k != "available"
        }

    def kandidat(self) -> dict[str, Any]:
        return {k["data"]["nama"]: k for k in self.case()["children"]["kandidat"]}

    def child(self, name: str, act: str, code: str = "", who: str = "jaksel", **values: Any) -> Any:
        answer = self.cast[who].child_act("kandidat", self.kandidat()[name]["id"], act, values)
        assert answer.body.get("code", "") == code, (name, act, answer.body)
        self.follow()
        return answer.body

    def follow(self) -> None:
        state = self.case()["state"]
        if state != self.path[-1]:
            self.path.append(state)


@pytest.mark.slow
@pytest.mark.req("SJ-01", "SJ-04", "SJ-07", "SJ-85", "SJ-95", "SJ-96", "SJ-97", "SJ-103", "SJ-118", "SJ-122")
def test_the_whole_story(cast: dict[str, Program]) -> None:
    refused = cast["admin"].open("nomenklatur", script.POST)
    assert (refused.status, refused.body["code"]) == (403, "E-PERM")
    opened = cast["jaksel"].open("nomenklatur", {**script.POST, "kompetensi_manajerial": [{}]})
    assert (opened.status, opened.body["state"]) == (201, "baru"), opened.body
    post = Teller(cast, opened.body["id"])
    post.tell(script.NOMENKLATUR)
    assert post.path == ["baru", "perbaikan", "baru", "disetujui"]

    selection = Teller(cast, open_selection(cast, post.case_id))
    selection.tell(script.SELEKSI_RENCANA)
    score(selection)
    selection.tell(script.PENUNDAAN)
    decide(selection)
    selection.tell(script.SELEKSI_AKHIR)
    assert selection.path == script.PATH
    for name in ("jaksel", "asisten2", "auditor"):
        proof = cast[name].get("cases", "history", id=selection.case_id)["proof"]
        assert proof["intact"] is True
    assert cast["bogor"].http.get(f"/api/v1/cases/{selection.case_id}").status_code == 404


def open_selection(cast: dict[str, Program], post: str) -> str:
    plan = {**script.PLAN, "nomenklatur": [post], "surat_pengantar_rencana": [cast["jaksel"].upload()]}
    wrong = cast["jaksel"].open("jpt", {**plan, "bobot_rekam_jejak": 11})
    assert (wrong.status, wrong.body["code"]) == (422, "E-RNG"), wrong.body
    opened = cast["jaksel"].open("jpt", plan)
    assert (opened.status, opened.body["state"]) == (201, "baru"), opened.body
    again = cast["jaksel"].open("jpt", {**plan, "surat_pengantar_rencana": []})
    assert (again.status, again.body["code"]) == (422, "E-REF"), again.body
    return str(opened.body["id"])


def score(story: Teller) -> None:
    jaksel = story.cast["jaksel"]
    for number, name in enumerate(script.KANDIDAT):
        values = {"nama": name, "nip": f"98776{number}", "instansi": "Pemprov DKI Jakarta"}
        answer = jaksel.act(story.case_id, "tambah_pelamar", values)
        assert answer.status == 200, answer.body
    story.refused(
        Refusal("jaksel", "tambah_pelamar", "E-DUP", {"nama": "X", "nip": "987760", "instansi": "Y"})
    )
    story.refused(Refusal("jaksel", "tambah_pelamar", "E-RNG", {"nama": "X", "nip": "111", "instansi": "Y"}))
    for stage, advance in enumerate(script.ADVANCE):
        for name, (skor, _total) in script.KANDIDAT.items():
            story.child(name, advance)
            story.child(name, "simpan_skor", "E-RNG", skor="10,01")
            story.child(name, "simpan_skor", "E-PERM", who="asisten2", skor="5")
            if stage + 1 < len(script.ADVANCE):
                story.child(name, script.ADVANCE[stage + 1], "E-GUARD")
            story.child(name, "simpan_skor", skor=skor[stage])
    first = next(iter(script.KANDIDAT))
    story.child(first, "terima", "E-GUARD")
    for name in script.KANDIDAT:
        story.child(name, "input_deskripsi", deskripsi="<p>Tidak ada catatan.</p>")
    totals = {name: float(k["data"]["total_nilai"]) for name, k in story.kandidat().items()}
    assert totals == {name: total for name, (_skor, total) in script.KANDIDAT.items()}


def decide(story: Teller) -> None:
    for name in script.RANKED[:3]:
        story.child(name, "terima")
    story.child(script.RANKED[3], "terima", "E-GUARD")
    story.refused(Refusal("jaksel", "pelaporan", "E-STATE"))
    story.child(script.RANKED[3], "tolak")
    assert story.case()["state"] == "tiga_besar"
    ranked = [(k["nama"], float(k["total_nilai"])) for k in story.case()["data"]["tiga_besar"]]
    assert ranked == [(name, script.KANDIDAT[name][1]) for name in script.RANKED[:3]]

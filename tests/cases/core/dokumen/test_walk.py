"""Random acts on a signed document: every answer is predicted from docs/spec/machines/dokumen.csv alone."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.world import fresh, live_sound
from workflows.errors import Refused
from workflows.gate import perform

pytestmark = [pytest.mark.req("CB-239"), pytest.mark.slow]
CSV = Path(__file__).resolve().parents[4] / "docs/spec/machines/dokumen.csv"
with CSV.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ACTS = sorted(
    {row["act"] for row in ROWS} - {"buat", "lampirkan", "gagal_disusun"}
)  # those two need a job's file
WORK = "kerja"
KASN, INSTITUTION = {"admin", "komisioner", "asisten1", "asisten2"}, {"jaksel", "jaksel2"}
WHO = sorted(KASN | INSTITUTION | {"auditor", "bogor"})
FORMS = {
    "susun_ulang": {"perihal": "Uji", "nomor_surat": "B-3", "tanggal": "2026-11-21", "isi": "<p>Uji.</p>"},
    "catat_unggah": {"mst_id": "MST-1", "waktu": "2026-11-20 10:00:00"},
    "tolak_tanda_tangan": {"alasan": "Salah."},
    "batalkan": {"alasan": "Salah."},
    "buat_pengganti": {"alasan": "Salah."},
}


@dataclass(frozen=True)
class Model:
    """What decides every answer. signed: line -> who; lines: line -> person or None for the institution."""

    state: str = "menunggu_ttd"
    siap: bool = True
    disusun: bool = False
    konsep: int = 1
    petugas: str = "asisten1"
    lines: tuple[str | None, ...] = ("asisten1", None)
    signed: dict[int, str] = field(default_factory=dict)
    replaced: bool = False
    asked: bool = False

    def answer(self, act: str, who: str, to: str) -> str:
        """The code of the refusal, or "" when the act is done."""
        if not self.sees(who):
            return "E-HIDE"
        row = next((r for r in ROWS if r["act"] == act and self.state in r["from"].split()), None)
        if row is None:
            return "E-STATE"
        if not any(self.is_(actor, who) for actor in row["actors"].split("|")):
            return "E-PERM"
        holds = {
            "siap": self.siap,
            "!disusun": not self.disusun,
            "lengkap": len(self.signed) == len(self.lines),
            "mst": True,
            "petugas": True,
            "": True,
        }
        if not all(holds[fact] for fact in row["fact"].split() or [""]):
            return "E-GUARD"
        if act == "ganti_petugas" and to == self.petugas:
            return "E-RNG"
        if act == "tanda_tangani" and self.own_line(who) is None:
            return "E-GUARD"
        if act == "buat_pengganti" and (self.replaced or self.asked):
            return "E-GUARD"
        return ""

    def sees(self, who: str) -> bool:
        if who in INSTITUTION:
            return self.state in ("menunggu_ttd", "ditandatangani", "terkirim", "terunggah")
        return who != "bogor"

    def is_(self, actor: str, who: str) -> bool:
        return {
            "petugas_ditunjuk": who == self.petugas,
            "kasn_admin": who == "admin",
            "kasn_komisioner": who == "komisioner",
            "penandatangan": who in self.lines or who in INSTITUTION,
            "sistem": False,
        }[actor]

    def own_line(self, who: str) -> int | None:
        mine = [
            n
            for n, person in enumerate(self.lines)
            if person == who or (person is None and who in INSTITUTION)
        ]
        return next((n for n in mine if n not in self.signed), None)

    def after(self, act: str, who: str, to: str) -> Model:
        draft = {"siap": False, "konsep": self.konsep + self.siap, "signed": {}}
        match act:
            case "susun_ulang":
                return replace(self, **{**draft, "signed": self.signed}, disusun=True)
            case "ajukan":
                return replace(self, state="menunggu_ttd")
            case "tanda_tangani":
                signed = {**self.signed, self.own_line(who): who}
                whole = len(signed) == len(self.lines)
                return replace(self, signed=signed, state="ditandatangani" if whole else self.state)
            case "tolak_tanda_tangan":
                return replace(self, **draft, state="konsep", disusun=False)
            case "batalkan":
                return replace(self, state="dibatalkan")
            case "kirim":
                return replace(self, state="terkirim")
            case "catat_unggah":
                return replace(self, state="terunggah")
            case "buat_pengganti":
                return replace(self, asked=True)
        lines = tuple(to if person == self.petugas else person for person in self.lines)
        if self.state in ("konsep", "menunggu_ttd"):
            return replace(self, **draft, state="konsep", disusun=True, petugas=to, lines=lines)
        return replace(self, petugas=to)

    def worked(self) -> Model:
        drawn = {"siap": True, "disusun": False} if self.state == "konsep" and self.disusun else {}
        return replace(self, **drawn, replaced=self.replaced or self.asked)


#: Half of the steps are what the person whose turn it is would do, so that walks get anywhere.
SENSIBLE = [
    ("tanda_tangani", "asisten1"),
    ("tanda_tangani", "jaksel"),
    ("kirim", "asisten1"),
    ("susun_ulang", "asisten1"),
    ("ajukan", "asisten1"),
    (WORK, ""),
    ("tolak_tanda_tangan", "jaksel2"),
    ("buat_pengganti", "asisten1"),
]
step = st.one_of(st.sampled_from(SENSIBLE), st.tuples(st.sampled_from([*ACTS, WORK]), st.sampled_from(WHO)))
walks = st.lists(st.tuples(step, st.sampled_from(["asisten1", "asisten2"])), min_size=6, max_size=16)


@pytest.fixture
def begun(desk):
    """Where every walk begins: composed and drawn once, each walk is undone."""
    return desk.paper("ba_uji")


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=walks)
def test_every_answer_is_what_the_catalogue_says(desk, begun, walk):
    save = transaction.savepoint()
    try:
        paper, model = fresh(begun), Model()
        for (act, who), to in walk:
            if act == WORK:
                desk.work()
                model = model.worked()
            else:
                expected = model.answer(act, who, to)
                assert attempt(desk, paper, act, who, to) == expected, (model, act, who, to)
                model = model if expected else model.after(act, who, to)
            paper = fresh(paper)
            seen = (paper.state, paper.siap, paper.disusun, paper.konsep, paper.case.assignee.username)
            assert seen == (model.state, model.siap, model.disusun, model.konsep, model.petugas)
            signed = {row.urutan - 1: row.signed_by.username for row in paper.signers if row.signed_by}
            assert signed == model.signed
            live_sound(paper)
    finally:
        transaction.savepoint_rollback(save)


def attempt(desk, paper, act, who, to):
    data = dict(FORMS.get(act, {}))
    if act == "tanda_tangani":
        data = {"sidik": fresh(paper).berkas.sha256}
    if act == "ganti_petugas":
        data = {"petugas": str(desk.person(to).pk), "alasan": "Pindah."}
    try:
        perform(paper, act, actor=desk.person(who), data=data)
    except Refused as refusal:
        return refusal.code
    return ""

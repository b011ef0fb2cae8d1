"""A second opinion about `nomenklatur`, made from the catalogue's CSV and nothing of the code.

`Model` knows state and facts of one case and predicts, for any act by anybody with any data, the code of the
refusal or the state it leads to. The walk compares every answer of the gate with it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec" / "machines"
#: Unmet facts answered with E-STATE; the others are E-GUARD (docs/spec/machines/README.md).
STATE_FACTS = {"!petugas", "versi_disetujui", "!versi_disetujui", "!permohonan"}
ACTORS = {
    "admin": {"kasn_admin"},
    "komisioner": {"kasn_komisioner"},
    "asisten1": set(),
    "asisten2": set(),
    "auditor": set(),
    "jaksel": {"institusi"},
    "jaksel2": {"institusi"},
    "bogor": set(),
    "nonaktif": set(),
    "sistem": {"sistem"},
}
KASN = {"admin", "komisioner", "asisten1", "asisten2"}
BLIND = {"bogor", "nonaktif"}
#: Act -> what it asks beside the state. "alasan" and "isian" are forms, "petugas" a choice.
ASKS = {
    "pilih_petugas": ("petugas",),
    "ganti_petugas": ("petugas", "alasan"),
    "perbaikan": ("alasan",),
    "kirim_perbaikan": ("isian",),
    "edit": ("isian",),
    "mohon_nonaktif": ("alasan",),
    "tolak_nonaktif": ("alasan",),
    "tarik": ("alasan",),
    "batalkan_perubahan": ("alasan",),
}
LATER = {"NM-8a", "NM-8b", "NM-8c", "NM-8d", "NM-9", "NM-10"}
#: Acts that finish a turn, with the pool that may take it.
TURNS = {"pilih": {"admin", "komisioner"}, "perbaiki": {"jaksel", "jaksel2"}}
TURN_ACTS = {"pilih": {"pilih_petugas"}, "perbaiki": {"kirim_perbaikan", "tarik", "batalkan_perubahan"}}


def rows() -> list[dict[str, str]]:
    with (SPEC / "nomenklatur.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()
ACTS = sorted({row["act"] for row in ROWS})


@dataclass(frozen=True)
class Step:
    """One attempt. petugas: whom; text: the reason (or reply), may be empty; isian: "sama", "lain",
    "kurang" (a competency part is empty) or "salah"; seen: If-Match relative to the present, or None."""

    act: str
    who: str
    petugas: str = "asisten1"
    text: str = "Alasan."
    isian: str = "lain"
    seen: int | None = None


@dataclass(frozen=True)
class Model:
    """What is known of a case: enough to predict every answer."""

    machine: int
    state: str = "baru"
    petugas: str = ""
    approved: tuple[str, ...] = ()
    permohonan: bool = False
    data: str = "awal"
    serial: int = 0
    holder: str = ""
    version: int = 1

    # --- what is open -------------------------------------------------------------------------------

    @property
    def turns(self) -> dict[str, tuple[str, str | None]]:
        """Lane -> (turn, holder), from the table of SJ-136."""
        if self.state == "baru" and not self.petugas:
            return {"utama": ("pilih", self.holder or None)}
        if self.state == "baru":
            return {"utama": ("telaah", self.petugas)}
        if self.state == "perbaikan":
            return {"utama": ("perbaiki", self.holder or None)}
        if self.state == "disetujui" and self.permohonan:
            return {"permohonan": ("putuskan", self.petugas)}
        return {}

    def holds(self, fact: str) -> bool:
        known = {
            "petugas": bool(self.petugas),
            "versi_disetujui": bool(self.approved),
            "permohonan": self.permohonan,
        }
        return not known[fact[1:]] if fact.startswith("!") else known[fact]

    # --- what is answered ---------------------------------------------------------------------------

    def answer(self, step: Step) -> str:
        """The code of the refusal, "" when the act is done."""
        if step.who in BLIND:
            return "E-HIDE"
        if step.act in {"ambil_tugas", "lepas_tugas"}:
            return self._answer_task(step)
        if step.seen not in (None, 0):
            return "E-STALE"
        row = self._row(step.act)
        if row is None:
            return "E-STATE"
        facts = row["fact"].split()
        if any(not self.holds(f) for f in facts if f in STATE_FACTS):
            return "E-STATE"
        if not set(row["actors"].split("|")) & self._rights(step.who):
            return "E-PERM"
        if any(not self.holds(f) for f in facts if f not in STATE_FACTS):
            return "E-GUARD"
        if self._held_by_another(step):
            return "E-GUARD"
        return self._form(step) or self._guards(step)

    def _row(self, act: str) -> dict[str, str] | None:
        return next(
            (
                row
                for row in ROWS
                if row["act"] == act
                and self.state in row["from"].split()
                and not (self.machine == 1 and row["ref"] in LATER)
            ),
            None,
        )

    def _rights(self, who: str) -> set[str]:
        appointed = who in KASN and self.petugas in ("", who)
        return ACTORS[who] | ({"petugas_ditunjuk"} if appointed else set())

    def _held_by_another(self, step: Step) -> bool:
        for turn, holder in self.turns.values():
            if turn in TURNS and holder and step.act in TURN_ACTS[turn]:
                return holder != step.who
        return False

    def _form(self, step: Step) -> str:
        asked = ASKS.get(step.act, ())
        faults = []
        if "petugas" in asked and step.petugas not in KASN:
            faults.append("E-REF" if step.petugas else "E-REQ")
        if "alasan" in asked and not step.text:
            faults.append("E-REQ")
        if "isian" in asked and step.isian == "salah":
            faults.append("E-REQ")
        return faults[0] if faults else ""

    def _guards(self, step: Step) -> str:
        if step.act == "ganti_petugas" and step.petugas == self.petugas:
            return "E-RNG"
        if step.act == "kirim_perbaikan" and step.isian == "sama" and not step.text:
            return "E-RNG"
        if step.act == "setujui" and self.data.startswith("kurang"):
            return "E-GUARD"
        return ""

    def _answer_task(self, step: Step) -> str:
        if not self.turns:
            return "E-STALE"
        [(turn, holder)] = self.turns.values()
        if step.act == "lepas_tugas":
            if holder != step.who:
                return "E-PERM"
            return "" if turn in TURNS else "E-GUARD"
        if step.who not in TURNS.get(turn, set()):
            return "E-PERM"
        return "E-GUARD" if holder not in (None, step.who) else ""

    # --- what it leads to ---------------------------------------------------------------------------

    def after(self, step: Step) -> Model:
        """The model after an act that was done."""
        if step.act == "ambil_tugas":
            return replace(self, holder=step.who)
        if step.act == "lepas_tugas":
            return replace(self, holder="")
        row = self._row(step.act)
        assert row is not None
        new = replace(self, state=self.state if row["to"] == "=" else row["to"], version=self.version + 1)
        if step.act in {"pilih_petugas", "ganti_petugas"}:
            new = replace(new, petugas=step.petugas)
        if step.act in {"kirim_perbaikan", "edit"}:
            serial = self.serial + 1
            new = replace(
                new, serial=serial, data=self.data if step.isian == "sama" else f"{step.isian} {serial}"
            )
        if step.act == "setujui":
            new = replace(new, approved=(self.data,))
        if step.act == "batalkan_perubahan":
            new = replace(new, data=self.approved[0])
        if step.act == "mohon_nonaktif":
            new = replace(new, permohonan=True)
        if step.act in {"setujui_nonaktif", "tolak_nonaktif", "tarik_permohonan", "edit"}:
            new = replace(new, permohonan=False)
        return new if new.turns == self.turns else replace(new, holder="")

    def allowed(self, seeds: list[Step]) -> list[Step]:
        """Those of the attempts that would be done now."""
        return [step for step in seeds if not self.answer(step)]


def raw(step: Step, model: Model, world: Any) -> dict[str, Any]:
    """The data that `step` sends."""
    asked, data = ASKS.get(step.act, ()), {}
    if "petugas" in asked:
        data["petugas"] = str(world.person(step.petugas).pk) if step.petugas else ""
    if "alasan" in asked:
        data["alasan"] = step.text
    if "isian" in asked:
        kind = model.data if step.isian == "sama" else f"{step.isian} {model.serial + 1}"
        data |= isian(world, kind) | ({"tanggapan": step.text} if step.act == "kirim_perbaikan" else {})
    return data


def isian(world: Any, kind: str) -> dict[str, Any]:
    """The form of Tambah Nomenklatur in one of its kinds."""
    word = kind.split(maxsplit=1)[0]
    return world.data(
        tugas_pokok_fungsi=kind,
        kompetensi_teknis="" if word == "kurang" else "Urusan sosial.",
        level="" if word == "salah" else "Pratama",
    )

"""Proses Seleksi as the tables of the regulation (Gambar 33–40): who is in which stage, with scores, place and acts.

A candidate stands in the table of every stage that was reached, so that the tables stay as they were (SJ-110);
the score is entered and the acts are offered in the table of the stage the candidate is in.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import methodcaller
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from cases.core.doing import drafts
from cases.organisations.permissions import acts_for
from cases.shell.keeping import Keeping
from cases.shell.showing import actions_of, tone_of
from workflows.actors import Actor
from workflows.errors import Refused
from workflows.offers import available, offer_of
from workflows.showing import showing

from .elsewhere import elsewhere
from .rekapitulasi import is_closed
from .states import SCORED, TANPA_NIP, UNDECIDED, State, Tahap

Row = dict[str, Any]
#: Rows of one table at once.
LIMIT = 50
#: Ties are named down to this place.
PLACES = 10
#: A table in which nobody waits any more is folded from this length on.
FOLDED = 10
#: Captions of the figures.
CAPTIONS = {
    Tahap.LULUS_ADMINISTRASI: "Daftar pelamar yang memenuhi syarat administrasi",
    Tahap.KOMPETENSI_MANAJERIAL: "Daftar pelamar yang mengikuti kompetensi manajerial",
    Tahap.PENULISAN_MAKALAH: "Daftar pelamar yang mengikuti penulisan makalah",
    Tahap.WAWANCARA: "Daftar pelamar yang mengikuti wawancara",
    Tahap.REKAM_JEJAK: "Daftar pelamar yang mengikuti rekam jejak",
}
TOP_THREE = "Daftar pelamar yang masuk 3 besar"
#: The act that leads on from a stage.
ONWARD = {
    Tahap.LULUS_ADMINISTRASI: "mengikuti_kompetensi_manajerial",
    Tahap.KOMPETENSI_MANAJERIAL: "mengikuti_penulisan_makalah",
    Tahap.PENULISAN_MAKALAH: "mengikuti_wawancara",
    Tahap.WAWANCARA: "mengikuti_rekam_jejak",
}
#: Acts with a form that may be done for several candidates at once, in the stages that offer them.
TOGETHER = {"tidak_lanjut": UNDECIDED, "terima": (Tahap.REKAM_JEJAK,), "tolak": (Tahap.REKAM_JEJAK,)}
#: Acts that a button of the row or of the table does, and those that have a place of their own in the row.
_BY_BUTTON = {*ONWARD.values(), "terima", "tolak"}
_OWN_PLACE = {*_BY_BUTTON, "simpan_skor", "input_deskripsi"}


@dataclass(frozen=True)
class Column:
    """A column as the figure prints it; by: what its rows are sorted by, None where all say the same."""

    key: str
    label: str
    by: Callable[[Any], Any] | None = None
    number: bool = False


def _nip(kandidat: Any) -> tuple[int, str] | None:
    return None if kandidat.nip == TANPA_NIP else (len(kandidat.nip), kandidat.nip)


def _identity() -> tuple[Column, ...]:
    return (
        Column("no", "No", number=True),
        Column("nama", "Nama", lambda k: k.nama.casefold()),
        Column("nip", "NIP", _nip),
        Column("instansi", "Instansi", lambda k: k.instansi.casefold()),
    )


def columns_of(tahap: str) -> tuple[Column, ...]:
    """The columns of a stage's table in the order of its figure (33; 34–36; 37 and 39)."""
    if tahap == Tahap.LULUS_ADMINISTRASI:
        return _identity()
    scored = (
        Column("bobot", "Bobot", number=True),
        Column("skor", "Skor", lambda k: k.skor_of(tahap), number=True),
        Column("nilai", "Nilai", lambda k: k.nilai_of(tahap), number=True),
    )
    if tahap != Tahap.REKAM_JEJAK:
        return (*_identity(), *scored)
    total = Column("total", "Total Nilai", lambda k: k.total_nilai, number=True)
    return (*_identity(), Column("deskripsi", "Deskripsi"), *scored, total)


def columns_of_top_three() -> tuple[Column, ...]:
    """Gambar 40."""
    stages = tuple(
        Column(str(t), f"Nilai {t.label.title()}", methodcaller("nilai_of", t), number=True) for t in SCORED
    )
    return (*_identity(), *stages, Column("total", "Total Nilai", lambda k: k.total_nilai, number=True))


def reached(kandidat: Any) -> str:
    """The last stage the candidate came to."""
    if kandidat.state in UNDECIDED:
        return str(kandidat.state)
    if kandidat.state == Tahap.TIDAK_LANJUT:
        return str(kandidat.tahap_ditinggalkan)
    return str(Tahap.REKAM_JEJAK)


def in_stage(obj: Any, tahap: str) -> list[Any]:
    """Who reached the stage, the newest first as in Gambar 33."""
    place = [str(stage) for stage in UNDECIDED].index
    rows = [k for k in obj.facts.kandidat if place(reached(k)) >= place(tahap)]
    return rows[::-1]


def scores_kept(request: HttpRequest, obj: Any) -> Keeping:
    """The private draft of the scores typed on the page."""
    return Keeping(
        request,
        None,
        case_type="jpt",
        act="isi_skor",
        object_id=obj.pk,
        title="Skor kandidat",
        about=f"{obj.case.number} · {obj.case.title}",
        url=reverse("kasus:proses", args=[obj.pk]),
        extra=["skor"],
    )


def process(obj: Any, request: HttpRequest, entered: Mapping[str, Row] | None = None) -> dict[str, Any]:
    """Context of jpt/proses.html. entered: name of a cell -> {value, error, code} of what could not be saved."""
    rows, query = obj.facts.kandidat, request.GET
    actor: Any = request.user
    open_ = obj.state in (State.PROSES_PELAMAR, State.PROSES_PENILAIAN)
    acts = acts_for(actor, obj.case.institution_id)
    keeping = scores_kept(request, obj) if open_ and acts else None
    typed = drafts.posted(keeping.draft) if keeping is not None and keeping.draft is not None else {}
    others = elsewhere(obj, actor)
    page = Page(obj, actor if acts else None, query, open_ and acts, entered or {}, typed, others)
    with showing():
        tables = [table for table in map(page.table, CAPTIONS) if table["count"]]
    return {
        "seleksi": obj,
        "number": len(rows),
        "top_three": page.top_three(),
        "tables": tables,
        "cells": any(table["cells"] for table in tables),
        "ties": [
            {"place": place, "names": [k.nama for k in shared]}
            for place, shared in obj.facts.seri
            if place.nomor <= PLACES
        ],
        "may_enter": _may(obj, actor, "tambah_pelamar"),
        "acts": open_ and acts,
        **(keeping.context() if keeping is not None else {}),
        "versions": [
            (f"versi-{row['kandidat'].pk}", row["kandidat"].version)
            for table in tables
            for row in table["rows"]
            if row["tick"]
        ],
        "query": query.urlencode(),
        "print": {"jenis": "rekapitulasi", "case": obj.pk} if is_closed(obj) else None,
    }


def _may(obj: Any, actor: Actor, act: str) -> bool:
    try:
        return not offer_of(obj, actor, act).reasons
    except Refused:
        return False


def cell_name(kandidat: Any, tahap: str) -> str:
    return f"skor-{kandidat.pk}-{tahap}"


@dataclass
class Page:
    """One look at the process. actor: whose acts are offered, None for who only reads; open: something may be
    entered now; entered: cells that could not be saved; typed: what a draft holds of others; elsewhere: NIP -> other
    selections, in words."""

    obj: Any
    actor: Actor
    query: QueryDict
    open: bool
    entered: Mapping[str, Row]
    typed: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    now: dt.datetime = field(default_factory=timezone.now)

    def _actions(self, kandidat: Any) -> list[Row]:
        """Asked for the rows that are shown, not for everybody."""
        if self.actor is None:
            return []
        return actions_of(kandidat, available(kandidat, self.actor, now=self.now), None)

    # --- tables ---

    def top_three(self) -> Row | None:
        found = self.obj.facts.tiga_besar
        if not found:
            return None
        columns = columns_of_top_three()
        shown, heads = self._sorted("tiga_besar", columns, found)
        rows = [
            {
                "no": number,
                "kandidat": k,
                "nilai": [{"label": f"Nilai {t.label}", "value": k.nilai_of(t)} for t in SCORED],
                "place": self.obj.facts.peringkat(k),
            }
            for number, k in enumerate(shown, start=1)
        ]
        return {"caption": TOP_THREE, "columns": heads, "rows": rows}

    def table(self, tahap: Tahap) -> Row:
        found = in_stage(self.obj, tahap)
        columns = columns_of(tahap)
        ordered, heads = self._sorted(str(tahap), columns, found)
        number = self._page(str(tahap), len(ordered))
        start = (number - 1) * LIMIT
        rows = [self._row(k, tahap, n) for n, k in enumerate(ordered[start : start + LIMIT], start=start + 1)]
        here = [k for k in found if k.state == tahap]
        asked = any(self.query.get(f"{name}-{tahap}") for name in ("urut", "hal"))
        return {
            "key": str(tahap),
            "caption": CAPTIONS[tahap],
            "label": tahap.label,
            "scored": tahap in SCORED,
            "last": tahap == Tahap.REKAM_JEJAK,
            "bobot": self.obj.bobot[str(tahap)] if tahap in SCORED else None,
            "columns": heads,
            "rows": rows,
            "count": len(found),
            "here": len(here),
            "unscored": sum(1 for k in here if tahap in SCORED and k.skor_of(tahap) is None),
            "folded": len(found) > FOLDED and not here and not asked,
            "pages": self._pages(str(tahap), len(ordered), number),
            "ticks": any(row["tick"] for row in rows),
            "cells": any(row["cell"] for row in rows),
            "onward": self._onward(tahap, rows),
            "together": [
                {"name": name, "label": label}
                for name, label in (
                    ("terima", "Terima"),
                    ("tolak", "Tolak"),
                    ("tidak_lanjut", "Tidak lanjut"),
                )
                if tahap in TOGETHER[name] and any(row["tick"] for row in rows)
            ],
            "undescribed": sum(1 for row in rows if row["describe"]) if tahap == Tahap.REKAM_JEJAK else 0,
            "missing": _missing(rows),
        }

    def _onward(self, tahap: Tahap, rows: Sequence[Row]) -> Row | None:
        act = ONWARD.get(tahap)
        if act is None or not any(row["tick"] for row in rows):
            return None
        return {"name": act, "label": act.replace("_", " ").capitalize()}

    # --- rows ---

    def _row(self, kandidat: Any, tahap: Tahap, number: int) -> Row:
        here = kandidat.state == tahap
        # a decision is shown and undone where it was taken
        mine = here or (kandidat.state not in UNDECIDED and reached(kandidat) == tahap)
        actions = self._actions(kandidat) if mine else []
        by_name = {action["name"]: action for action in actions}
        return {
            "no": number,
            "kandidat": kandidat,
            "skor": kandidat.skor_of(tahap) if tahap in SCORED else None,
            "nilai": kandidat.nilai_of(tahap) if tahap in SCORED else None,
            "rest": _rest(kandidat) if tahap == Tahap.REKAM_JEJAK else None,
            "place": self.obj.facts.peringkat(kandidat) if tahap == Tahap.REKAM_JEJAK else None,
            "cell": self._cell(kandidat, tahap) if here else self._typed(kandidat, tahap),
            "tick": self.open and here,
            "onward": _allowed(by_name.get(ONWARD.get(tahap, ""))),
            "decide": [by_name[n] for n in ("terima", "tolak") if _allowed(by_name.get(n))],
            "describe": _allowed(by_name.get("input_deskripsi")),
            "more": [a for a in actions if a["allowed"] and a["name"] not in _OWN_PLACE],
            "actions": actions,
            "moved": kandidat.state_label if not mine else "",
            "outcome": _outcome(kandidat) if mine and not here else None,
            "nip_note": self.elsewhere.get(kandidat.nip, "") if mine or tahap not in SCORED else "",
        }

    def _cell(self, kandidat: Any, tahap: Tahap) -> Row | None:
        """Open while the candidate waits for the score of the stage."""
        if tahap not in SCORED or not self.open or kandidat.skor_of(tahap) is not None:
            return self._typed(kandidat, tahap)
        name = cell_name(kandidat, tahap)
        typed = str(self.typed.get(name) or "")
        return {"name": name, "value": typed, "open": True, **self.entered.get(name, {})}

    def _typed(self, kandidat: Any, tahap: str) -> Row | None:
        """What was typed although there is a score already: it is shown with the reason, not dropped."""
        name = cell_name(kandidat, tahap)
        return {"name": name, "open": False, **self.entered[name]} if name in self.entered else None

    # --- order and pages, by address ---

    def _sorted(
        self, key: str, columns: Sequence[Column], rows: Sequence[Any]
    ) -> tuple[Sequence[Any], list[Row]]:
        """The rows in the order that the address asks for, and the heads with their links."""
        asked = self.query.get(f"urut-{key}", "")
        chosen = next((c for c in columns if c.by and c.key == asked.removeprefix("-")), None)
        down = asked.startswith("-")
        heads = []
        for column in columns:
            mine = column is chosen
            # figures are looked at from the top, names from A
            turned = not down if mine else column.number
            heads.append(
                {
                    "key": column.key,
                    "label": column.label,
                    "number": column.number,
                    "sort": ("descending" if down else "ascending") if mine else "none",
                    "url": self._url(key, urut=f"{'-' * turned}{column.key}", hal="") if column.by else "",
                }
            )
        if chosen is None or chosen.by is None:
            return rows, heads
        known = [row for row in rows if chosen.by(row) is not None]
        return [
            *sorted(known, key=chosen.by, reverse=down),
            *(r for r in rows if chosen.by(r) is None),
        ], heads

    def _page(self, key: str, number: int) -> int:
        asked = self.query.get(f"hal-{key}", "")
        last = max(1, -(-number // LIMIT))
        return min(int(asked), last) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1

    def _pages(self, key: str, number: int, here: int) -> list[Row]:
        last = -(-number // LIMIT)
        if last < 2:
            return []
        return [
            {"number": n, "url": self._url(key, hal=str(n)), "here": n == here} for n in range(1, last + 1)
        ]

    def _url(self, key: str, **values: str) -> str:
        query = self.query.copy()
        for name, value in values.items():
            query[f"{name}-{key}"] = value
            if not value:
                del query[f"{name}-{key}"]
        return f"{reverse('kasus:proses', args=[self.obj.pk])}?{query.urlencode()}#tahap-{key}"


def _allowed(action: Row | None) -> Row | None:
    return action if action is not None and action["allowed"] else None


def _rest(kandidat: Any) -> Any:
    """The other three nilai together, for the total as the last skor is typed; None while one is missing."""
    parts = [kandidat.nilai_of(t) for t in SCORED if t != Tahap.REKAM_JEJAK]
    return None if None in parts else sum(parts)


def _outcome(kandidat: Any) -> Row:
    tone = tone_of(kandidat.machine, kandidat.state)
    return {"label": kandidat.state_label, "tone": tone, "reason": kandidat.alasan_keputusan}


def _missing(rows: Iterable[Row]) -> list[str]:
    """What keeps acts of the rows from being done, said once for all of them."""
    found = Counter(
        (action["label"], " ".join(reason.message for reason in action["reasons"]))
        for row in rows
        for action in row["actions"]
        if not action["allowed"] and action["name"] in _BY_BUTTON
    )
    return [f"{label}: {why} ({number} kandidat)" for (label, why), number in found.items()]

"""Whether an institution may be changed so: guards of docs/spec/machines/institusi.csv."""

from __future__ import annotations

from typing import Any

from cases.organisations.attached import all_attached
from cases.organisations.models import Institution
from workflows.context import Move
from workflows.errors import E_DUP, E_RNG
from workflows.guards import guard

LEGAL = "SJ-17, SJ-21"
#: How many are named in a sentence.
NAMED = 10


def _of(move: Move) -> Institution:
    obj: Any = move.obj
    found: Institution = obj.institution
    return found


@guard(code=E_DUP, legal="SJ-17", field="nama")
def nama_institusi_belum_ada(move: Move) -> str | None:
    """Another one of the kind has this name today."""
    same = Institution.objects.filter(nama__iexact=move.data["nama"], jenis=_of(move).jenis)
    if same.exclude(pk=_of(move).pk).exists():
        return "Nama institusi sudah dipakai untuk jenis ini."
    return None


@guard(code=E_RNG, legal="SJ-21", field="nama")
def nama_berbeda(move: Move) -> str | None:
    return "Nama ini sudah nama institusi tersebut." if move.data["nama"] == _of(move).nama else None


@guard(code=E_DUP, legal="SJ-17", field="jenis")
def jenis_belum_dipakai(move: Move) -> str | None:
    """The kind changes and another one of that kind has the name."""
    same = Institution.objects.filter(nama__iexact=_of(move).nama, jenis=move.data["jenis"])
    if same.exclude(pk=_of(move).pk).exists():
        return "Nama institusi ini sudah dipakai untuk jenis tersebut."
    return None


def twins(old: Institution, new: Institution) -> list[str]:
    """Why what hangs on the one cannot follow into the other."""
    return [sentence for kind in all_attached() for sentence in kind.conflicts(old, new)]


def told_twins(found: list[str]) -> str:
    more = f", dan {len(found) - NAMED} lainnya" if len(found) > NAMED else ""
    return f"Akhiri dahulu salah satu yang kembar: {'; '.join(found[:NAMED])}{more}."


@guard(legal="SJ-21", needs_data=True)
def tujuan_aktif(move: Move) -> str | None:
    """The form offers what is active; it may have ended since."""
    ended = not Institution.objects.filter(pk=move.data["ke"].pk, is_active=True).exists()
    return f"{move.data['ke']} sudah ditutup atau digabung." if ended else None


@guard(legal="SJ-21, SJ-34", needs_data=True)
def tanpa_jabatan_kembar(move: Move) -> str | None:
    """An institution has a post once; which of two goes on is for people to decide."""
    found = twins(_of(move), move.data["ke"])
    return told_twins(found) if found else None


@guard(legal="SJ-21")
def tanpa_yang_terbuka(move: Move) -> str | None:
    """Closing leaves nothing open behind unless somebody says so on purpose, or everything goes elsewhere."""
    open_ones = [(kind.label, kind.count(_of(move))) for kind in all_attached() if kind.hinders]
    told = ", ".join(f"{label.lower()}: {number}" for label, number in open_ones if number)
    if not told or move.data.get("konfirmasi"):
        return None
    return f"Masih ada {told}. Gabungkan institusi ini ke yang lain, selesaikan dahulu, atau konfirmasikan."


@guard(code=E_RNG, legal="SJ-20", field="hak")
def hak_berbeda(move: Move) -> str | None:
    from cases.organisations.access import rights_in

    person = move.data["petugas"]
    if rights_in(_of(move), [person]).get(person.pk) == move.data["hak"]:
        return "Petugas ini sudah memegang hak tersebut."
    return None

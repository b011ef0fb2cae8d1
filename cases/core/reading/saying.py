"""What an act is called, whom it is about and what it decided: the one place that says so.

Titles, receipts, messages, notices, the history and the log take their words from here. Labels are those of the
object's own machine and version, never of another one that has an act of the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.core.declared.registry import case_type, case_types, described, registers
from workflows import asks, consents
from workflows.forms import ActForm
from workflows.ledger import OBJECT, TEXTS
from workflows.machine import Act, Machine, act_said, any_row, declared, row_for
from workflows.models import LedgerEntry, Subject

from .readable import readable, readable_as

#: Acts of the access log and the ledger that belong to no machine.
OTHER_ACTS = {
    "ambil_tugas": "Ambil tugas",
    "lepas_tugas": "Lepas tugas",
    "alihkan_tugas": "Alihkan tugas",
    "ambil_alih_tugas": "Ambil alih tugas",
    "pindah_institusi": "Institusi digabung",
    "login": "Masuk",
    "login_gagal": "Gagal masuk",
    "logout": "Log Out",
    "ganti_password": "Ganti password",
    "wajib_ganti_password": "Wajib ganti password",
    "faktor_kedua": "Faktor kedua",
    "kode_pemulihan": "Kode pemulihan",
    "token": "Token API",
    "unduh": "Unduh dokumen",
    "lihat_dokumen": "Lihat dokumen",
    "unggah": "Unggah berkas",
    "ekspor": "Ekspor",
    "lihat": "Lihat kasus",
    "buka_halaman": "Buka halaman",
    "ulangi_pekerjaan": "Ulangi pekerjaan gagal",
    "sisihkan_pekerjaan": "Sisihkan pekerjaan gagal",
    "pakai_lagi_alamat": "Pakai lagi alamat e-mail",
}
#: Of an act that takes two people.
_HALVES = {consents.GIVEN: "Persetujuan pertama", consents.WITHDRAWN: "Persetujuan ditarik"}
#: Refusals in words; the code itself belongs to the API and the log's own column.
OUTCOMES = {
    "E-PERM": "tidak berwenang",
    "E-HIDE": "tidak ditemukan",
    "E-STATE": "status tidak sesuai",
    "E-GUARD": "syarat belum terpenuhi",
    "E-STALE": "data sudah berubah",
    "E-BUSY": "sistem sedang sibuk",
    "E-REQ": "isian belum lengkap",
    "E-FMT": "bentuk isian salah",
    "E-RNG": "isian di luar batas",
    "E-REF": "pilihan tidak dikenal",
    "E-DUP": "isian ganda",
    "E-FILE": "berkas ditolak",
}
ERASED = "Isian ini sudah dihapus (perlindungan data pribadi); jejaknya tetap tercatat."


@dataclass(frozen=True)
class Fact:
    """One line of what was decided or is known. long: a text of several sentences."""

    label: str
    value: str
    long: bool = False


# --- labels --------------------------------------------------------------------------------------------


def machines() -> dict[str, Machine]:
    """Machine key -> machine, over all case types and their children."""
    found = {}
    for kind in case_types():
        for machine in (kind.machine, *(child.machine for child in kind.children.values())):
            found[machine.key] = machine
    return found


def _speaking() -> dict[str, Machine]:
    """All whose acts stand in a ledger: registers too."""
    return {**registers(), **machines()}


def state_said(object_type: str, state: str) -> str:
    """What a state is called on the machine of its object; "" for what has no machine, or no such state."""
    machine = _speaking().get(object_type)
    return machine.label_of(state) if machine is not None and state in machine.states.values else ""


def row_of(object_type: str, act: str, source: str = "", version: int | None = None) -> Act | None:
    """The catalogue's row of an act on an object of this machine, in the version it was pinned to; of half an act of
    two people that of the whole."""
    model = _model(object_type, version)
    if model is None:
        return None
    act = next((act.removeprefix(word) for word in _HALVES if act.startswith(word)), act)
    return row_for(model, act, source) or any_row(model, act)


def act_label(object_type: str, act: str, source: str = "", version: int | None = None) -> str:
    """What an act is called in a history: on its own machine, of its own type, or of the house."""
    for word, said in _HALVES.items():
        if act.startswith(word):
            return f"{said}: {act_label(object_type, act.removeprefix(word), source, version)}"
    row = row_of(object_type, act, source, version)
    if row is not None:
        return act_said(act, row.label)
    own = described(object_type)
    if own is not None and act in own.acts:
        return own.acts[act]
    other = next((kind.other_acts for kind in case_types() if kind.key == object_type), {})
    return str(other.get(act) or OTHER_ACTS.get(act) or act_said(act, act))


def follows(entry: LedgerEntry) -> bool:
    """Whether the act was the consequence of another one, pressed by nobody."""
    row = row_of(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))
    return row is not None and row.kind in ("cascade", "ask")


def known_acts() -> list[tuple[str, str]]:
    """(name, label) of everything a log can hold; a name that machines label differently has all its labels."""
    found: dict[str, set[str]] = {name: {label} for name, label in OTHER_ACTS.items()}
    for name, label in _declared_acts():
        found.setdefault(name, set()).add(label)
    return sorted(((name, " / ".join(sorted(labels))) for name, labels in found.items()), key=lambda p: p[1])


def _declared_acts() -> Iterator[tuple[str, str]]:
    for machine in _speaking().values():
        for model in machine.versions.values():
            yield from ((row.name, act_said(row.name, row.row.label)) for row in declared(model))
    for kind in case_types():
        yield from kind.other_acts.items()


def _model(object_type: str, version: int | None) -> type[Subject] | None:
    machine = _speaking().get(object_type)
    if machine is None:
        return None
    if version is None or version not in machine.versions:
        version = machine.latest
    return machine.model(version)


def outcome_said(outcome: str) -> str:
    return "Berhasil" if outcome == "ok" else f"Ditolak: {OUTCOMES.get(outcome, 'tidak dapat dilakukan')}"


# --- the object ----------------------------------------------------------------------------------------


def is_child(subject: Any) -> bool:
    """Whether it stands inside the boundary of another object."""
    return subject.root() is not subject


def called(subject: Any) -> str:
    """The object in one line: a child by its name, a case by what it is about."""
    return str(subject.called() if is_child(subject) else subject.title())


def headline(label: str, subject: Any) -> str:
    """The act with the child it is about; what a case is about stands above it on its pages."""
    return f"{label}: {called(subject)}" if is_child(subject) else label


def facts_about(subject: Any, actor: Any) -> list[Fact]:
    """What a person must know of the object before deciding about it; from its type, else from its data."""
    kind = case_type(subject.case.type)
    if is_child(subject):
        child = kind.child_of(subject.machine.key)
        if child.facts is not None:
            return [Fact(*pair) for pair in child.facts(subject, actor)]
        return [Fact("Status", subject.state_label), *_plain_facts(subject, child.present(subject))]
    if kind.facts is not None:
        return [Fact(*pair) for pair in kind.facts(subject, actor)]
    return []


def _plain_facts(subject: Any, data: Mapping[str, Any]) -> list[Fact]:
    """What is short enough for a line, of the data that API and page show."""
    labels = getattr(type(subject), "LABELS", {})
    found = []
    for name, value in data.items():
        text = "" if isinstance(value, Mapping | list) else readable(value)
        if text and len(text) <= 200:
            found.append(Fact(labels.get(name) or _humanised(name), text))
    return found


# --- what was decided ----------------------------------------------------------------------------------


def decided(entry: LedgerEntry) -> list[Fact]:
    """The values of an entry under the labels of its form, readable; files are named by the entry's documents."""
    values, texts, named = values_of(entry), _kept(entry, TEXTS) or {}, _parts_of(called_in(entry))
    row = row_of(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))
    own = described(entry.object_type)
    form = row.form if row is not None else own.form if own is not None else None
    model = _model(entry.object_type, entry.body.get("machine_version"))
    fields: Mapping[str, forms.Field] = getattr(form, "base_fields", None) or {}
    asked = values.pop(asks.NOTE, [])
    names = [name for name in [*fields, *(n for n in values if n not in fields)] if name in values]
    found = [*_asked_by(entry), *_asked_of_others(asked)]
    for name in names:
        field = fields.get(name) or fields.get(name.removesuffix("_lama"))
        text = readable_as(field, values[name], texts.get(name))
        if text and (name in fields or text not in named):  # a note that only repeats the name says nothing
            found.append(Fact(_label(name, fields, model), text, _is_long(field, text)))
    return found


def _asked_by(entry: LedgerEntry) -> Iterator[Fact]:
    """Which act of another case asked for this one."""
    ref = entry.body.get("asked_by", {}).get("ref")
    for machine in _speaking().values() if ref else ():
        for row in declared(machine.model(machine.latest)):
            if row.row.ref == ref:
                yield Fact("Diminta oleh", f"{machine.label}: {act_said(row.name, row.row.label)}")


def _asked_of_others(asked: Sequence[Mapping[str, str]]) -> Iterator[Fact]:
    """What the act has asked of other cases, counted."""
    number = Counter((one["jenis"], one["tindakan"]) for one in asked)
    said = [f"{act_label(kind, act)} ({count} kasus)" for (kind, act), count in number.items()]
    if said:
        yield Fact("Diminta dari kasus lain", "; ".join(said))


def _parts_of(name: str) -> set[str]:
    """An object's name, and what it is made of: "Ani (NIP 198)" of "Ani" and "198"."""
    pieces = [piece.strip() for piece in re.split(r"[()]", name)]
    return {name, *pieces, *(piece.partition(" ")[2] for piece in pieces[1:])}


def entered(form: type[ActForm] | None, name: str) -> str:
    """Label of a field of a form, for whoever has no form at hand."""
    fields: Mapping[str, forms.Field] = getattr(form, "base_fields", None) or {}
    return _label(name, fields, None)


def values_of(entry: LedgerEntry) -> dict[str, Any]:
    """What people entered and what was noted, by name; nothing once it was erased."""
    found = getattr(getattr(entry, "payload", None), "values", None) or {}
    return {name: value["v"] for name, value in found.items() if not name.startswith("_")}


def called_in(entry: LedgerEntry) -> str:
    """The object's name as the entry keeps it, "" where it keeps none."""
    return str(_kept(entry, OBJECT) or "")


def is_erased(entry: LedgerEntry) -> bool:
    payload = getattr(entry, "payload", None)
    return payload is not None and payload.values is None


def _kept(entry: LedgerEntry, name: str) -> Any:
    values = getattr(getattr(entry, "payload", None), "values", None) or {}
    return values.get(name, {}).get("v")


def _label(name: str, fields: Mapping[str, forms.Field], model: Any) -> str:
    noted = getattr(model, "note_labels", {}).get(name)
    if noted:
        return str(noted)
    if name in fields:
        return str(fields[name].label or _humanised(name))
    before = name.removesuffix("_lama")
    known = getattr(model, "LABELS", {}).get(before) or (fields[before].label if before in fields else "")
    label = str(known or _humanised(before))
    return f"{label} sebelumnya" if before != name else label


def _humanised(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _is_long(field: forms.Field | None, text: str) -> bool:
    widget = getattr(field, "widget", None)
    silent = isinstance(widget, forms.Textarea | forms.HiddenInput)  # texts; and what a page sends along
    return silent or len(text) > 120 or "\n" in text

"""Tambah Data Nama Pelamar (Gambar 32) for several: a line each, in one press."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from cases.core.doing.bulk import RowCall, perform_rows
from cases.jpt.elsewhere import elsewhere
from cases.jpt.forms.process import PelamarForm
from cases.jpt.stages import LIMIT
from cases.jpt.states import PANJANG_NIP, TANPA_NIP
from cases.organisations.requests import AccountRequest
from cases.shell.page import find_subject, page
from workflows.errors import Refused
from workflows.text import normalised

from .frame import basis_of, form_page, keeping_of, own_selection, typed_before, with_names

_CELL = re.compile(r"pelamar-[0-9]{1,2}-[a-z_]+")
#: Rows of an empty page of applicants; more are asked for by the address.
APPLICANTS = 10
#: Cells of a line in their order: as a list in a spreadsheet has them, what few need last.
CELLS = ("nama", "nip", "instansi", "alasan_tanpa_nip")


@page("GET", "HEAD", "POST")
def applicants(request: AccountRequest, pk: Any) -> HttpResponse:
    """Tambah Data Nama Pelamar (Gambar 32) for several at once: a line each, saved in one press."""
    subject = own_selection(request, pk, "tambah_pelamar")
    asked = request.POST.get("baris") or request.GET.get("baris", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else APPLICANTS
    keeping = keeping_of(request, subject, "tambah_pelamar", "Tambah Data Nama Pelamar", "pelamar")
    if (gone := keeping.left()) is not None:
        return gone
    before = typed_before(request, keeping)
    numbers = [int(name.split("-")[1]) + 1 for name in before if _CELL.fullmatch(name)]
    wanted = max([wanted, *numbers])
    lines = [Line(before, number) for number in range(max(1, min(wanted, LIMIT)))]
    status = 200
    if request.method == "POST" and "tambah" in request.POST:
        lines += [Line(before, n) for n in range(len(lines), min(len(lines) + APPLICANTS, LIMIT))]
        keeping.keep({c["name"]: c["value"] for line in lines for c in line.cells() if c["value"]})
    elif request.method == "POST":
        sent = [line for line in lines if line.typed]
        key = request.POST.get("idempotency_key", "")[:100]
        calls = [RowCall("tambah_pelamar", data=line.values, name=line.name) for line in sent]
        results = perform_rows(request.user, subject, "kandidat", calls, key=key) if calls else []
        for line, result in zip(sent, results, strict=True):
            line.refused = result if isinstance(result, Refused) else None
        done = [line for line in sent if line.refused is None]
        if done:
            names = [line.values["nama"] for line in done]
            messages.success(request, with_names(f"{len(done)} pelamar sudah dimasukkan", names))
        if short := [line for line in done if line.short_nip]:
            told = ", ".join(f"{line.values['nama']} ({line.values['nip']})" for line in short)
            messages.warning(request, f"NIP bukan {PANJANG_NIP} digit, periksa kembali: {told}.")
        for line_note in _elsewhere(subject, request.user, done):
            messages.warning(request, line_note)
        if done and len(done) == len(sent):
            keeping.drop()
            return redirect("kasus:proses", pk=pk)
        left_over = [line for line in sent if line.refused is not None]
        keeping.keep({c["name"]: c["value"] for line in left_over for c in line.cells() if c["value"]})
        lines = [line for line in lines if line not in done] or lines
        subject = find_subject(request, pk)  # with whom has just been entered
        status = 422 if sent else 200
    context = {
        "title": "Tambah Data Nama Pelamar",
        "lines": lines,
        "count": max(line.number for line in lines) + 1,
        "left": max(0, (subject.jumlah_pelamar or 0) - len(subject.facts.kandidat)),
        "full": len(lines) >= LIMIT,
        "most": LIMIT,
        "faulty": [(line, fault) for line in lines for fault in line.faults()],
        "legal_basis": basis_of("tambah_pelamar"),
    }
    return form_page(request, subject, "jpt/applicants.html", None, context | keeping.context(), status)


def _elsewhere(subject: Any, actor: Any, lines: Sequence[Line]) -> list[str]:
    """Sentences on applicants who stand in another selection too."""
    found = elsewhere(subject, actor, [line.nip for line in lines]) if lines else {}
    return [f"{line.values['nama']}: NIP {line.nip} {found[line.nip]}" for line in lines if line.nip in found]


@dataclass
class Line:
    """One line of the page of applicants. refused: why the gate did not take it."""

    posted: Mapping[str, Any]
    number: int
    refused: Refused | None = None

    @property
    def shown(self) -> int:
        return self.number + 1

    @property
    def values(self) -> dict[str, str]:
        return {name: str(self.posted.get(f"pelamar-{self.number}-{name}") or "").strip() for name in CELLS}

    @property
    def name(self) -> str:
        """Tells this line, with what stands in it, from every other one sent under the same key."""
        return f"{self.number} {sorted(self.values.items())}"

    @property
    def nip(self) -> str:
        return "".join(normalised(self.values["nip"]).split())

    @property
    def short_nip(self) -> bool:
        return self.nip != TANPA_NIP and len(self.nip) != PANJANG_NIP

    @property
    def typed(self) -> bool:
        return any(self.values.values())

    def cells(self) -> list[dict[str, Any]]:
        found = []
        for name in CELLS:
            form_field = PelamarForm.base_fields[name]
            errors = list(self.refused.errors.get(name, ())) if self.refused is not None else []
            found.append(
                {
                    "name": f"pelamar-{self.number}-{name}",
                    "label": form_field.label,
                    "value": self.values[name],
                    "required": form_field.required,
                    "error": " ".join(e.message for e in errors),
                    "code": errors[0].code if errors else "",
                }
            )
        return found

    def faults(self) -> list[dict[str, str]]:
        """What is wrong with the line, for the summary."""
        if self.refused is None:
            return []
        at_cells = [c for c in self.cells() if c["error"]]
        if at_cells:
            return [
                {"target": c["name"], "message": f"{c['label']}: {c['error']}", "code": c["code"]}
                for c in at_cells
            ]
        target = f"pelamar-{self.number}-nama"
        return [{"target": target, "message": self.refused.message, "code": self.refused.code}]

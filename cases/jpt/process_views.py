"""Proses Seleksi in a browser: scores and candidates of a stage in one press, the pages for several at once.

Whatever a press brings, each row goes through the gate for itself (cases.core.bulk.perform_rows): what is saved stays
saved, what was refused is shown at its row with its reason, and nothing typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from uuid_utils.compat import uuid7

from cases.core import drafts
from cases.core.bulk import RowCall, perform_rows
from cases.core.listing import uuid_or_none
from cases.core.registry import case_type
from cases.core.views.case import show_process
from cases.core.views.entered import add_refusal, bound, receive
from cases.core.views.keeping import Keeping
from cases.core.views.page import crumbs, find_subject, list_crumb, page, require
from cases.organisations.permissions import acts_for
from workflows.errors import E_STATE, FIELD_CODES, HTTP_STATUS, Refused
from workflows.forms import ActForm
from workflows.legal import shown
from workflows.machine import any_row
from workflows.text import normalised

from .elsewhere import elsewhere
from .facts import ranked
from .forms.process import DeskripsiForm, PelamarForm
from .models import Kandidat
from .stages import LIMIT, ONWARD, TOGETHER, cell_name, process, scores_kept
from .states import PANJANG_NIP, SCORED, TANPA_NIP, Tahap

_CELL = re.compile(r"pelamar-[0-9]{1,2}-[a-z_]+")
#: Rows of an empty page of applicants; more are asked for by the address.
APPLICANTS = 10


@page("GET", "HEAD", "POST")
def press(request: HttpRequest, pk: Any) -> HttpResponse:
    """One press on the page Proses: the scores typed anywhere on it, then what the button says."""
    if request.method != "POST":
        find_subject(request, pk)
        return redirect(_back(request, pk))
    subject = _own(request, pk, "simpan_skor")
    done = Press(request, subject)
    act, _, scope = request.POST.get("tindakan", "").partition(":")
    chosen = done.chosen(scope)
    if act in ONWARD.values():
        done.move(act, chosen)
    done.run()
    if not done.rows and not act and not done.refused:
        messages.info(request, "Belum ada skor yang diisi.")
    if act in ONWARD.values() and not chosen:
        messages.warning(request, "Belum ada kandidat yang dicentang.")
    if done.refused:
        return done.again()
    if act in TOGETHER:
        query = urlencode([("k", kandidat.pk) for kandidat in chosen])
        return redirect(f"{reverse('jpt:bersama', args=[pk, act])}?{query}")
    if act == "input_deskripsi":
        return redirect("jpt:deskripsi", pk=pk)
    return redirect(_back(request, pk))


def _own(request: HttpRequest, pk: Any, action: str) -> Any:
    """The selection, for its institution. Raises Refused."""
    subject = find_subject(request, pk, action)
    if subject.machine.key != "jpt":
        raise Http404
    require(request, acts_for(request.user, subject.case.institution_id), "petugas institusi pemilik data")
    return subject


def _version(request: HttpRequest, kandidat: Any) -> int | None:
    """The version of the candidate that the page showed."""
    posted = request.POST.get(f"versi-{kandidat.pk}", "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else None


def _back(request: HttpRequest, pk: Any) -> str:
    """The page Proses in the order in which it was looked at."""
    query = request.GET.urlencode()
    return reverse("kasus:proses", args=[pk]) + (f"?{query}" if query else "")


@dataclass
class Press:
    """The rows of one press on the page Proses, and what became of them."""

    request: HttpRequest
    subject: Any
    rows: list[RowCall] = field(default_factory=list)
    #: cell -> {value, error, code}
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.candidates = {kandidat.pk: kandidat for kandidat in self.subject.facts.kandidat}
        for kandidat in self.candidates.values():
            for tahap in SCORED:
                value = self.request.POST.get(cell_name(kandidat, tahap), "").strip()
                if value:
                    self._score(kandidat, tahap, value)

    def _score(self, kandidat: Any, tahap: Tahap, value: str) -> None:
        if kandidat.state != tahap and kandidat.skor_of(tahap) is None:
            error = Refused(E_STATE, f"Kandidat berada pada tahap {kandidat.state_label}.")
            self._refuse_score(kandidat, tahap, value, error)
            return
        version = _version(self.request, kandidat)
        self.rows.append(RowCall("simpan_skor", kandidat.pk, {"skor": value}, version, str(tahap)))

    def chosen(self, scope: str) -> list[Any]:
        """The candidate of a button in a row, or those ticked in a table; the best first."""
        ids = [scope] if uuid_or_none(scope) else self.request.POST.getlist(f"pilih-{scope}")
        wanted = {uuid_or_none(pk) for pk in ids}
        return ranked(k for k in self.candidates.values() if k.pk in wanted)

    def move(self, act: str, chosen: Sequence[Any]) -> None:
        scored = {row.child for row in self.rows}
        for kandidat in chosen:
            version = _version(self.request, kandidat)
            if version is not None and kandidat.pk in scored:
                version += 1  # as its score leaves it; another's act in between is still noticed
            self.rows.append(RowCall(act, kandidat.pk, version=version))

    def run(self) -> None:
        """Do what was pressed. What was not taken is kept as the draft of the page."""
        if not self.rows and not self.cells:
            return
        keeping = scores_kept(self.request, self.subject)
        try:
            self._perform()
        except Refused:
            scores = [row for row in self.rows if row.act == "simpan_skor"]
            keeping.keep({cell_name(self.candidates[r.child], r.name): r.data["skor"] for r in scores})
            raise
        if self.cells:
            keeping.keep({name: cell["value"] for name, cell in self.cells.items()})
        else:
            keeping.drop()

    def _perform(self) -> None:
        if not self.rows:
            return
        key = self.request.POST.get("idempotency_key", "")[:100]
        results = perform_rows(self.request.user, self.subject, "kandidat", self.rows, key=key)
        done: dict[str, list[Any]] = {}
        for row, result in zip(self.rows, results, strict=True):
            kandidat = self.candidates[row.child]
            if not isinstance(result, Refused):
                done.setdefault(row.act, []).append(kandidat)
            elif row.act == "simpan_skor":
                self._refuse_score(kandidat, Tahap(row.name), row.data["skor"], result)
            else:
                self._refuse(kandidat, result, f"tahap-{kandidat.state}", _label(row.act))
        for act, rows in done.items():
            messages.success(self.request, said(act, rows))

    def _refuse_score(self, kandidat: Any, tahap: Tahap, value: str, error: Refused) -> None:
        name = cell_name(kandidat, tahap)
        self.cells[name] = {"value": value, "error": error.message, "code": error.code}
        self._refuse(kandidat, error, f"sel-{name}", f"Skor {tahap.label}")

    def _refuse(self, kandidat: Any, error: Refused, target: str, what: str) -> None:
        message = f"{kandidat.called()}, {what}: {error.message}"
        self.refused.append({"target": target, "message": message, "code": error.code})

    def again(self) -> HttpResponse:
        """The page with what was refused, and what was typed, still on it."""
        fresh = find_subject(self.request, self.subject.pk)
        context = process(fresh, self.request, self.cells)
        answer = show_process(self.request, self.subject.pk, {**context, "refused": self.refused})
        codes = [row["code"] for row in self.refused]
        answer.status_code = 422 if self.cells else HTTP_STATUS[codes[0]]
        return answer


def said(act: str, rows: Sequence[Any]) -> str:
    """What was done, with whom: everybody by name, so that a press on many can be checked."""
    names = ", ".join(kandidat.called() for kandidat in rows)
    if act == "simpan_skor":
        return f"{len(rows)} skor sudah disimpan: {names}."
    if len(rows) == 1:
        return f"{_label(act)}: {names}."
    return f"{_label(act)} untuk {len(rows)} kandidat: {names}."


def _label(act: str) -> str:
    row = any_row(Kandidat, act)
    return row.label if row is not None else act


# --- the same act for several candidates ---


@page("GET", "HEAD", "POST")
def together(request: HttpRequest, pk: Any, act: str) -> HttpResponse:
    """Terima, Tolak or Tidak lanjut for the candidates named in the address (`k`), with one reason."""
    if act not in TOGETHER:
        raise Http404
    subject = _own(request, pk, act)
    row: Any = any_row(Kandidat, act)
    wanted = {
        uuid_or_none(k) for k in (request.POST if request.method == "POST" else request.GET).getlist("k")
    }
    chosen = ranked(k for k in subject.facts.kandidat if k.pk in wanted)
    form, status, results = row.form(actor=request.user), 200, {}
    if request.method == "POST" and chosen:
        values, uploads = receive(request, row.form)
        form = bound(row.form, values, subject=None, actor=request.user, uploads=uploads)
        status = 422
        if form.is_valid():
            calls = [RowCall(act, k.pk, values, _version(request, k)) for k in chosen]
            key = request.POST.get("idempotency_key", "")[:100]
            found = dict(
                zip(chosen, perform_rows(request.user, subject, "kandidat", calls, key=key), strict=True)
            )
            done = [kandidat for kandidat, result in found.items() if not isinstance(result, Refused)]
            if done:
                messages.success(request, said(act, done))
            results = {kandidat.pk: r for kandidat, r in found.items() if isinstance(r, Refused)}
            if not results:
                return redirect("kasus:proses", pk=pk)
            status = _put_refusals(form, results.values())
            subject = find_subject(request, pk)
            chosen = [kandidat for kandidat in chosen if kandidat.pk in results]
    notes = elsewhere(subject, request.user, [kandidat.nip for kandidat in chosen])
    context = {
        "title": row.label,
        "rows": [
            _chosen_row(subject, kandidat, results.get(kandidat.pk))
            | {"nip_note": notes.get(kandidat.nip, "")}
            for kandidat in chosen
        ],
        "legal_basis": shown(row.legal_basis),
    }
    return _form_page(request, subject, "jpt/together.html", form, context, status)


def _put_refusals(form: ActForm, refusals: Iterable[Refused]) -> int:
    """What the gate found wrong with a field stands at the field; the rows say the rest."""
    status = 409
    for refused in refusals:
        if refused.code in FIELD_CODES:
            add_refusal(form, refused)
            status = 422
    return status


def _chosen_row(subject: Any, kandidat: Any, refused: Refused | None) -> dict[str, Any]:
    place = subject.facts.peringkat(kandidat)
    return {
        "kandidat": kandidat,
        "place": place.kalimat if place is not None else "",
        "error": refused.message if refused is not None else "",
        "code": refused.code if refused is not None else "",
    }


# --- descriptions of all who are in rekam jejak ---


@page("GET", "HEAD", "POST")
def descriptions(request: HttpRequest, pk: Any) -> HttpResponse:
    """Input Deskripsi for everybody in rekam jejak who has none yet (Gambar 38), saved in one press."""
    subject = _own(request, pk, "input_deskripsi")
    waiting = [k for k in subject.facts.kandidat if k.state == Tahap.REKAM_JEJAK and not k.deskripsi][::-1]
    keeping = _keeping(request, subject, "input_deskripsi", "Input Deskripsi", "k")
    before = _typed_before(request, keeping)
    forms = {kandidat: _description(request, kandidat, before) for kandidat in waiting[:LIMIT]}
    status = 200
    if request.method == "POST":
        filled = {k: form for k, form in forms.items() if form.is_bound and form.is_valid()}
        calls = [
            RowCall("input_deskripsi", k.pk, {"deskripsi": form.data[form.add_prefix("deskripsi")]})
            for k, form in filled.items()
        ]
        key = request.POST.get("idempotency_key", "")[:100]
        results = perform_rows(request.user, subject, "kandidat", calls, key=key) if calls else []
        done = []
        for (kandidat, form), result in zip(filled.items(), results, strict=True):
            if isinstance(result, Refused):
                form.add_error("deskripsi", result.message)
            else:
                done.append(kandidat)
                del forms[kandidat]
        if done:
            messages.success(request, said("input_deskripsi", done))
        if not any(form.errors for form in forms.values()):
            keeping.drop()
            return redirect("kasus:proses", pk=pk)
        keeping.keep(
            {form.add_prefix("deskripsi"): form["deskripsi"].value() or "" for form in forms.values()}
        )
        status = 422
    context = {
        "title": "Input Deskripsi",
        "rows": [{"kandidat": k, "field": form["deskripsi"]} for k, form in forms.items()],
        "more": max(0, len(waiting) - LIMIT),
        "legal_basis": _basis("input_deskripsi"),
    }
    return _form_page(request, subject, "jpt/descriptions.html", None, context | keeping.context(), status)


def _keeping(request: HttpRequest, subject: Any, act: str, title: str, name: str) -> Keeping:
    """The private draft of a page for several candidates; name: what the names of its fields begin with."""
    about = f"{subject.case.number} · {subject.case.title}"
    return Keeping(
        request,
        None,
        case_type="jpt",
        act=f"{act}_bersama",
        object_id=subject.pk,
        title=title,
        about=about,
        extra=[name],
    )


def _typed_before(request: HttpRequest, keeping: Keeping) -> Mapping[str, Any]:
    """What the page shows again: what was posted now, else what the draft holds."""
    if request.method == "POST":
        return request.POST
    return drafts.posted(keeping.draft) if keeping.draft is not None else {}


def _description(request: HttpRequest, kandidat: Any, before: Mapping[str, Any]) -> Any:
    prefix = f"k-{kandidat.pk}"
    typed = str(before.get(f"{prefix}-deskripsi") or "").strip()
    posted = request.POST if typed and request.method == "POST" else None
    form = DeskripsiForm(
        posted, prefix=prefix, subject=kandidat, actor=request.user, initial={"deskripsi": typed}
    )
    del form.fields["lampiran_rekam_jejak"]  # files belong to the form of one candidate
    return form


def _basis(act: str) -> str:
    row = any_row(Kandidat, act)
    return shown(row.legal_basis) if row is not None else ""


# --- several applicants ---


#: Cells of a line in their order: as a list in a spreadsheet has them, what few need last.
CELLS = ("nama", "nip", "instansi", "alasan_tanpa_nip")


@page("GET", "HEAD", "POST")
def applicants(request: HttpRequest, pk: Any) -> HttpResponse:
    """Tambah Data Nama Pelamar (Gambar 32) for several at once: a line each, saved in one press."""
    subject = _own(request, pk, "tambah_pelamar")
    left = max(0, (subject.jumlah_pelamar or 0) - len(subject.facts.kandidat))
    asked = request.POST.get("baris") or request.GET.get("baris", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else APPLICANTS
    keeping = _keeping(request, subject, "tambah_pelamar", "Tambah Data Nama Pelamar", "pelamar")
    before = _typed_before(request, keeping)
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
            names = ", ".join(line.values["nama"] for line in done)
            messages.success(request, f"{len(done)} pelamar sudah dimasukkan: {names}.")
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
        status = 422 if sent else 200
    context = {
        "title": "Tambah Data Nama Pelamar",
        "lines": lines,
        "count": max(line.number for line in lines) + 1,
        "left": left,
        "full": len(lines) >= LIMIT,
        "faulty": [(line, fault) for line in lines for fault in line.faults()],
        "legal_basis": _basis("tambah_pelamar"),
    }
    return _form_page(request, subject, "jpt/applicants.html", None, context | keeping.context(), status)


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


def _form_page(
    request: HttpRequest, subject: Any, template: str, form: Any, context: Mapping[str, Any], status: int
) -> HttpResponse:
    case, kind = subject.case, case_type("jpt")
    proses = reverse("kasus:proses", args=[case.pk])
    shared = {
        "case": case,
        "kind": kind,
        "form": form,
        "cancel_url": proses,
        "idempotency_key": str(uuid7()),
        "breadcrumbs": crumbs(
            list_crumb(kind),
            (case.number, reverse("kasus:kasus", args=[case.pk])),
            ("Proses", proses),
            here=context["title"],
        ),
    }
    return render(request, template, {**shared, **context}, status=status)

"""The page Proses: the scores typed anywhere on it, and the button of a row or of those ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.core.doing.bulk import RowCall, perform_rows
from cases.core.reading.listing import uuid_or_none
from cases.jpt.facts import ranked
from cases.jpt.stages import ONWARD, TOGETHER, cell_name, process, scores_kept
from cases.jpt.states import SCORED, Tahap
from cases.organisations.requests import AccountRequest
from cases.shell.case import show_process
from cases.shell.page import find_subject, page
from workflows.errors import E_STATE, HTTP_STATUS, Refused

from .frame import label_of, own_selection, said, version_shown


@page("GET", "HEAD", "POST")
def press(request: AccountRequest, pk: Any) -> HttpResponse:
    """One press on the page Proses: the scores typed anywhere on it, then what the button says."""
    if request.method != "POST":
        find_subject(request, pk)
        return redirect(_back(request, pk))
    subject = own_selection(request, pk, "simpan_skor")
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


def _back(request: AccountRequest, pk: Any) -> str:
    """The page Proses in the order in which it was looked at."""
    query = request.GET.urlencode()
    return reverse("kasus:proses", args=[pk]) + (f"?{query}" if query else "")


@dataclass
class Press:
    """The rows of one press on the page Proses, and what became of them."""

    request: AccountRequest
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
        version = version_shown(self.request, kandidat)
        self.rows.append(RowCall("simpan_skor", kandidat.pk, {"skor": value}, version, str(tahap)))

    def chosen(self, scope: str) -> list[Any]:
        """The candidate of a button in a row, or those ticked in a table; the best first."""
        ids = [scope] if uuid_or_none(scope) else self.request.POST.getlist(f"pilih-{scope}")
        wanted = {uuid_or_none(pk) for pk in ids}
        return ranked(k for k in self.candidates.values() if k.pk in wanted)

    def move(self, act: str, chosen: Sequence[Any]) -> None:
        scored = {row.child for row in self.rows}
        for kandidat in chosen:
            version = version_shown(self.request, kandidat)
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
                self._refuse(kandidat, result, f"tahap-{kandidat.state}", label_of(row.act))
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

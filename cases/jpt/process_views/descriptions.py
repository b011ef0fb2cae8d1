"""Descriptions of all who are in rekam jejak (Gambar 38), in one press."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.core.doing.bulk import RowCall, perform_rows
from cases.jpt.forms.process import DeskripsiForm
from cases.jpt.stages import LIMIT
from cases.jpt.states import Tahap
from cases.organisations.requests import AccountRequest
from cases.shell.page import page
from workflows.errors import Refused

from .frame import basis_of, form_page, keeping_of, own_selection, said, typed_before


@page("GET", "HEAD", "POST")
def descriptions(request: AccountRequest, pk: Any) -> HttpResponse:
    """Input Deskripsi for everybody in rekam jejak who has none yet (Gambar 38), saved in one press."""
    subject = own_selection(request, pk, "input_deskripsi")
    waiting = [k for k in subject.facts.kandidat if k.state == Tahap.REKAM_JEJAK and not k.deskripsi][::-1]
    keeping = keeping_of(request, subject, "input_deskripsi", "Input Deskripsi", "k")
    if (gone := keeping.left()) is not None:
        return gone
    before = typed_before(request, keeping)
    shown = waiting[:LIMIT]
    # somebody was quicker, or the candidate went on: the gate says so, at the text, which is nobody's to throw away
    shown += [k for k in subject.facts.kandidat if k not in shown and _typed(k, before)]
    forms = {kandidat: _description(request, kandidat, before) for kandidat in shown}
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
        "legal_basis": basis_of("input_deskripsi"),
    }
    return form_page(request, subject, "jpt/descriptions.html", None, context | keeping.context(), status)


def _typed(kandidat: Any, before: Mapping[str, Any]) -> str:
    return str(before.get(f"k-{kandidat.pk}-deskripsi") or "").strip()


def _description(request: HttpRequest, kandidat: Any, before: Mapping[str, Any]) -> Any:
    prefix = f"k-{kandidat.pk}"
    typed = _typed(kandidat, before)
    posted = request.POST if typed and request.method == "POST" else None
    form = DeskripsiForm(
        posted, prefix=prefix, subject=kandidat, actor=request.user, initial={"deskripsi": typed}
    )
    del form.fields["lampiran_rekam_jejak"]  # files belong to the form of one candidate
    form.left_out = True  # type: ignore[attr-defined]  # who is described later is left empty
    return form

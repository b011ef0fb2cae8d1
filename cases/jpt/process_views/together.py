"""Terima, Tolak or Tidak lanjut for several candidates with one reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect

from cases.core.doing import drafts
from cases.core.doing.bulk import RowCall, perform_rows
from cases.core.reading.listing import uuid_or_none
from cases.jpt.elsewhere import elsewhere
from cases.jpt.facts import ranked
from cases.jpt.models import Kandidat
from cases.jpt.stages import TOGETHER
from cases.organisations.requests import AccountRequest
from cases.shell.entered import add_refusal, bound, receive
from cases.shell.page import find_subject, page
from workflows.errors import FIELD_CODES, Refused
from workflows.forms import ActForm
from workflows.legal import shown
from workflows.machine import any_row

from .frame import form_page, keeping_of, own_selection, said, version_shown


@page("GET", "HEAD", "POST")
def together(request: AccountRequest, pk: Any, act: str) -> HttpResponse:
    """Terima, Tolak or Tidak lanjut for the candidates named in the address (`k`), with one reason."""
    if act not in TOGETHER:
        raise Http404
    subject = own_selection(request, pk, act)
    row: Any = any_row(Kandidat, act)
    keeping = keeping_of(request, subject, act, f"{row.label} untuk beberapa kandidat", "k", row.form)
    if (gone := keeping.left()) is not None:
        return gone
    named: QueryDict = request.POST if request.method == "POST" else request.GET
    if "k" not in named and keeping.draft is not None:
        named = drafts.posted(keeping.draft)  # come back to by the list of drafts
    wanted = {uuid_or_none(k) for k in named.getlist("k")}
    chosen = ranked(k for k in subject.facts.kandidat if k.pk in wanted)
    form, status, results = row.form(actor=request.user, initial=keeping.values()), 200, {}
    if request.method == "POST" and chosen:
        values, uploads = receive(request, row.form)
        form = bound(row.form, values, subject=None, actor=request.user, uploads=uploads)
        status = 422
        if form.is_valid():
            calls = [RowCall(act, k.pk, values, version_shown(request, k)) for k in chosen]
            key = request.POST.get("idempotency_key", "")[:100]
            found = dict(
                zip(chosen, perform_rows(request.user, subject, "kandidat", calls, key=key), strict=True)
            )
            done = [kandidat for kandidat, result in found.items() if not isinstance(result, Refused)]
            if done:
                messages.success(request, said(act, done))
            results = {kandidat.pk: r for kandidat, r in found.items() if isinstance(r, Refused)}
            if not results:
                keeping.drop()
                return redirect("kasus:proses", pk=pk)
            status = _put_refusals(form, results.values())
            subject = find_subject(request, pk)
            chosen = [kandidat for kandidat in chosen if kandidat.pk in results]
        if any(values.values()):
            keeping.keep(values | {"k": [str(kandidat.pk) for kandidat in chosen]})
    notes = elsewhere(subject, request.user, [kandidat.nip for kandidat in chosen])
    context = {
        "title": row.label,
        "rows": [
            _chosen_row(subject, kandidat, results.get(kandidat.pk))
            | {"nip_note": notes.get(kandidat.nip, "")}
            for kandidat in chosen
        ],
        "refused": [
            {
                "target": f"kandidat-{kandidat.pk}",
                "message": f"{kandidat.called()}: {results[kandidat.pk].message}",
                "code": results[kandidat.pk].code,
            }
            for kandidat in chosen
            if kandidat.pk in results and results[kandidat.pk].code not in FIELD_CODES
        ],
        "legal_basis": shown(row.legal_basis),
    }
    return form_page(request, subject, "jpt/together.html", form, context | keeping.context(), status)


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

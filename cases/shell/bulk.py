"""One act on several cases: chosen in a list or on the board, answered row by row (SJ-39, SJ-137)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.declared.registry import acts_together
from cases.core.doing import drafts
from cases.core.doing.bulk import perform_each
from cases.core.models import Case
from cases.core.reading.listing import uuid_or_none
from cases.core.reading.selectors import unseen
from cases.core.reading.sight import cases_visible_to
from cases.organisations.badan import in_words
from cases.organisations.requests import AccountRequest
from workflows import repeats
from workflows.errors import Refused
from workflows.forms import ActForm

from .entered import bound, receive
from .keeping import Keeping, already_sent, asked
from .page import crumbs, own_address, page, require, safe_back

TYPE = "massal"


@page("GET", "HEAD", "POST")
def bulk(request: AccountRequest) -> HttpResponse:
    """First press: the chosen cases and the form. Second press (`kirim`): the results, on a page of their own. A look
    at it shows a draft of the form, else the board it belongs to."""
    offered = acts_together()
    may = any(row.who is not None and row.who.could(request.user) for row in offered.values())
    require(request, may, str(in_words("Admin {badan} dan Komisioner")))
    draft = drafts.find(request.user, request.GET.get("draf", "")) if request.method != "POST" else None
    act = request.POST.get("tindakan", "") if draft is None else draft.act
    row = offered.get(act)
    if row is None or row.form is None or row.who is None:
        return redirect("kasus:penyelia")
    require(request, row.who.could(request.user), row.who.unmet)
    asks: type[ActForm] = row.form
    named = request.POST.getlist("kasus") if draft is None else drafts.posted(draft).getlist("kasus")
    ids = [pk for pk in map(uuid_or_none, named) if pk is not None]
    chosen = list(cases_visible_to(request.user).filter(pk__in=ids).select_related("institution", "assignee"))
    title = f"{row.label} untuk {len(chosen)} kasus"
    back = safe_back(request) if draft is None else own_address(drafts.posted(draft).get("kembali", ""))
    keeping = Keeping(request, asks, case_type=TYPE, act=act, title=title, extra=["kasus", "kembali"])
    if (gone := keeping.left()) is not None:
        return gone
    form = asks(actor=request.user, initial=keeping.values())
    if request.POST.get("kirim") and chosen:
        values, _ = receive(request, asks)
        form = bound(asks, values, subject=None, actor=request.user)
        if form.is_valid():
            return _send(request, keeping, act, row.label, chosen, values)
        keeping.keep(values | {"kasus": [str(pk) for pk in ids], "kembali": back})
    context = {
        **keeping.context(),
        "act": act,
        "title": row.label,
        "form": form,
        "cases": chosen,
        "back_url": back,
        "breadcrumbs": crumbs(here=row.label),
    }
    return render(request, "core/bulk.html", context, status=422 if form.is_bound and form.errors else 200)


def _send(
    request: HttpRequest, keeping: Keeping, act: str, label: str, chosen: list[Case], values: dict[str, Any]
) -> HttpResponse:
    by_id = {case.pk: case for case in chosen}

    def do() -> dict[str, Any]:
        done = perform_each(request.user, act, list(by_id), values)
        return results(label, [result_row(by_id[pk], found) for pk, found in done], safe_back(request))

    key = str(keeping.id)
    try:
        repeats.once_each(request.user, key, asked(request), do)
    except repeats.AlreadySent as other:
        url = reverse("kasus:massal-hasil", args=[key])
        chosen_too = {"kasus": [str(pk) for pk in by_id], "kembali": safe_back(request)}
        return already_sent(request, keeping, other.sent, url, values | chosen_too)
    keeping.drop()
    return redirect("kasus:massal-hasil", key=key)


def results(title: str, rows: list[dict[str, Any]], back_url: str, *, of: str = "Kasus") -> dict[str, Any]:
    """What a press of many is remembered by. of: what each row is about, in a word."""
    return {"title": title, "rows": rows, "back_url": back_url, "of": of}


@page()
def outcome(request: AccountRequest, key: str) -> HttpResponse:
    """The results of a press of many: a page to look at, so that reloading it repeats nothing. Only its sender's."""
    sent = repeats.taken(request.user, key)
    found = (sent.answer or {}) if sent is not None else {}
    if sent is None or (sent.answered and "rows" not in found):
        raise unseen(request.user, "buka_halaman", "massal")
    rows = found.get("rows", [])
    done = sum(1 for row in rows if row["ok"])
    title = found.get("title", "Tindakan massal")
    context = {
        "title": title,
        "results": rows,
        "of": found.get("of", "Kasus"),
        "working": not sent.answered,
        "done": done,
        "refused_count": len(rows) - done,
        "back_url": found.get("back_url") or reverse("kasus:tugas"),
        "breadcrumbs": crumbs(here=title),
    }
    return render(request, "core/bulk_result.html", context)


def result_row(case: Case, outcome: Any) -> dict[str, Any]:
    return {
        "label": case.title,
        "number": case.number,
        "institution": case.institution.nama,
        "url": reverse("kasus:kasus", args=[case.pk]),
        **answered(outcome),
    }


def answered(outcome: Any) -> dict[str, Any]:
    """What is said of one of many: done, or why not."""
    if not isinstance(outcome, Refused):
        return {"ok": True, "code": "", "text": "Berhasil."}
    reasons = [reason.message for reason in outcome.reasons]
    fields = [error.message for errors in outcome.errors.values() for error in errors]
    said = " ".join(dict.fromkeys(reasons or fields)) or str(outcome.message)
    return {"ok": False, "code": outcome.code, "text": said}

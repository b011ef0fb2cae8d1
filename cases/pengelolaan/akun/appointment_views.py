"""Pages of appointments: who holds which role where, and one role given to several people at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.core.doing import drafts
from cases.organisations.badan import in_words, role_label
from cases.organisations.models import User
from cases.organisations.permissions import administers
from cases.organisations.requests import AccountRequest
from cases.shell.bulk import answered, results
from cases.shell.entered import Values, bound, receive
from cases.shell.keeping import Keeping, already_sent, asked
from cases.shell.page import crumbs, first_page, list_frame, page, require, require_overseer
from documents.receiving import as_id
from workflows import repeats
from workflows.errors import Refused
from workflows.gate import perform

from . import appointments
from .appointment_forms import BeriPenugasanForm
from .filters import PenugasanFilter
from .models import Akun

TITLE, ACT, MANY = "Penugasan", "beri_penugasan", "Beri penugasan kepada beberapa orang"
#: So many at once; each is a press of its own.
MOST = 200


@page()
def all_appointments(request: AccountRequest) -> HttpResponse:
    """Orang · Peran · Berlaku pada · Masa · Surat · Status, of all accounts; history stays."""
    require_overseer(request)
    form = PenugasanFilter(request)
    filters, now = form.values(), timezone.now()
    found = first_page(request, lambda cursor: appointments.page_of(filters, now, cursor=cursor), form=form)
    context = {
        "title": TITLE,
        **list_frame(request, form, found, appointments.appointments_found(filters)),
        "rows": found.rows,
        "may_act": administers(request.user),
        "own_id": str(request.user.pk),  # nobody ends the own roles
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pengelolaan/akun/penugasan.html", context, status=form.status)


@page("GET", "HEAD", "POST")
def to_many(request: AccountRequest) -> HttpResponse:
    """The people ticked in Daftar Petugas and the form; then what would become of each (`periksa`); then, with `kirim`,
    the results on a page of their own. What was changed after the look, people too, is looked at once more."""
    require(request, administers(request.user), str(in_words("Admin {badan}")))
    draft = drafts.find(request.user, request.GET.get("draf", "")) if request.method != "POST" else None
    if request.method != "POST" and draft is None:
        return redirect("pengelolaan:petugas")
    posted = request.POST if draft is None else drafts.posted(draft)
    ids = [key for one in posted.getlist("orang") if (key := as_id(one))][:MOST]
    people = list(User.objects.filter(pk__in=ids, is_active=True).order_by("nama", "id"))
    title = f"Beri penugasan kepada {len(people)} orang"
    keeping = Keeping(
        request, BeriPenugasanForm, case_type="akun", act=f"{ACT}_massal", title=title, extra=["orang"]
    )
    if (gone := keeping.left()) is not None:
        return gone
    form: Any = BeriPenugasanForm(actor=request.user, initial=keeping.values())
    preview: list[dict[str, Any]] = []
    checked, changed = "", False
    if people and (request.POST.get("periksa") or request.POST.get("kirim")):
        values, _ = receive(request, BeriPenugasanForm)
        form = bound(BeriPenugasanForm, values, subject=None, actor=request.user)
        checked = repeats.fingerprint([str(one.pk) for one in people], values)
        changed = request.POST.get("diperiksa", checked) != checked
        if not form.is_valid():
            keeping.keep(values | {"orang": [str(one.pk) for one in people]})
        elif request.POST.get("kirim") and not changed:
            return _send(request, keeping, people, values)
        else:
            preview = _tried(request, people, values)
    back = reverse("pengelolaan:petugas")
    context = {
        **keeping.context(),
        "title": title,
        "form": form,
        "people": people,
        "preview": preview,
        "checked": checked,
        "changed": changed and bool(request.POST.get("kirim")),
        "possible": sum(row["ok"] for row in preview),
        "back_url": back,
        "breadcrumbs": crumbs(("Daftar Petugas", back), here=MANY),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "pengelolaan/akun/penugasan_massal.html", context, status=status)


def _tried(request: HttpRequest, people: list[User], values: Values) -> list[dict[str, Any]]:
    """What would become of each, found out by doing it and undoing it again."""
    with transaction.atomic():
        found = _given(request, people, values)
        transaction.set_rollback(True)
    return [{**row, "text": "Dapat diberikan." if row["ok"] else row["text"]} for row in found]


def _given(request: HttpRequest, people: list[User], values: Values) -> list[dict[str, Any]]:
    """Each for itself: one that is refused changes nothing of the others."""
    found = []
    for person in people:
        outcome: Any = None
        try:
            outcome = perform(Akun.opened(person), ACT, actor=request.user, data=values)
        except Refused as refused:
            outcome = refused
        found.append(
            {
                "label": person.nama,
                "number": person.username,
                "institution": role_label(person.role),
                "url": reverse("pengelolaan:petugas-satu", args=[person.pk]),
                **answered(outcome),
            }
        )
    return found


def _send(request: HttpRequest, keeping: Keeping, people: list[User], values: Values) -> HttpResponse:
    back, key = reverse("pengelolaan:petugas"), str(keeping.id)

    def do() -> dict[str, Any]:
        return results("Beri penugasan", _given(request, people, values), back, of="Orang")

    try:
        repeats.once_each(request.user, key, asked(request), do)
    except repeats.AlreadySent as other:
        url = reverse("kasus:massal-hasil", args=[key])
        chosen = {"orang": [str(person.pk) for person in people]}
        return already_sent(request, keeping, other.sent, url, values | chosen)
    keeping.drop()
    return redirect("kasus:massal-hasil", key=key)

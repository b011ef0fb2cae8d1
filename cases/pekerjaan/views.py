"""Pages of failed jobs, for supervisors: what waits, what was answered, and the answer itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.reading.filters import NoFilter
from cases.organisations.mailing import dead_addresses
from cases.organisations.permissions import supervises
from cases.organisations.requests import AccountRequest
from cases.shell.entered import Values
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
from cases.shell.page import crumbs, first_page, neighbours, page, require
from workflows.errors import hidden

from . import answering
from .answering import ANSWERS, MOST, alike, answer, find, whose
from .forms import AlamatForm, JawabanForm
from .reading import addresses_page, answered_page, failed_page, number_waiting, rows_of

TITLE = "Pekerjaan gagal"
_DRAFTS = UUID("2a1c6a0e-5b43-4d63-9a55-6b4df4a1c0aa")  # of the drafts of answers, by job


@page()
def failed(request: AccountRequest) -> HttpResponse:
    require(request, supervises(request.user), whose())
    form = NoFilter(request)
    found = first_page(request, lambda cursor: failed_page(request.user, cursor=cursor), form=form)
    number, more = number_waiting()
    return _list(request, found, form, answered=False, number=f"{number}+" if more else str(number))


@page()
def answered(request: AccountRequest) -> HttpResponse:
    require(request, supervises(request.user), whose())
    form = NoFilter(request)
    found = first_page(request, lambda cursor: answered_page(request.user, cursor=cursor), form=form)
    return _list(request, found, form, answered=True)


def _list(request: HttpRequest, found: Any, form: NoFilter, **more: Any) -> HttpResponse:
    context = {
        "title": TITLE,
        "form": form,
        "rows": found.rows,
        **neighbours(request, found),
        "breadcrumbs": crumbs(here=TITLE),
        **more,
    }
    return render(request, "pekerjaan/list.html", context, status=form.status)


@page("GET", "HEAD", "POST")
def reply(request: AccountRequest, pk: int, name: str) -> HttpResponse:
    """The form of one answer."""
    require(request, supervises(request.user), whose())
    chosen = ANSWERS.get(name)
    if chosen is None:
        raise hidden()
    failure = find(pk)
    [row] = rows_of(request.user, [failure])
    url = reverse("pekerjaan:gagal")
    title = f"{chosen.label}: {row['label']}"
    trail = crumbs((TITLE, url), here=chosen.label)
    keeping = Keeping(
        request,
        JawabanForm,
        case_type="pekerjaan",
        act=name,
        object_id=uuid5(_DRAFTS, str(pk)),
        title=title,
        about=row["nomor"],
    )

    def press(values: Values) -> tuple[str, str]:
        done = answer(request.user, pk, name, values)
        return url, f"{done} pekerjaan {chosen.past}."

    return form_page(
        request,
        keeping,
        press,
        template="pekerjaan/reply.html",
        back=url,
        trail=trail,
        shown=lambda: {
            "row": row,
            "others": min(alike(failure)[: MOST + 1].count(), MOST),
            "submit_label": chosen.label,
            "destructive": name == "sisihkan",
        },
    )


@page()
def addresses(request: AccountRequest) -> HttpResponse:
    """E-mail addresses that are sent nothing more, with whose they are."""
    require(request, supervises(request.user), whose())
    form = NoFilter(request)
    found = first_page(request, lambda cursor: addresses_page(cursor=cursor), form=form)
    context = {
        "form": form,
        "title": TITLE,
        "rows": found.rows,
        **neighbours(request, found),
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pekerjaan/addresses.html", context, status=form.status)


@page("GET", "HEAD", "POST")
def use_again(request: AccountRequest, pk: int) -> HttpResponse:
    """The form that lets e-mail go to an address again."""
    require(request, supervises(request.user), whose())
    url = reverse("pekerjaan:alamat")
    title = "Pakai lagi alamat e-mail"
    trail = crumbs((TITLE, reverse("pekerjaan:gagal")), ("Alamat e-mail", url), here=title)
    key = uuid5(_DRAFTS, f"alamat-{pk}")
    keeping = Keeping(
        request, AlamatForm, case_type="pekerjaan", act="pakai_lagi", object_id=key, title=title
    )

    def press(values: Values) -> tuple[str, str]:
        done = answering.use_again(request.user, pk, values)
        return url, f"E-mail ke {done.address} dikirim lagi."

    def shown() -> dict[str, Any]:
        found = dead_addresses().filter(pk=pk).first()
        if found is None:
            raise hidden()
        return {"found": found, "submit_label": "Pakai lagi"}

    return form_page(
        request, keeping, press, template="pekerjaan/use_again.html", back=url, trail=trail, shown=shown
    )

"""Pages of prints: order one, wait for it, fetch it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.core.models import Notification
from cases.organisations.requests import AccountRequest
from cases.shell.keeping import asked, key_of, press_key
from cases.shell.page import crumbs, page
from workflows.failures import being_tried
from workflows.repeats import once

from .models import Terbitan
from .requests import get_print_for, job_key, open_print, request_print

#: Fields of the form that are no parameter of the print.
_FRAME = ("csrfmiddlewaretoken", "jenis", "case", "idempotency_key")


@page("POST")
def order(request: AccountRequest) -> HttpResponse:
    """Ask for a print: `jenis`, for some `case`, the rest are its parameters."""
    parameter = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name not in _FRAME and values
    }
    kind, case = request.POST.get("jenis", ""), request.POST.get("case") or None
    key = press_key(request) if key_of(request) else ""
    found, _ = once(
        request.user,
        key,
        asked(request),
        lambda: {"id": str(request_print(request.user, kind, parameter, case).pk)},
    )
    return redirect("terbitan:cetakan", found["id"])


@page()
def show(request: AccountRequest, pk: Any) -> HttpResponse:
    """Where it stands. While it is being made, the page asks for itself every two seconds; a link does without."""
    found = get_print_for(request.user, pk)
    own = reverse("terbitan:cetakan", args=[found.pk])
    Notification.objects.filter(user=request.user, url=own, read_at=None).update(read_at=timezone.now())
    context = {"cetakan": found, "url": own, "size": _size(found), **_trouble(found)}
    context["back_url"] = (
        reverse("kasus:kasus", args=[found.case_id]) if found.case_id else reverse("kasus:tugas")
    )
    return render(request, "terbitan/cetakan.html", context | {"breadcrumbs": crumbs(here=found.judul)})


@page(file=True)
def download(request: AccountRequest, pk: Any) -> HttpResponse:
    """To a short-lived address of the file; back to the page when there is none (any more)."""
    found = get_print_for(request.user, pk, "unduh")
    return redirect(open_print(request.user, found) or reverse("terbitan:cetakan", args=[found.pk]))


def _size(found: Terbitan) -> str:
    return found.upload.readable_size if found.upload else ""


def _trouble(found: Terbitan) -> dict[str, bool]:
    """repeated: the worker has failed at it and will try again; stopped: nothing tries it any more."""
    failure = being_tried(job_key(found)) if found.open else None
    stopped = failure is not None and failure.parked_at is not None
    return {"repeated": failure is not None and not stopped, "stopped": stopped}

"""How a person wants the e-mail of notices: at once, once a day, or not at all, by kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.doing.notice_mail import DEFAULTS, KINDS, WAYS, choices_of, choose
from cases.organisations.requests import AccountRequest
from workflows.forms import ActForm

from .page import crumbs, page

TITLE = "E-mail pemberitahuan"


class MailForm(ActForm):
    """One choice for each kind of notice."""

    def prepare(self) -> None:
        for kind, label in KINDS.items():
            self.fields[kind] = forms.ChoiceField(
                label=label,
                choices=[
                    (way, f"{said} (bawaan)" if way == DEFAULTS[kind] else said) for way, said in WAYS.items()
                ],
                widget=forms.RadioSelect,
            )


@page("GET", "HEAD", "POST")
def mail_choice(request: AccountRequest) -> HttpResponse:
    """The form; what is sent twice says the same twice."""
    person: Any = request.user
    form: Any = MailForm(actor=person, initial=choices_of(person))
    status = 200
    if request.method == "POST":
        form = MailForm(request.POST, actor=person)
        if form.is_valid():
            choose(person, form.cleaned_data)
            messages.success(request, "Pilihan e-mail disimpan.")
            return redirect("kasus:notifikasi")
        status = 422
    context = {
        "form": form,
        "title": TITLE,
        "email": person.email,
        "submit_label": "Simpan pilihan",
        "cancel_url": reverse("kasus:notifikasi"),
        "multipart": False,
        "breadcrumbs": crumbs(("Pemberitahuan", reverse("kasus:notifikasi")), here=TITLE),
    }
    return render(request, "core/mail_choice.html", context, status=status)

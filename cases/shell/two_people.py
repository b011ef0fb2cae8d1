"""Acts of two people on pages (decision 023): who has said yes on the case page, what he entered before the second says
yes to it, and taking one's yes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.declared.registry import case_type
from cases.core.doing.joint import TRIED, object_of, take_back
from cases.core.models import Case
from cases.core.reading.joint import consents_of, files_of_consent, get_consent_for, open_held
from cases.core.reading.saying import act_label
from cases.core.reading.words import waktu
from cases.organisations.requests import AccountRequest
from documents.receiving import as_id
from workflows.consents import side_said
from workflows.errors import E_PERM, E_STATE, HTTP_STATUS, Refused
from workflows.forms import ActForm
from workflows.machine import Act
from workflows.models import Consent

from .answers import answers
from .case_parts import case_crumbs
from .entered import Values
from .form_page import form_page
from .keeping import Keeping
from .page import find_case, find_subject, log_refused, page

if TYPE_CHECKING:
    from .act import ActPage

#: Posted by the second one instead of anything entered: what he says yes to.
JOINS = "persetujuan"
#: In the address: the second one enters something of his own.
ANEW = "isian"
_OVER = "Persetujuan ini sudah dipakai, ditarik, atau berakhir."


def two_said(row: Act, first: Consent | None, tz: str) -> str:
    """Who has said yes already, or that another one is waited for; "" of an act of one person."""
    if not row.joint:
        return ""
    if first is None:
        return "Tindakan ini dilakukan dua orang: setelah Anda menekan, persetujuan pihak lain ditunggu."
    at, until = waktu(first.at, tz), waktu(first.until, tz)
    return (
        f"{first.person} ({side_said(row, first.side)}) sudah menyetujuinya pada {at}, berlaku sampai {until}. "
        "Bila Anda menyetujui isian yang sama, tindakan ini dilakukan."
    )


def given_rows(case: Case, actor: Any) -> list[dict[str, Any]]:
    """For core/next.html: who has said yes to what, until when, and the way to take back one's own."""
    tz = case.institution.zona_waktu if case.institution_id else ""
    return [
        {
            "label": one.label,
            "about": one.about,
            "person": str(one.consent.person),
            "side": one.side,
            "at": waktu(one.consent.at, tz),
            "until": waktu(one.consent.until, tz),
            "mine": one.mine,
            "url": reverse("kasus:tarik-setuju", args=[case.pk, one.consent.pk]) if one.mine else "",
        }
        for one in consents_of(case, actor)
    ]


# --- the second one ---------------------------------------------------------------------------------------------------


def second(page: ActPage) -> HttpResponse | None:
    """The page of whoever may say yes to what somebody else has entered; None for everybody else, and where he wants to
    enter something of his own."""
    request = page.request
    if request.method == "POST":
        key = as_id(request.POST.get(JOINS, ""))
        return _press(page, key) if key is not None else None
    if page.joined is None or ANEW in request.GET:
        return None
    return _shown(page, page.joined)


def _press(page: ActPage, key: Any) -> HttpResponse:
    try:
        return page.send_joined(key)
    except Refused as refused:
        page.__dict__.pop("joined", None)
        if page.joined is None or page.joined.pk != key or refused.code == E_STATE:
            return page.refuse(refused)
        return _shown(page, page.joined, refused=refused)


def _shown(page: ActPage, first: Consent, *, refused: Refused | None = None) -> HttpResponse:
    row = page.offer.row
    context = {
        **page.context(),
        "first": first,
        "refused": refused,
        "told": two_said(row, first, page.zone()),
        "entered": _entered(page, first),
        "field_errors": [e.message for some in refused.errors.values() for e in some] if refused else [],
        "submit_label": row.label,
        "destructive": row.danger,
        "anew_url": f"{page.request.path}?{ANEW}=baru" if row.form is not None else "",
        "on_behalf_of": page.offer.on_behalf_of,
    }
    status = HTTP_STATUS.get(refused.code, 409) if refused is not None else 200
    return render(page.request, "core/act_joint.html", context, status=status)


def _entered(page: ActPage, first: Consent) -> list[dict[str, Any]]:
    """What the first one entered, as the second reads it, files with the way to them."""
    if page.offer.row.form is None:
        return []
    form: ActForm = page.offer.row.form(first.data, subject=page.subject, actor=page.actor)
    form.take_files_of(first.sender)
    files = {str(found.pk): found for found in files_of_consent(first)}
    rows = answers(form)
    for file in (file for row in rows for file in row.get("files", ()) if file.get("id") in files):
        if files[file["id"]].is_readable:
            file["url"] = reverse("kasus:berkas-setuju", args=[page.case.pk, first.pk, file["id"]])
    return rows


@page(file=True)
def held_file(request: AccountRequest, pk: Any, key: Any, file: Any) -> HttpResponse:
    """A file that waits for the second yes, for those who may read what was entered."""
    subject = find_subject(request, pk, "unduh")
    consent = get_consent_for(request.user, subject.case, key, "unduh")
    return redirect(open_held(request.user, object_of(subject, consent), consent, file))


# --- taking it back ---------------------------------------------------------------------------------------------------


@page("GET", "HEAD", "POST")
def withdraw(request: AccountRequest, pk: Any, key: Any) -> HttpResponse:
    """Tarik persetujuan: asks once more, and does it by a POST."""
    case = find_case(request, pk)
    consent = get_consent_for(request.user, case, key, TRIED)
    label = act_label(consent.object_type, consent.act, consent.entry.source, case.machine_version)
    back = reverse("kasus:kasus", args=[pk])
    keeping = Keeping(
        request,
        ActForm,
        case_type="persetujuan",
        act=TRIED,
        object_id=key,
        title=f"Tarik persetujuan: {label}",
    )

    def press(values: Values) -> tuple[str, str]:
        take_back(request.user, find_subject(request, pk, TRIED), key)
        return back, f"Persetujuan Anda untuk {label} sudah ditarik."

    def said() -> dict[str, Any]:
        if consent.person_id != request.user.pk:
            log_refused(request, E_PERM, action=TRIED, object_type=consent.object_type, object_id=case.pk)
            raise Refused(E_PERM, "Persetujuan hanya ditarik oleh orang yang memberikannya.")
        given = next((one for one in consents_of(case, request.user) if one.consent.pk == consent.pk), None)
        if given is None:
            raise Refused(E_STATE, _OVER)
        tz = case.institution.zona_waktu if case.institution_id else ""
        return {
            "case": case,
            "given": given,
            "given_at": waktu(consent.at, tz),
            "until": waktu(consent.until, tz),
            "submit_label": "Ya, tarik persetujuan",
            "cancel_label": "Tidak, kembali",
            "cancel_url": back,
            "breadcrumbs": case_crumbs(case_type(case.type), case, "Tarik persetujuan"),
        }

    return form_page(request, keeping, press, template="core/withdraw_consent.html", shown=said)

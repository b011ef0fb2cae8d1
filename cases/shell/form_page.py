"""The page of one form that is no act of a case: shown, left, sent once, shown again with what is to be mended.

Registers, lists, findings, answers to failed jobs and the withdrawal of a file all have such a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workflows import repeats
from workflows.errors import E_HIDE, FIELD_CODES, HTTP_STATUS, Refused
from workflows.forms import ActForm

from .entered import Values, add_refusal, bound, receive
from .keeping import Keeping, already_sent, asked, key_of


def form_page(
    request: HttpRequest,
    keeping: Keeping,
    press: Callable[[Values], tuple[str, str]],
    *,
    template: str,
    back: str = "",
    trail: Sequence[Mapping[str, str]] = (),
    subject: Any = None,
    initial: Mapping[str, Any] | None = None,
    shown: Callable[[], Mapping[str, Any]] = dict,
) -> HttpResponse:
    """keeping: which form, of which object, under which title; press: does it with what was entered and gives
    (address of the result, sentence); back: where *Batal* leads; subject, initial: of the form; shown: what else the
    template is given, asked only where the form is shown.

    A second press gives the result of the first. Raises Refused for what does not stand at a field of the form.
    """
    form_class: Any = keeping.form
    around = {"breadcrumbs": trail} if trail else {}
    if (told := _told_before(request, keeping, **around)) is not None:
        return told
    status = 200
    if request.method != "POST":
        form = form_class(
            subject=subject, actor=request.user, initial={**(initial or {}), **keeping.values()}
        )
    else:
        values, uploads = receive(request, form_class)
        form = bound(form_class, values, subject=subject, actor=request.user, uploads=uploads)
        if uploads:  # nothing is done without a file that somebody meant to send with it
            keeping.keep(values)
            status = 422
        else:
            sent = _send(request, keeping, form, values, press, **around)
            if not isinstance(sent, int):
                return sent
            status = sent
    context = {
        "form": form,
        **keeping.context(),
        "title": keeping.title,
        "submit_label": "Simpan",
        "cancel_url": back,
        **around,
        **shown(),
    }
    return render(request, template, context, status=status)


def _told_before(request: HttpRequest, keeping: Keeping, **around: Any) -> HttpResponse | None:
    """The answer to a form that was sent already, or left; None while it is to be shown or sent."""
    if (gone := keeping.left()) is not None:
        return gone
    if request.method != "POST":
        sent = keeping.sent
        values = None
    else:
        sent = repeats.find(request.user, key_of(request))
        if sent is not None and sent.fingerprint == asked(request):
            return _done(request, sent.answer or {})
        values = receive(request, keeping.form)[0] if sent is not None else None
    if sent is None:
        return None
    url = (sent.answer or {}).get("url") or keeping.url
    return already_sent(request, keeping, sent, url, values, **around)


def _send(
    request: HttpRequest,
    keeping: Keeping,
    form: ActForm,
    values: Values,
    press: Callable[[Values], tuple[str, str]],
    **around: Any,
) -> HttpResponse | int:
    """Press once, however often it is pressed: the answer, or the status of the page where the refusal stands at the
    fields.

    What was typed is kept beside every refusal but that of what nobody may see. Raises Refused for all the others.
    """

    def answer() -> dict[str, str]:
        url, said = press(values)
        return {"url": url, "said": said}

    try:
        found, _ = repeats.once(request.user, key_of(request), asked(request), answer)
    except repeats.AlreadySent:
        told = _told_before(request, keeping, **around)
        if told is None:
            raise
        return told
    except Refused as refused:
        if refused.code != E_HIDE:
            keeping.keep(values)
        if refused.code not in FIELD_CODES:
            raise
        add_refusal(form, refused)
        return HTTP_STATUS[refused.code]
    keeping.drop()
    return _done(request, found)


def _done(request: HttpRequest, answer: Mapping[str, Any]) -> HttpResponse:
    messages.success(request, str(answer.get("said") or "Sudah tercatat."))
    return redirect(str(answer.get("url") or "/"))

"""The page of one act of a register: its form, pressed once through the gate, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from cases.organisations.requests import AccountRequest
from cases.shell.entered import Values
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
from workflows.gate import Outcome, perform
from workflows.machine import Act


def act_page(
    request: AccountRequest,
    record: Any,
    name: str,
    row: Act,
    *,
    back: str,
    said: Callable[[Outcome], str],
    trail: Sequence[Mapping[str, str]],
    title: str = "",
    kept_as: str = "",
    of_record: bool = False,
    template: str = "pengelolaan/change.html",
    initial: Mapping[str, Any] | None = None,
    shown: Callable[[], Mapping[str, Any]] = dict,
) -> HttpResponse:
    """record: the register or its record; row: of the act, with a form; back: where the person comes out; said: the
    sentence of what was done; kept_as: name under which what was typed is kept, where the act's own does not tell it
    apart; of_record: it is kept for this record, with the version it was begun on; the rest as of `form_page`.
    """
    keeping = Keeping(
        request,
        row.form,
        case_type=record.machine.key,
        act=kept_as or name,
        object_id=record.pk if of_record else None,
        title=title or row.label,
        version=record.version if of_record else None,
    )

    def press(values: Values) -> tuple[str, str]:
        return back, said(perform(record, name, actor=request.user, data=values))

    return form_page(
        request,
        keeping,
        press,
        template=template,
        back=back,
        trail=trail,
        subject=record,
        initial=initial,
        shown=shown,
    )

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, case_types
from cases.organisations.requests import AccountRequest
from workflows.diagrams import machine_svg
from workflows.errors import E_REF, FieldError, Refused, hidden

from .presenting import type_row, type_whole

router = Router(tags=["case types"])


@router.get("/case-types")
def list_types(request: AccountRequest) -> list[dict[str, Any]]:
    return [type_row(known) for known in case_types()]


@router.get("/case-types/{key}")
def get_type(request: AccountRequest, key: str) -> dict[str, Any]:
    """States, transitions with the schema of their forms, children and versions."""
    return type_whole(_known(key))


@router.get("/case-types/{key}/diagram.svg")
def diagram(request: AccountRequest, key: str, state: str = "") -> HttpResponse:
    """The machine as SVG, generated from its declaration; `state` is lit."""
    machine = _known(key).machine
    if state and state not in machine.states.values:
        error = FieldError(E_REF, f"{machine.label} tidak mempunyai status ini.")
        raise Refused(E_REF, error.message, errors={"state": [error]})
    return HttpResponse(machine_svg(machine, machine.latest, present=state), content_type="image/svg+xml")


def _known(key: str) -> CaseType:
    try:
        return case_type(key)
    except KeyError:
        raise hidden() from None

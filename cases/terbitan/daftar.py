"""Export Pdf of the list of one case type (SJ-55, SJ-131)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.reading.filters import CaseFilter
from cases.shell.lists import export_rows
from workflows.errors import E_REF, FieldError, Refused

from .jenis import Cetakan, Parameter
from .tabel import as_request, chips, query_of, sheet, values_of


def check(actor: Any, subject: Any, parameter: Parameter) -> dict[str, Any]:
    """{type, saringan}: a known case type and its filters, which never widen what is visible. Raises
    Refused: E-REF, and what is wrong with a filter."""
    kind = _kind(parameter)
    query = query_of({k: v for k, v in parameter.items() if k != "type"})
    CaseFilter(as_request(actor, query), kind).strict()
    return {"type": kind.key, "saringan": query}


def build(actor: Any, subject: Any, parameter: Parameter) -> Mapping[str, Any]:
    kind = _kind(parameter)
    form = CaseFilter(as_request(actor, parameter["saringan"]), kind)
    header, rows = export_rows(kind, actor, values_of(form))
    return sheet(header, rows, chips(form), actor)


def _kind(parameter: Parameter) -> CaseType:
    try:
        return case_type(str(parameter.get("type") or ""))
    except KeyError:
        error = FieldError(E_REF, "Jenis kasus tidak dikenal.")
        raise Refused(E_REF, error.message, errors={"type": [error]}) from None


DAFTAR = Cetakan(
    key="daftar",
    label="Daftar",
    layout="daftar",
    check=check,
    title=lambda parameter, subject: _kind(parameter).list_title,
    build=build,
    of_case=False,
)

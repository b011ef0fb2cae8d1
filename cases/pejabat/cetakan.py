"""Export Pdf of Daftar Pejabat (SJ-55)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.terbitan.jenis import Cetakan, Parameter
from cases.terbitan.tabel import as_request, chips, query_of, sheet, values_of

from .listing import HEADER, export_rows


def check(actor: Any, subject: Any, parameter: Parameter) -> dict[str, Any]:
    """Raises Refused for a filter that is unknown or malformed."""
    from .filters import PejabatFilter

    query = query_of(parameter)
    PejabatFilter(as_request(actor, query)).strict()
    return {"saringan": query}


def build(actor: Any, subject: Any, parameter: Parameter) -> Mapping[str, Any]:
    from .filters import PejabatFilter

    form = PejabatFilter(as_request(actor, parameter["saringan"]))
    return sheet(HEADER, export_rows(actor, values_of(form)), chips(form), actor)


DAFTAR_PEJABAT = Cetakan(
    key="daftar_pejabat",
    label="Daftar Pejabat",
    layout="daftar",
    check=check,
    title=lambda parameter, subject: "Daftar Pejabat",
    build=build,
    of_case=False,
)

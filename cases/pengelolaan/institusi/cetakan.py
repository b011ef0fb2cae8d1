"""Export Pdf of Daftar Institusi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.organisations.permissions import sees_all
from cases.terbitan.jenis import Cetakan, Parameter
from cases.terbitan.tabel import as_request, chips, query_of, sheet, values_of
from workflows.errors import E_PERM, Refused


def _assert_reader(actor: Any) -> None:
    if not sees_all(actor):
        raise Refused(E_PERM, "Anda tidak berhak mencetak daftar ini.")


def check(actor: Any, subject: Any, parameter: Parameter) -> dict[str, Any]:
    """Raises Refused: E-PERM for an institution, and what is wrong with a filter."""
    from .filters import InstitusiFilter

    _assert_reader(actor)
    query = query_of(parameter)
    InstitusiFilter(as_request(actor, query)).strict()
    return {"saringan": query}


def build(actor: Any, subject: Any, parameter: Parameter) -> Mapping[str, Any]:
    from .filters import InstitusiFilter
    from .listing import HEADER, export_rows

    _assert_reader(actor)
    form = InstitusiFilter(as_request(actor, parameter["saringan"]))
    return sheet(HEADER, export_rows(values_of(form)), chips(form), actor)


DAFTAR_INSTITUSI = Cetakan(
    key="daftar_institusi",
    label="Daftar Institusi",
    layout="daftar",
    check=check,
    title=lambda parameter, subject: "Daftar Institusi",
    build=build,
    of_case=False,
)

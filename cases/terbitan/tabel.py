"""A list as a print: the columns, filters and rows of its CSV export (SJ-54, SJ-55, SJ-131)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest, QueryDict

from cases.core.reading.words import angka
from cases.shell.exports import shown
from documents.rendering import RenderingError, terbilang
from workflows.errors import E_FMT, E_RNG, FieldError, Refused
from workflows.text import storable, unkeepable

#: typst sets about 1,000 rows a second and takes 150 MB for them.
MOST_ROWS = 10_000
_LONGEST_QUERY = 4000  # characters


def sheet(
    header: Sequence[str], rows: Iterable[Sequence[Any]], facts: Sequence[tuple[str, str]], for_whom: Any
) -> dict[str, Any]:
    """Data of the layout `daftar`. facts: (label, value) of the active filters, in words.

    Raises RenderingError over MOST_ROWS rows.
    """
    lines = [[shown(value) for value in row] for row in islice(rows, MOST_ROWS + 1)]
    if len(lines) > MOST_ROWS:
        raise RenderingError(
            f"Daftar ini lebih dari {angka(MOST_ROWS)} baris. Persempit saringan, atau gunakan Export Csv atau Excel."
        )
    institution = getattr(for_whom, "institution", None)
    whose = f"{for_whom} ({institution.nama})" if institution is not None else str(for_whom)
    filters = "; ".join(f"{label}: {value}" for label, value in facts) or "Tidak ada"
    number = f"{angka(len(lines))} ({terbilang(len(lines))}) baris"
    return {
        "ringkasan": [
            {"label": "Saringan", "value": filters},
            {"label": "Jumlah", "value": number},
            {"label": "Dibuat untuk", "value": whose},
        ],
        "kolom": list(header),
        "lebar": _widths(header, lines),
        "baris": lines,
    }


def query_of(parameter: Mapping[str, Any]) -> str:
    """The filters of a request as a query string. Raises Refused for what is no filter of a list: left out or cut
    short, it would print more than was asked for."""
    query = QueryDict(mutable=True)
    for name, value in sorted(parameter.items()):
        for one in value if isinstance(value, list) else [value]:
            if one is None or one == "":
                continue
            if isinstance(one, bool) or not isinstance(one, str | int) or unkeepable(f"{name}{one}"):
                raise _no_filter(storable(name)[:50], E_FMT, "Saringan tidak sah: isi harus berupa teks.")
            query.appendlist(name[:50], str(one)[:1000])  # longer than any filter: refused, not cut to one
    query.pop("cursor", None)
    found = query.urlencode()
    if len(found) > _LONGEST_QUERY:
        raise _no_filter("parameter", E_RNG, "Saringan terlalu panjang.")
    return found


def _no_filter(name: str, code: str, message: str) -> Refused:
    return Refused(code, message, errors={name: [FieldError(code, message)]})


def as_request(actor: Any, query: str) -> HttpRequest:
    """What the filter form of a list reads: the person and the query; there is no browser in the worker."""
    request = HttpRequest()
    request.user = actor
    request.GET = QueryDict(query)
    return request


def values_of(form: Any) -> dict[str, Any]:
    """Raises RenderingError where a filter is none any more: what is printed is never more than was asked for."""
    if form.errors:
        raise RenderingError("Saringan cetakan ini tidak berlaku lagi. Buka daftarnya dan cetak lagi.")
    found: dict[str, Any] = form.values()
    return found


def chips(form: Any) -> list[tuple[str, str]]:
    """The active filters of a filter form, in words."""
    return [tuple(chip["label"].split(": ", 1)) for chip in form.chips()]


def _widths(header: Sequence[str], lines: Sequence[Sequence[str]]) -> list[int]:
    """Relative widths: what most cells of a column need, between a date and a long title."""
    widths = []
    for number, label in enumerate(header):
        lengths = sorted(len(line[number]) for line in lines[:500])
        usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
        words = max((len(word) for word in label.split()), default=0)
        widths.append(min(max(usual, words + 1, 8), 34))
    return widths

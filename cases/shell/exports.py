"""Lists as CSV and as XLSX, with the same columns and rows (SJ-54).

CSV is streamed: UTF-8 with BOM, semicolons and decimal commas, as a spreadsheet with Indonesian settings opens it
without asking; dates DD/MM/YYYY, no cell can start a formula. XLSX keeps types: NIP and other texts are text cells,
numbers are numbers, days are days. Moments are told in the reader's zone (`cases.organisations.zones`).
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone

from cases.core.reading.words import tanggal_pendek
from cases.organisations.zones import zone_for
from workflows.access import log_access
from workflows.errors import E_RNG, Refused
from workflows.numbers import number_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 50_000  # of a workbook; CSV has no bound
_LONGEST_CELL = 32_767  # characters; the format's own bound


class _Line:
    """A file of one line: what csv writes is what the response sends."""

    def write(self, text: str) -> str:
        return text


def list_response(
    request: HttpRequest,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    filters: dict[str, Any],
    *,
    about: tuple[str, Any] | None = None,
) -> StreamingHttpResponse:
    """The export as a download, with `?bentuk=xlsx` as a workbook; the access log says who took out what.

    name: of the file; about: what was taken out and of which case, where it is not the list of that name.
    """
    shape = "xlsx" if request.GET.get("bentuk") == "xlsx" else "csv"
    zone = zone_for(request.user)
    file = f"{name}-{timezone.localtime(timezone=zone):%Y%m%d-%H%M}.{shape}"
    response: StreamingHttpResponse
    if shape == "xlsx":
        response = FileResponse(
            workbook(header, rows, zone), as_attachment=True, filename=file, content_type=XLSX
        )
    else:
        response = StreamingHttpResponse(_lines(header, rows, zone), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file}"'
    log_access(
        actor=request.user,
        action="ekspor",
        outcome="ok",
        object_type=about[0] if about else name,
        object_id=about[1] if about else None,
        detail={"bentuk": shape, "saringan": {key: str(value) for key, value in filters.items()}},
    )
    return response


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]], zone: dt.tzinfo) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([cell(value, zone) for value in row])


def cell(value: Any, zone: dt.tzinfo | None = None) -> str:
    text = shown(value, zone)
    # a dash alone (no NIP) begins no formula
    guarded = len(text) > 1 and text.startswith(_FORMULA) and not isinstance(value, Decimal | int)
    return f"'{text}" if guarded else text


def shown(value: Any, zone: dt.tzinfo | None = None) -> str:
    """A value as people read it, also in the export as PDF."""
    if value is None:
        return ""
    if isinstance(value, dt.date | dt.datetime):
        return tanggal_pendek(value, zone)
    return number_text(value) if isinstance(value, Decimal) else str(value)


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]], zone: dt.tzinfo) -> Any:
    """The open temporary file of a workbook with one sheet, written row by row. Raises Refused over MOST_ROWS rows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    # strings are strings: no formula, no link, whatever they begin with
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Daftar")
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "number": book.add_format({"num_format": "#,##0.####"}),
        "text": book.add_format({"num_format": "@"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(header) - 1, 0), 22)
    for column, label in enumerate(header):
        sheet.write_string(0, column, label, formats["head"])
    number = 0
    for number, row in enumerate(islice(rows, MOST_ROWS + 1), start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats, zone)
    if number > MOST_ROWS:
        book.close()
        file.close()
        most = number_text(MOST_ROWS)
        raise Refused(
            E_RNG, f"Daftar ini lebih dari {most} baris. Persempit saringan, atau gunakan Export Csv."
        )
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any], zone: dt.tzinfo) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        value = value.astimezone(zone).date()
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["day"])
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats["number"])
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST_CELL], formats["text"])

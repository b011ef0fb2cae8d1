"""Lists as CSV: streamed, UTF-8 with BOM, dates DD/MM/YYYY, no cell can start a formula (SJ-54)."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from cases.core.templatetags.alur import angka, tanggal_pendek
from workflows.access import log_access

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file of one line: what csv writes is what the response sends."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    request: HttpRequest,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    filters: dict[str, Any],
) -> StreamingHttpResponse:
    """The export as a download; a line in the access log says who took what out with which filters."""
    log_access(
        actor=request.user,
        action="ekspor",
        outcome="ok",
        object_type=name,
        detail={"saringan": {key: str(value) for key, value in filters.items()}},
    )
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    response["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.csv"'
    return response


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def cell(value: Any) -> str:
    text = shown(value)
    guarded = text.startswith(_FORMULA) and not isinstance(value, Decimal)
    return f"'{text}" if guarded else text


def shown(value: Any) -> str:
    """A value as people read it, also in the export as PDF."""
    if value is None:
        return ""
    if isinstance(value, dt.date | dt.datetime):
        return tanggal_pendek(value)
    return angka(value) if isinstance(value, Decimal) else str(value)

"""What comes in over the API: one bounded reader of JSON bodies, and queries of known names only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser

from cases.core.reading.paging import MAXIMUM
from workflows.errors import E_FMT, E_REQ, E_RNG, FieldError, Refused
from workflows.parsing import count, json_value
from workflows.text import unkeepable

LONGEST_FILTER = 200  # characters of one value
#: pydantic's kinds of faults in our words.
_SAID = (
    ("missing", "Wajib diisi."),
    ("extra_forbidden", "Isian ini tidak dikenal."),
    ("string", "Isi harus berupa teks."),
    ("int", "Isi harus berupa bilangan bulat."),
    ("uuid", "Isi harus berupa UUID."),
    ("dict", "Isi harus berupa objek JSON."),
    ("model", "Isi harus berupa objek JSON."),
    ("list", "Isi harus berupa daftar."),
    ("bool", "Isi harus true atau false."),
    ("too_", "Isi terlalu panjang atau terlalu pendek."),
    ("greater", "Isi di luar batas."),
    ("less", "Isi di luar batas."),
)


class BoundedParser(Parser):
    """A body is one JSON object of bounded size and depth, sent as JSON. Raises Refused."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        kind = (request.content_type or "").lower()
        if kind != "application/json":
            raise _refused(f"Content-Type harus application/json, bukan {kind[:60] or 'kosong'}.")
        try:
            found = json_value(request.body)
        except ValueError as fault:
            raise _refused(str(fault)) from None
        if not isinstance(found, dict):
            raise _refused("Isi permintaan harus berupa objek JSON.")
        for name, value in found.items():
            if isinstance(value, str) and (sign := unkeepable(value)):
                raise _refused(f"Isi memuat karakter yang tidak dapat disimpan ({sign}).", name)
        return found


def exact(request: HttpRequest, known: type[Schema] | set[str]) -> None:
    """Raises Refused for a query value that is not asked for, that nothing can hold, or that is said twice over."""
    names = known if isinstance(known, set) else set(known.model_fields)
    lists = set() if isinstance(known, set) else {n for n, f in known.model_fields.items() if f.default == []}
    for name, values in request.GET.lists():
        if name not in names:
            raise _refused("Saringan ini tidak dikenal.", name)
        if sign := next(filter(None, map(unkeepable, values)), ""):
            raise _refused(f"Isi memuat karakter yang tidak dapat disimpan ({sign}).", name)
        if len(set(values)) > 1 and name not in lists:
            raise _refused("Saringan ini disebut lebih dari sekali.", name)
        if name == "limit" and not count(values[-1], most=MAXIMUM):
            raise _refused(f"Isi harus bilangan bulat 1 sampai {MAXIMUM}.", name, E_RNG)
        if name != "cursor" and any(len(value) > LONGEST_FILTER for value in values):
            raise _refused(f"Paling banyak {LONGEST_FILTER} karakter.", name, E_RNG)


def said(kind: str) -> FieldError:
    """The code and sentence for a fault of pydantic."""
    code = E_REQ if kind == "missing" else E_FMT
    sentence = next(
        (text for start, text in _SAID if kind.startswith(start)),
        "Isi tidak sesuai bentuk yang didokumentasikan.",
    )
    return FieldError(code, sentence)


def _refused(message: str, name: str = "body", code: str = E_FMT) -> Refused:
    return Refused(
        code, message, errors={name.encode("utf-8", "replace").decode()[:100]: [FieldError(code, message)]}
    )

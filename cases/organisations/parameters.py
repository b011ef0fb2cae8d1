"""Named, dated numbers and switches with their legal basis (ARCHITECTURE §7).

`REGISTRY` says which parameters exist and what they may hold, those of a case type's own regulation too (`declare`);
the table says what holds when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from workflows.showing import once

from .models import Parameter
from .zones import today_wib

PERATURAN_2016 = "Peraturan Ketua KASN Nomor 7 Tahun 2016"


@dataclass(frozen=True, slots=True)
class Definition:
    """One parameter: `accepts` tells whether a value may be set, `expected` says in words what may."""

    key: str
    label: str
    default: Any
    accepts: Callable[[Any], bool]
    expected: str
    legal_basis: str

    def read(self, text: str) -> Any:
        """The value somebody wrote. Raises ValueError for one that may not be set."""
        words = {"": None, "ya": True, "true": True, "tidak": False, "false": False}
        text = text.strip().casefold()
        value = words[text] if text in words else int(text) if text.isascii() and text.isdigit() else text
        if not self.accepts(value):
            raise ValueError(text)
        return value

    def shown(self, value: Any) -> str:
        if value is None:
            return "tidak ditetapkan"
        return {True: "ya", False: "tidak"}[value] if isinstance(value, bool) else str(value)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_whole(minimum: int, *, optional: bool = False) -> Callable[[Any], bool]:
    def accepts(value: Any) -> bool:
        if value is None:
            return optional
        return isinstance(value, int) and not isinstance(value, bool) and value >= minimum

    return accepts


REGISTRY: dict[str, Definition] = {
    definition.key: definition
    for definition in (
        Definition(
            "REKOMENDASI_WAJIB",
            "Rekomendasi wajib sebelum Proses Seleksi",
            False,
            _is_bool,
            "ya atau tidak",
            f"{PERATURAN_2016}, Lampiran (Gambar 29)",
        ),
        Definition(
            "SASARAN_TELAAH_HARI_KERJA",
            "Sasaran telaah dalam hari kerja",
            None,
            _is_whole(1, optional=True),
            "bilangan bulat mulai 1, atau kosong",
            "Peraturan tidak menetapkan batas waktu telaah",
        ),
        Definition(
            "SASARAN_PILIH_PETUGAS_HARI_KERJA",
            "Sasaran pemilihan petugas dalam hari kerja",
            None,
            _is_whole(1, optional=True),
            "bilangan bulat mulai 1, atau kosong",
            "Peraturan tidak menetapkan batas waktu pemilihan petugas",
        ),
        Definition(
            "PANJANG_PASSWORD_MINIMAL",
            "Panjang password minimal (karakter)",
            12,
            _is_whole(6),
            "bilangan bulat mulai 6",
            f"{PERATURAN_2016}, Lampiran (minimal 6 karakter)",
        ),
    )
}


def declare(*definitions: Definition) -> None:
    """Called by a case type's AppConfig.ready() for the numbers of its own regulation."""
    REGISTRY.update({definition.key: definition for definition in definitions})


def parameter(key: str, on: date | None = None) -> Any:
    """The value in force on a day (default: today); the registered default where no row says otherwise.

    The latest `valid_from` wins, among equals the row entered last. Raises KeyError for an unknown key.
    """
    definition = REGISTRY[key]
    row = next(iter(parameter_rows(key, on)), None)
    return definition.default if row is None else row.value


def parameter_rows(key: str, on: date | None = None) -> QuerySet[Parameter]:
    """The row that `parameter` reads, if any."""
    day = on or today_wib()
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Parameter.objects.filter(running, key=key, valid_from__lte=day)
    return once(("parameter", key, day), lambda: rows.order_by("-valid_from", "-created")[:1])


def set_parameter(
    key: str,
    value: Any,
    *,
    valid_from: date,
    legal_basis: str,
    alasan: str = "",
    valid_to: date | None = None,
) -> Parameter:
    """Add a dated value.

    Raises KeyError for an unknown key, ValidationError (E-RNG) for an impossible value.
    """
    definition = REGISTRY[key]
    if not definition.accepts(value):
        raise ValidationError({"value": ValidationError(f"Isi {definition.expected}.", code="E-RNG")})
    return Parameter.objects.create(
        key=key, value=value, valid_from=valid_from, valid_to=valid_to, legal_basis=legal_basis, alasan=alasan
    )

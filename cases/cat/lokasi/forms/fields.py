"""Fields that several forms of a titik lokasi have, made from the tables of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError

from cases.cat.lokasi.butir import SESUAI, TAK_BERLAKU, Butir
from cases.organisations.models import Unit, Wilayah
from documents.fields import DocumentsField
from workflows.errors import E_FMT, E_REF, E_REQ
from workflows.forms import REQUIRED, WaktuField

#: Of what is signed in the system.
SCAN = "Yang ditandatangani di sistem sudah terlampir; unggah pindaian bila ditandatangani di atas kertas."


def teks(label: str, *, max_length: int = 1000, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def ya_tidak(label: str, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "-- Pilih --"), ("ya", "Ya"), ("tidak", "Tidak")], **kwargs
    )


def pindaian(kind: str, label: str) -> DocumentsField:
    return DocumentsField(kind=kind, maximum=5, replaces=False, label=label, help_text=SCAN)


def items(butir: Iterable[Butir]) -> dict[str, forms.Field]:
    """Of each item its answer and its remark; what is left open a guard asks for."""
    found: dict[str, forms.Field] = {}
    for one in butir:
        choices = [("", "-- Belum dijawab --"), *SESUAI, *([TAK_BERLAKU] if one.optional else [])]
        found[one.name] = forms.ChoiceField(label=f"{one.kode} {one.label}", choices=choices, required=False)
        found[one.note] = forms.CharField(
            label=f"Keterangan {one.kode}", max_length=1000, required=False, help_text="Wajib bila X."
        )
    return found


def answers(data: Mapping[str, Any], butir: Iterable[Butir]) -> dict[str, dict[str, str]]:
    """As the detail keeps them: {code: {jawaban, keterangan}} of those that were answered."""
    return {
        one.kode: {"jawaban": data[one.name], "keterangan": data.get(one.note) or ""}
        for one in butir
        if data.get(one.name)
    }


def shown(kept: Mapping[str, Mapping[str, str]], butir: Iterable[Butir]) -> dict[str, str]:
    """The other way: what a form begins with."""
    found = {}
    for one in butir:
        if one.kode in kept:
            found[one.name] = kept[one.kode]["jawaban"]
            found[one.note] = kept[one.kode]["keterangan"]
    return found


def tanda_terima() -> dict[str, forms.Field]:
    """Receipt of the upload to MST (CB-240)."""
    return {
        "mst_id": forms.CharField(label="Nomor tanda terima MST", max_length=100, required=False),
        "mst_waktu": WaktuField(label="Waktu unggah MST", required=False),
    }


class TempatField(forms.Field):
    """A place as the schedule names it: {nama, alamat, wilayah (code) or null, luar_negeri, zona (IANA)}."""

    def clean(self, value: Any) -> dict[str, Any]:
        if value in (None, "", {}):
            raise ValidationError(REQUIRED, code=E_REQ)
        if not isinstance(value, Mapping):
            raise ValidationError("Tempat harus berupa objek.", code=E_FMT)
        nama, alamat = str(value.get("nama") or "").strip(), str(value.get("alamat") or "").strip()
        if not nama or not alamat or len(nama) > 200 or len(alamat) > 400:
            raise ValidationError("Nama (1–200) dan alamat (1–400 karakter) tempat wajib ada.", code=E_REQ)
        abroad, area = bool(value.get("luar_negeri")), value.get("wilayah") or None
        if not abroad and not Wilayah.objects.filter(pk=area).exists():
            raise ValidationError("Wilayah tempat tidak dikenal.", code=E_REF)
        return {
            "nama": nama,
            "alamat": alamat,
            "wilayah": None if abroad else area,
            "luar_negeri": abroad,
            "zona": _zone(value.get("zona")),
        }


def _zone(value: Any) -> str:
    try:
        return str(ZoneInfo(str(value or "")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError("Zona waktu tempat tidak dikenal (nama IANA).", code=E_REF) from None


def clean_unit(value: str) -> str:
    """The code of a unit whose place it is, "" for none."""
    if value and not Unit.objects.filter(pk=value).exists():
        raise ValidationError("Unit BKN tidak dikenal.", code=E_REF)
    return value

"""Fields that forms of a sesi and of its participants share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from cases.cat.law.seen import FINISHED
from cases.cat.tables import Sesi, TitikLokasi
from workflows.errors import E_FMT
from workflows.forms import ModelChoiceField

#: Questions a person answers with yes, or leaves open.
YES: dict[str, Any] = {"required": False}


def teks(label: str, *, max_length: int = 1000, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def ya(label: str) -> forms.BooleanField:
    """A tick; whether it is wanted, a guard says."""
    return forms.BooleanField(label=label, required=False)


class SesiField(ModelChoiceField):
    """Another sesi of the same event that still takes people."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title())


class LokasiField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.tempat.nama)


def receiving_sessions(sesi: Any) -> Any:
    if sesi is None:
        return Sesi.objects.none()
    rows = Sesi.objects.filter(lokasi__acara=sesi.lokasi.acara_id, state="terjadwal").exclude(pk=sesi.pk)
    open_ = rows.exclude(lokasi__state__in=(*FINISHED, "pelaksanaan_selesai"))
    return open_.select_related("lokasi__tempat").order_by("mulai", "nomor", "pk")


def receiving_places(sesi: Any) -> Any:
    if sesi is None:
        return TitikLokasi.objects.none()
    rows = TitikLokasi.objects.filter(acara=sesi.lokasi.acara_id)
    open_ = rows.exclude(state__in=(*FINISHED, "pelaksanaan_selesai"))
    return open_.select_related("tempat").order_by("tempat__nama", "pk")


class PindahField(forms.Field):
    """Who goes where: {key of somebody registered: key of the sesi that receives him}. Asked by a schedule, not by a
    person: no page shows it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, str]:
        if value in (None, "", {}):
            return {}
        if not isinstance(value, dict):
            raise ValidationError("Isi harus berupa pasangan pendaftar dan sesi.", code=E_FMT)
        try:
            return {str(UUID(str(person))): str(UUID(str(target))) for person, target in value.items()}
        except ValueError:
            raise ValidationError("Kunci pendaftar atau sesi tidak dikenal.", code=E_FMT) from None

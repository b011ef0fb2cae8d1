"""What recording and ending an absence asks."""

from __future__ import annotations

from typing import Any

from django import forms

from workflows.errors import E_RNG
from workflows.forms import ActForm, TanggalField

from .permissions import about_whom, ended_by, may_stand_in, writes_about_all


class KetidakhadiranForm(ActForm):
    """Whole days, from the first to the last, as the calendar in Jakarta counts them."""

    orang: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="Yang tidak hadir", empty_label="-- Pilih orang --"
    )
    mulai = TanggalField(label="Hari pertama")
    sampai = TanggalField(label="Hari terakhir")
    pengganti: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label="Pengganti",
        empty_label="-- Tanpa pengganti --",
        required=False,
        help_text="Selama itu pengganti dapat melakukan semua yang menjadi hak orang yang digantikan, kecuali "
        "menandatangani. Riwayat menyebut keduanya.",
    )
    no_surat = forms.CharField(label="Nomor surat", max_length=100, required=False)
    alasan = forms.CharField(
        label="Alasan",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Misalnya cuti tahunan.",
    )

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["pengganti"].queryset = may_stand_in()
        fields["orang"].queryset = about_whom(self.actor)
        if self.actor is not None and not writes_about_all(self.actor):  # whose own absence it is
            fields["orang"].empty_label, fields["orang"].required = None, False
            fields["pengganti"].queryset = fields["pengganti"].queryset.exclude(pk=self.actor.pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.fields["orang"].required and "orang" not in self.errors:
            data["orang"] = data.get("orang") or self.actor
        if data.get("mulai") and data.get("sampai") and data["sampai"] < data["mulai"]:
            self.refuse("sampai", E_RNG, "Hari terakhir tidak boleh sebelum hari pertama.")
        if data.get("orang") and data.get("orang") == data.get("pengganti"):
            self.refuse("pengganti", E_RNG, "Pengganti harus orang lain.")
        return data


class AkhiriForm(ActForm):
    """Ends one that is coming or running, from this moment on."""

    ketidakhadiran: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="Ketidakhadiran", empty_label="-- Pilih ketidakhadiran --"
    )
    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        field: Any = self.fields["ketidakhadiran"]
        field.queryset = ended_by(self.actor).select_related("person").order_by("-since", "-id")

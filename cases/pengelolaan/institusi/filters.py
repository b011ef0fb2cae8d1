"""The filters of Daftar Institusi (SJ-18), for page, exports, print and API."""

from __future__ import annotations

from django import forms

from cases.core.reading.filters import KINDS, FilterForm, provinces, provinces_all

from .states import Keadaan


class InstitusiFilter(FilterForm):
    q = forms.CharField(
        label="Cari",
        required=False,
        max_length=200,
        help_text="Nama sekarang atau dahulu, kode, atau email",
    )

    def prepare(self) -> None:
        self.put("jenis", "Jenis", KINDS)
        self.put_row("provinsi", "Provinsi", provinces_all, () if self.api else provinces(), uuid=False)
        self.put("status", "Status", [(k.value, str(k.label)) for k in Keadaan])
        self.put("akun", "Akun", [("ada", "Sudah punya akun"), ("belum", "Belum punya akun")])
        self.put("sumber", "Sumber", [("diperiksa", "Sudah diperiksa"), ("belum", "Belum diperiksa")])

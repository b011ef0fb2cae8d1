"""Forms of a cancellation; field names are the catalogue's identifiers."""

from __future__ import annotations

from django import forms

from workflows.forms import ActForm

YES_NO = (("ya", "Ya"), ("tidak", "Tidak"))
HASIL = (("tidak_terbukti", "Indikasi tidak terbukti"), ("terbukti", "Indikasi tetap ada"))


class UsulkanForm(ActForm):
    """What the check of the facilities has shown (CB-77, CB-125)."""

    indikasi = forms.ChoiceField(
        label="Pemeriksaan menunjukkan indikasi kecurangan", choices=YES_NO, widget=forms.RadioSelect
    )
    uraian = forms.CharField(
        label="Uraian indikasi", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class TarikForm(ActForm):
    hasil_pemeriksaan = forms.ChoiceField(label="Hasil pemeriksaan", choices=HASIL, widget=forms.RadioSelect)
    alasan = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

"""What an answer to a failed job asks."""

from __future__ import annotations

from django import forms

from workflows.forms import ActForm


class AlamatForm(ActForm):
    """Why e-mail may go to an address again."""

    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class JawabanForm(ActForm):
    """Why it is tried again or set aside; for this one, or for all that failed alike."""

    alasan = forms.CharField(label="Alasan", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    sejenis = forms.BooleanField(
        label="Juga semua pekerjaan gagal lain dari jenis dan dengan sebab yang sama", required=False
    )

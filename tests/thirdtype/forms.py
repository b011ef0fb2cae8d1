"""Forms of a loan of a room; field names are the identifiers of its catalogue."""

from __future__ import annotations

from django import forms

from documents.fields import DocumentsField
from workflows.forms import ActForm, BulatField, TanggalField, WaktuField

from .states import Ruang


class PeminjamanForm(ActForm):
    ruang = forms.ChoiceField(label="Ruang", choices=[("", "-- Pilih Ruang --"), *Ruang.choices])
    tanggal = TanggalField(label="Tanggal")
    siap_pada = WaktuField(label="Ruang siap pada")
    keperluan = forms.CharField(label="Keperluan", max_length=200)
    jumlah_peserta = BulatField(label="Jumlah peserta", min_value=1, max_value=200)
    surat_peminjaman = DocumentsField(kind="surat_peminjaman", minimum=1, maximum=1, label="Surat permohonan")


class SelesaiForm(ActForm):
    rekaman_ruang = DocumentsField(kind="rekaman_ruang", maximum=3, label="Rekaman ruang")

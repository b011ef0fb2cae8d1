"""Forms of Pelaporan and Pelantikan (SJ-112 … SJ-121)."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django import forms

from cases.core.doing.corrections import AnswersPoints, open_points, points_field
from cases.core.reading.words import angka
from cases.dokumen.printability import prints
from cases.jpt.states import Tahap
from cases.organisations.zones import today_at
from documents.fields import DocumentsField
from workflows.errors import E_RNG
from workflows.forms import ActForm, ModelChoiceField, RichTextField, TanggalField

BAGIAN = (
    ("keterangan", "Keterangan laporan"),
    ("surat_pengantar", "Surat pengantar PPK dan PyB"),
    ("laporan_lengkap", "Laporan Lengkap Setiap Tahapan"),
    ("berita_acara", "Berita acara pansel"),
    ("lampiran_berita_acara", "Lampiran berita acara pansel"),
)
#: The three main documents; those of an earlier version of the report go on.
REPORT_FILES = ("surat_pengantar", "laporan_lengkap", "lampiran_berita_acara")


class PelaporanForm(ActForm):
    """The report on every stage (SJ-112)."""

    steps: ClassVar[list[tuple[str, list[str]]]] = [
        ("Keterangan", ["keterangan", "alasan_kurang_tiga"]),
        ("Surat dan laporan", ["surat_pengantar", "laporan_lengkap"]),
        ("Berita acara", ["berita_acara", "lampiran_berita_acara"]),
    ]

    keterangan = RichTextField(label="Keterangan laporan")
    surat_pengantar = DocumentsField(
        kind="surat_pengantar_ppk_pyb",
        minimum=1,
        replaces=True,
        label="Surat pengantar PPK dan PyB",
        help_text="PPK: Pejabat Pembina Kepegawaian. PyB: Pejabat yang Berwenang.",
    )
    laporan_lengkap = DocumentsField(
        kind="laporan_lengkap_tahapan", minimum=1, label="Laporan Lengkap Setiap Tahapan"
    )
    berita_acara = RichTextField(label="Berita acara pansel")
    lampiran_berita_acara = DocumentsField(
        kind="berita_acara_pansel", minimum=1, label="Lampiran berita acara pansel"
    )
    alasan_kurang_tiga = forms.CharField(
        label="Alasan kurang dari tiga",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wajib bila yang diterima kurang dari tiga.",
    )

    def prepare(self) -> None:
        sent = (self.subject.laporan or {}) if self.subject is not None else {}
        if self.subject is not None:
            if len(self.subject.facts.diterima) < 3:
                self.asked_now = ("alasan_kurang_tiga",)
            elif not sent.get("alasan_kurang_tiga"):
                self.fields["alasan_kurang_tiga"].widget = forms.HiddenInput()  # nothing to give a reason for
        now = (
            self.subject.documents.standing(pk for name in REPORT_FILES for pk in sent[name]) if sent else {}
        )
        for name in REPORT_FILES:
            field: Any = self.fields[name]
            field.keep([now[pk] for pk in sent.get(name, ()) if pk in now])

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        sent = (subject.laporan or {}) if subject is not None else {}
        return {
            name: sent[name] for name in ("keterangan", "berita_acara", "alasan_kurang_tiga") if name in sent
        }


class KirimPerbaikanLaporanForm(AnswersPoints, PelaporanForm):
    """The report with an answer to each point, where points are open: corrected, or sent again after the scores were
    opened (SJ-117)."""

    steps: ClassVar[list[tuple[str, list[str]]]] = [*PelaporanForm.steps, ("Tanggapan", ["tanggapan_poin"])]
    correction_part = "pelaporan"


class PerbaikiForm(ActForm):
    """What is to be corrected in the report (SJ-115); the flag is set or left out anew each time (SJ-117)."""

    alasan = RichTextField(label="Alasan")
    bagian = forms.MultipleChoiceField(
        label="Bagian yang diperbaiki", choices=BAGIAN, required=False, widget=forms.CheckboxSelectMultiple
    )
    poin = points_field(PelaporanForm)
    buka_kembali = forms.BooleanField(
        label="Buka kembali penilaian",
        required=False,
        help_text="Centang bila skor atau keputusan atas kandidat harus diperbaiki: institusi membuka kembali "
        "penilaian, lalu mengirim pelaporan lagi. Tanpa centang hanya laporannya yang diperbaiki.",
    )
    lampiran_perbaikan = DocumentsField(kind="lampiran_perbaikan", label="Lampiran")

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return open_points(subject, "pelaporan")


class LulusForm(ActForm):
    """Lulus with recommendation (SJ-116). Text and file the guard `rekomendasi_terlampir` demands."""

    rekomendasi = RichTextField(label="Rekomendasi", required=False, validators=[prints])
    no_surat = forms.CharField(label="No. surat", max_length=100, required=False, validators=[prints])
    tanggal = TanggalField(label="Tanggal", required=False, help_text="Bila kosong: hari ini.")
    rekomendasi_pelaporan = DocumentsField(kind="rekomendasi_pelaporan", label="Berkas rekomendasi")


class KandidatField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nama} ({obj.nip})"


class PelantikanForm(ActForm):
    """Berita Acara Pelantikan and SK Pengangkatan (SJ-120)."""

    personal: ClassVar[dict[str, str]] = {"kandidat": "identitas"}

    kandidat = KandidatField(
        queryset=None, label="Kandidat yang dilantik", empty_label="-- Pilih Kandidat --"
    )
    tanggal = TanggalField(label="Tanggal Pelantikan")
    berita_acara = RichTextField(label="Berita Acara Pelantikan")
    lampiran_berita_acara = DocumentsField(
        kind="berita_acara_pelantikan", minimum=1, label="Lampiran Berita Acara Pelantikan"
    )
    sk_pengangkatan = RichTextField(label="SK Pengangkatan")
    lampiran_sk = DocumentsField(kind="sk_pengangkatan", minimum=1, label="Lampiran SK Pengangkatan")

    def prepare(self) -> None:
        if self.subject is None:
            return
        field: Any = self.fields["kandidat"]
        field.queryset = self.subject.kandidat.order_by("nama")
        # only the three best are offered, the best first; naming another one is answered by the guard
        field.widget.choices = cache(lambda: [("", field.empty_label), *self._offered()])

    def _offered(self) -> list[tuple[Any, str]]:
        best = [k for k in self.subject.facts.tiga_besar if k.state == Tahap.DITERIMA]
        return [(k.pk, self._standing(k)) for k in best]

    def _standing(self, kandidat: Any) -> str:
        place = self.subject.facts.peringkat(kandidat)
        name = f"{kandidat.nama} ({kandidat.nip})"
        return (
            name if place is None else f"{name}, total nilai {angka(kandidat.total_nilai)}, {place.kalimat}"
        )

    def clean_tanggal(self) -> Any:
        day = self.cleaned_data["tanggal"]
        if day > today_at(self.subject.case.institution if self.subject is not None else None):
            raise forms.ValidationError("Tanggal tidak boleh di masa depan.", code=E_RNG)
        return day

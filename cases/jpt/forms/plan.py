"""Forms of Rencana Seleksi (SJ-60 … SJ-82); field names are the catalogue's identifiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from django import forms

from cases.core.doing.corrections import AnswersPoints, open_points, points_field
from cases.core.doing.forms import PesanForm
from cases.dokumen.printability import prints, refuse_unprintable
from cases.jpt.notes import named_twice, overlaps
from cases.nomenklatur.selectors import approved_now, owned_by, visible_to
from cases.organisations.badan import in_words
from cases.organisations.selectors import choices_of
from cases.pejabat.selectors import current_in
from documents.fields import DocumentsField
from documents.receiving import as_id
from workflows.actors import Actor
from workflows.choices import ListChoiceField
from workflows.errors import E_REQ, E_RNG, E_STATE, Refused, hidden
from workflows.forms import ActForm, AngkaField, ModelMultipleChoiceField, RichTextField, TanggalField
from workflows.numbers import number_text
from workflows.rows import RowsField, identified

METODE = (
    ("assessment_centre", "Assessment centre"),
    ("team_assessor", "Team Assessor (2 - 3 orang)"),
    ("hasil_assessment", "Hasil Assessment yang masih berlaku"),
)
BOBOT = (
    ("bobot_kompetensi_manajerial", "Bobot Penilaian Kompetensi Manajerial"),
    ("bobot_penulisan_makalah", "Bobot Penilaian Penulisan Makalah"),
    ("bobot_wawancara", "Bobot Penilaian Wawancara"),
    ("bobot_rekam_jejak", "Bobot Penilaian Rekam Jejak"),
)
LAINNYA = "Lainnya"
NOMOR_SURAT = "Bila kosong, surat disusun sebagai konsep dan menunggu nomornya sebelum dapat ditandatangani."


class PanitiaRow(forms.Form):
    """A member of the committee (SJ-69)."""

    nama = forms.CharField(label="Nama", max_length=150, validators=[prints])
    keterangan = forms.CharField(label="Keterangan", max_length=255, required=False, validators=[prints])
    berkas = DocumentsField(kind="berkas_pansel", label="Berkas", maximum=1)


class JadwalRow(forms.Form):
    """A line of the schedule (SJ-70)."""

    kegiatan = forms.CharField(label="Kegiatan", max_length=150)
    mulai = TanggalField(label="Tanggal mulai")
    akhir = TanggalField(label="Tanggal akhir")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("mulai"), data.get("akhir")
        if start and end and end < start:
            self.add_error(
                "akhir", forms.ValidationError("Tanggal akhir tidak boleh sebelum tanggal mulai.", code=E_RNG)
            )
        return data


def partial(row_form: type[forms.Form]) -> type[forms.Form]:
    """The row with nothing required, for drafts."""

    class Partial(row_form):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for field in self.fields.values():
                field.required = False

    Partial.__name__ = f"Draf{row_form.__name__}"
    return Partial


class NomenklaturField(ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit_kerja} - {obj.jabatan}"


class BobotField(AngkaField):
    """A weight of 10–100 with at most two decimals (SJ-68)."""

    def __init__(self, label: str, help_text: str = "") -> None:
        outside = ("min_value", "max_value")
        super().__init__(
            label=label,
            help_text=help_text,
            min_value=10,
            max_value=100,
            decimal_places=2,
            widget=forms.TextInput(attrs={"placeholder": "Bobot (10-100)", "inputmode": "decimal"}),
            error_messages=dict.fromkeys(outside, "Bobot harus 10 sampai dengan 100."),
        )


def choice_field(daftar: str, label: str, empty: str, *, required: bool = True) -> ListChoiceField:
    return ListChoiceField(
        queryset=choices_of(daftar),
        label=label,
        empty_label=empty,
        required=required,
    )


class RencanaForm(ActForm):
    """Tambah Seleksi (SJ-60). Several nomenklatur may be ticked; the press opens one selection for each."""

    steps: ClassVar[list[tuple[str, list[str]]]] = [
        (
            "Jabatan dan surat",
            [
                "nomenklatur",
                "no_surat_pengantar",
                "surat_pengantar_rencana",
                "cara_pengisian",
                "alasan",
                "deskripsi_alasan",
            ],
        ),
        ("Metode dan bobot", ["metode_seleksi", *(name for name, _ in BOBOT)]),
        ("Panitia", ["panitia"]),
        ("Jadwal", ["jadwal"]),
    ]
    thing: ClassVar[tuple[str, ...]] = ("nomenklatur",)

    asked_later = frozenset({"surat_pengantar_rencana"})

    nomenklatur = NomenklaturField(
        queryset=None,
        label="Nomenklatur",
        widget=forms.CheckboxSelectMultiple,
        help_text="Yang disetujui dan tidak sedang diseleksi.",
    )
    no_surat_pengantar = forms.CharField(label="No. Surat Pengantar", max_length=100, validators=[prints])
    surat_pengantar_rencana = DocumentsField(
        kind="surat_pengantar_rencana",
        label="Scan Surat Pengantar",
        maximum=1,
        help_text="Boleh menyusul, tetapi wajib ada sebelum disetujui.",
    )
    cara_pengisian = choice_field("cara_pengisian", "Cara Pengisian JPT", "-- Pilih Metode --")
    alasan = choice_field("alasan_seleksi", "Alasan", "-- Pilih Alasan --", required=False)
    deskripsi_alasan = RichTextField(label="Deskripsi Alasan", required=False)
    metode_seleksi = forms.MultipleChoiceField(
        label="Metode seleksi", choices=METODE, widget=forms.CheckboxSelectMultiple
    )
    bobot_kompetensi_manajerial = BobotField(BOBOT[0][1], "Keempat bobot bersama-sama tepat 100.")
    bobot_penulisan_makalah = BobotField(BOBOT[1][1])
    bobot_wawancara = BobotField(BOBOT[2][1])
    bobot_rekam_jejak = BobotField(BOBOT[3][1])
    panitia = RowsField(PanitiaRow, label="Panitia Seleksi", minimum=1)
    jadwal = RowsField(JadwalRow, label="Jadwal", minimum=1)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        if subject is None or not subject.state:
            return {}
        return {
            "nomenklatur": [subject.nomenklatur_id],
            "cara_pengisian": subject.cara_pengisian_id,
            "alasan": subject.alasan_id,
            "panitia": [
                {"id": r["id"], "nama": r.get("nama"), "keterangan": r.get("keterangan")}
                for r in identified(subject.panitia)
            ],
            "jadwal": [
                {**r, "mulai": _date(r.get("mulai")), "akhir": _date(r.get("akhir"))}
                for r in identified(subject.jadwal)
            ],
            **{
                name: getattr(subject, name)
                for name in (
                    "no_surat_pengantar",
                    "deskripsi_alasan",
                    "metode_seleksi",
                    *(name for name, _ in BOBOT),
                )
            },
        }

    @classmethod
    def initial_from(cls, address: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """What the button "Rencana Seleksi" of a nomenklatur names (SJ-44).

        Raises Refused: E-HIDE for one the actor does not see, E-STATE for one that is not `disetujui` (X5).
        """
        wanted = as_id(address.get("nomenklatur") or "")
        if wanted is None:
            return {}
        post = visible_to(actor).filter(pk=wanted).first()
        if post is None:
            raise hidden()
        if not approved_now(post.institution_id).filter(pk=wanted).exists():
            raise Refused(E_STATE, "Rencana seleksi hanya dapat dibuka dari nomenklatur yang disetujui.")
        return {"nomenklatur": [str(wanted)]}

    def prepare(self) -> None:
        if self.subject is None:
            return
        self._show_files()
        for name, daftar in (("cara_pengisian", "cara_pengisian"), ("alasan", "alasan_seleksi")):
            # an entry that has ended stays with the plan that holds it
            chosen: Any = self.fields[name]
            chosen.queryset = choices_of(daftar, getattr(self.subject, f"{name}_id"))
        field: Any = self.fields.get("nomenklatur")
        if field is None:
            return
        field.queryset = self.choosable(self.subject.case.institution_id)
        # busy posts are not offered, but naming one is answered by the guard with its reason
        field.widget.choices = cache(  # asked by whoever shows the form: the gate does not
            lambda: [
                (n.pk, field.label_from_instance(n)) for n in field.queryset.exclude(pk__in=self._busy())
            ]
        )

    def _show_files(self) -> None:
        """What was sent before stays where nothing new is sent: say so, and what it is."""
        letter: Any = self.fields["surat_pengantar_rencana"]
        rows = {row["id"]: row.get("berkas") or [] for row in identified(self.subject.panitia)}
        sent = [*self.subject.surat_pengantar_rencana, *(pk for ids in rows.values() for pk in ids)]
        now = self.subject.documents.standing(sent) if sent else {}
        letter.keep([now[pk] for pk in self.subject.surat_pengantar_rencana if pk in now])
        held = {row_id: [now[pk] for pk in ids if pk in now] for row_id, ids in rows.items()}
        panel: Any = self.fields["panitia"]
        panel.kept = {row_id: {"berkas": files} for row_id, files in held.items() if files}

    def choosable(self, institution_id: Any) -> Any:
        return approved_now(institution_id)

    def _busy(self) -> Any:
        return type(self.subject).open_nomenklatur()

    def clean_nomenklatur(self) -> list[Any]:
        chosen = list(self.cleaned_data["nomenklatur"])
        if len(chosen) > 1:
            raise forms.ValidationError("Satu seleksi diajukan untuk satu jabatan.", code=E_RNG)
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reason = data.get("alasan")
        unexplained = not data.get("deskripsi_alasan") and "deskripsi_alasan" not in self.errors
        if reason is not None and reason.nama == LAINNYA and unexplained:
            self.refuse("deskripsi_alasan", E_REQ, "Jelaskan alasan lainnya.")
        weights = [data.get(name) for name, _ in BOBOT]
        if None not in weights:
            total = sum((w for w in weights if w is not None), Decimal(0))
            if total != 100:
                now = number_text(total)
                self.refuse(BOBOT[0][0], E_RNG, f"Jumlah keempat bobot harus tepat 100; sekarang {now}.")
        return data

    def notes(self) -> list[str]:
        """What is allowed but worth a look before the plan is sent (SJ-59, SJ-69, SJ-70)."""
        data = self.cleaned_data
        found = []
        if names := named_twice(data.get("panitia") or ()):
            found.append(f"Nama yang sama pada panitia seleksi lebih dari sekali: {', '.join(names)}.")
        if pairs := overlaps(data.get("jadwal") or ()):
            found.append(f"Jadwal bertumpang tindih: {'; '.join(pairs)}.")
        for post in data.get("nomenklatur") or ():
            if holders := ", ".join(current_in(post).values_list("nama", flat=True)):
                found.append(f"Jabatan {post.jabatan} masih dijabat {holders}.")
        return found


def _date(value: Any) -> Any:
    return dt.date.fromisoformat(value) if value else None


class DrafForm(RencanaForm):
    """Simpan rencana (SJ-71): all may be left open but the nomenklatur; what is entered must be well formed."""

    panitia = RowsField(partial(PanitiaRow), label="Panitia Seleksi")
    jadwal = RowsField(partial(JadwalRow), label="Jadwal")

    def prepare(self) -> None:
        super().prepare()
        for name, field in self.fields.items():
            field.required = name == "nomenklatur"

    def choosable(self, institution_id: Any) -> Any:
        # a saved draft may wait while its nomenklatur is in review again; it is asked once more at Simpan
        return owned_by(institution_id) if self.subject.state else approved_now(institution_id)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


class PerbaikanForm(PesanForm):
    """The message that asks for a correction, with points about single fields (SJ-76)."""

    poin = points_field(RencanaForm)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return open_points(subject, "rencana")


class KirimPerbaikanForm(AnswersPoints, RencanaForm):
    """The corrected plan (SJ-78), with an optional message; the nomenklatur stays."""

    steps = [(label, [n for n in names if n != "nomenklatur"]) for label, names in RencanaForm.steps] + [
        ("Tanggapan", ["tanggapan_poin", "pesan"])
    ]
    correction_part = "rencana"
    read_only = ("nomenklatur",)  # a client that sends the whole plan back is not refused for it
    nomenklatur = None  # type: ignore[assignment]
    pesan = RichTextField(label=in_words("Pesan kepada petugas {badan}"), required=False)


class RekomendasiForm(ActForm):
    """SJ-81."""

    isi = RichTextField(label="Isi rekomendasi")
    no_surat = forms.CharField(label="No. surat", max_length=100, required=False, help_text=NOMOR_SURAT)
    tanggal = TanggalField(label="Tanggal", required=False, help_text="Bila kosong: hari ini.")
    rekomendasi_rencana = DocumentsField(kind="rekomendasi_rencana", label="Lampiran")

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("rekomendasi_rencana"):  # else nothing is printed
            refuse_unprintable(self, ("isi", "no_surat"))
        return self.cleaned_data


class PersetujuanForm(ActForm):
    """Form Persetujuan (SJ-79)."""

    catatan_persetujuan = RichTextField(label="Catatan persetujuan")
    no_surat = forms.CharField(label="No. surat", max_length=100, required=False, help_text=NOMOR_SURAT)
    tanggal = TanggalField(label="Tanggal", required=False, help_text="Bila kosong: hari ini.")
    surat_persetujuan = DocumentsField(kind="surat_persetujuan", label="Surat persetujuan")

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("surat_persetujuan"):
            refuse_unprintable(self, ("catatan_persetujuan", "no_surat"))
        return self.cleaned_data


class PenolakanForm(ActForm):
    """SJ-80."""

    alasan = RichTextField(label="Alasan")
    surat_penolakan = DocumentsField(kind="surat_penolakan", label="Surat penolakan")

"""What else the acts of a selection change, in the act's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.core.doing.notice_mail import PESAN
from cases.core.doing.notices import notify
from cases.core.doing.requests import Keputusan
from cases.core.doing.revisions import submit
from cases.core.models import Message
from cases.dokumen.effects import ask_for
from cases.organisations.roles import Sisi, sisi_of
from cases.organisations.zones import day_at
from cases.pejabat.register import create as create_official
from workflows.context import Move

from .models.records import Monitoring, Permohonan, Rekomendasi, Temuan
from .states import State


def day_of(move: Move) -> Any:
    """The day of a decision of the supervising body, in WIB."""
    return day_at(move.now, None)


# Versions and dialogue


def keep_plan(move: Move) -> None:
    obj: Any = move.obj
    submit(move, "rencana", obj.snapshot(), obj.LABELS, note=move.data.get("pesan", ""))


def keep_report(move: Move) -> None:
    obj: Any = move.obj
    submit(move, "pelaporan", obj.laporan, obj.REPORT_LABELS)


def write_message(move: Move) -> None:
    """Append to the thread (SJ-77); nothing to say is no message."""
    if not move.data.get("pesan"):
        return
    Message.objects.create(
        case=move.root.case,
        author=move.person,
        side=sisi_of(move.person.role),
        text=move.data["pesan"],
        attachments=move.data.get("lampiran_dialog") or [],
        sent_at=move.now,
    )


def tell_other_side(text: str) -> Callable[[Move], None]:
    """Tell petugas or institution, whichever did not act."""

    def effect(move: Move) -> None:
        from_institution = sisi_of(move.person.role) == Sisi.INSTITUSI
        notify(move, text, "petugas" if from_institution else "institusi", kind=PESAN)

    return effect


# Recommendations, monitoring


def recommend(jenis: Rekomendasi.Jenis, text: str, files: str) -> Callable[[Move], None]:
    """Keep a numbered recommendation; text and files: names of the form's fields."""

    def effect(move: Move) -> None:
        obj: Any = move.obj
        Rekomendasi.objects.create(
            seleksi=obj,
            jenis=jenis,
            nomor=obj.daftar_rekomendasi.filter(jenis=jenis).count() + 1,
            isi=move.data[text],
            no_surat=move.data["no_surat"],
            tanggal=move.data["tanggal"] or day_of(move),
            attachments=move.data[files],
            by=move.person,
            at=move.now,
        )

    return effect


def letter(jenis: str) -> Callable[[Move], None]:
    """Have the letter written and put before the reviewer to be signed, unless one was attached to the act.

    jenis: the kind of the letter, also the name of the form's field for one that was written elsewhere.
    """

    def effect(move: Move) -> None:
        if not move.data.get(jenis):
            ask_for(jenis, move)

    return effect


def keep_monitoring(move: Move) -> None:
    obj: Any = move.obj
    names = (
        "tanggal",
        "cara_pengambilan_sampel",
        "tahapan_dipantau",
        "uraian",
        "temuan",
        "tampil_ke_institusi",
    )
    monitoring = Monitoring.objects.create(
        seleksi=obj,
        attachments=move.data["laporan_monitoring"],
        by=move.person,
        at=move.now,
        **{name: move.data[name] for name in names},
    )
    if monitoring.temuan == Monitoring.Hasil.ADA_TEMUAN:
        Temuan.objects.create(
            kode=move.data["kode"],
            institusi=obj.case.institution,
            tanggal=monitoring.tanggal,
            uraian=monitoring.uraian,
            seleksi=obj,
            monitoring=monitoring,
            by=move.person,
            at=move.now,
        )


# Candidates


def enter_candidate(move: Move) -> None:
    """KD-1. The names stand in the entry of SL-11; the cascade's own entry repeats no personal data."""
    obj: Any = move.obj
    names = ("nama", "nip", "alasan_tanpa_nip", "instansi", "berkas_pelamar")
    values = {name: move.data[name] for name in names}
    move.cascade(obj.kandidat.model(seleksi=obj, dimasukkan_pada=move.now, **values), "tambah_pelamar")


def start_scoring(move: Move) -> None:
    """SL-12, by the first candidate who moves on."""
    if move.root.state == State.PROSES_PELAMAR:
        move.cascade(move.root, "mulai_penilaian")


def leave_top_three(name: str) -> Callable[[Move], None]:
    """SL-14a, SL-14b: what was decided is open again."""

    def effect(move: Move) -> None:
        if move.root.state == State.TIGA_BESAR:
            move.cascade(move.root, name)

    return effect


def inaugurate(move: Move) -> None:
    """KD-14."""
    obj: Any = move.obj
    obj.dilantik.take_root(obj)
    move.cascade(obj.dilantik, "pelantikan")


def enter_official(move: Move) -> None:
    """The official of SL-22, on the version the selection refers to (SJ-121), linked once (SJ-122)."""
    obj: Any = move.obj
    create_official(
        obj.nomenklatur, obj.nomenklatur_version, move.data, by=move.person, at=move.now, seleksi=obj.pk
    )


# Requests (SJ-125)


def open_request(move: Move) -> None:
    obj: Any = move.obj
    Permohonan.objects.create(
        seleksi=obj,
        jenis=obj.permohonan_jenis,
        alasan=move.reason,
        tanggal=move.now,
        diajukan_oleh=move.person,
        attachments=move.data["surat_permohonan"],
    )


def close_request(keputusan: Keputusan, jenis: str = "") -> Callable[[Move], None]:
    """Close the open request, if any. A decision of another kind than asked for refuses it by the way.

    jenis: the kind this decision grants, "" when it grants none.
    """

    def effect(move: Move) -> None:
        rows = Permohonan.objects.filter(seleksi=move.obj.pk, keputusan="")
        row = rows.select_for_update().first()
        if row is None:
            return
        row.keputusan = keputusan if not jenis or row.jenis == jenis else Keputusan.GUGUR
        row.alasan_keputusan, row.diputus_pada = move.reason, move.now
        row.diputus_oleh = move.person
        row.save()

    return effect

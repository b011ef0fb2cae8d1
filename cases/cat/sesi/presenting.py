"""A sesi and its participants as JSON, and what the page of a sesi says first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cases.cat.law.seen import IN_PROGRESS
from cases.cat.sesi import jam
from cases.cat.sesi.facts import Counts, counts_rows, facts
from cases.cat.sesi.forms.peserta import PELANGGARAN
from cases.cat.sesi.forms.sesi import GANGGUAN
from cases.cat.sesi.models import PesertaV1
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sebab
from cases.cat.states import Sesi as State
from cases.core.reading.words import tanggal
from workflows.ledger import page_now, plain
from workflows.showing import once

#: Before SS-5.
BEFORE = frozenset({State.TERJADWAL, State.REGISTRASI, State.REGISTRASI_DITUTUP, State.PENGARAHAN})
ENDED = frozenset({State.TERUNGGAH, State.DIJADWAL_ULANG, State.DIBATALKAN, State.DICABUT})


def present(sesi: Any, actor: Any) -> dict[str, Any]:
    counts = facts(sesi).counts
    return {
        "lokasi": str(sesi.lokasi_id),
        "tanggal": sesi.tanggal.isoformat(),
        "nomor": sesi.nomor,
        "mulai": plain(sesi.mulai),
        "pin_ditutup": plain(jam.pin_closes(sesi)),
        "zona": str(sesi.zone()),
        "durasi": sesi.durasi,
        "kapasitas": sesi.kapasitas,
        "dimulai_pada": plain(sesi.dimulai_pada),
        "selesai_pada": plain(sesi.selesai_pada),
        "sisa_detik": sesi.sisa,
        "berakhir_menurut_waktu": plain(jam.ends(sesi)) if sesi.state == State.BERLANGSUNG else None,
        "sebelumnya": sesi.sebelumnya,
        "gangguan": _trouble(sesi),
        "sebab_tunda": sesi.sebab_tunda,
        "hasil_sebagian": sesi.hasil_sebagian,
        "asal": None if sesi.asal_id is None else str(sesi.asal_id),
        "peserta": {"jumlah": counts.placed, "menurut_status": dict(sorted(counts.by_state.items()))},
    }


def _trouble(sesi: Any) -> dict[str, Any] | None:
    if sesi.gangguan_mulai is None:
        return None
    return {
        **sesi.gangguan,
        "mulai": plain(sesi.gangguan_mulai),
        "dicatat_pada": "sesi" if sesi.gangguan_sendiri else "lokasi",
        "tiga_jam_dilaporkan": plain(sesi.gangguan_lapor),
    }


def present_person(person: Any) -> dict[str, Any]:
    """A participant; his PIN only until it is used (CB-137)."""
    return {
        "nomor_peserta": person.nomor_peserta,
        "nama": person.nama,
        "datang_pada": plain(person.datang_pada),
        "pin": person.pin if person.state == PesertaState.BER_PIN else "",
        "kursi": person.kursi,
        "masuk_cat": person.masuk_cat,
        "pengecualian_wajah": person.dengan_pengecualian,
        "teguran": person.teguran,
        "asal": None if person.asal_id is None else str(person.asal_id),
    }


def person_facts(person: Any, actor: Any) -> list[tuple[str, str]]:
    """What must be known before one decides about somebody."""
    came = person.datang_pada
    sesi = person.root()
    labels = dict(PELANGGARAN)
    warned = [labels[row["kode"]] for row in person.catatan.get("teguran", ())]
    found = [
        ("Nomor peserta", person.nomor_peserta),
        ("Nama", person.nama),
        ("Status", person.state_label),
        ("Datang", clock(sesi, came) if came is not None else ""),
        ("PIN ditutup", clock(sesi, jam.pin_closes(sesi))),
        ("PIN", person.pin if person.state == PesertaState.BER_PIN else ""),
        ("Kursi", person.kursi),
        ("Teguran", "; ".join(warned)),
        ("Dengan pengecualian pengenalan wajah", "ya" if person.dengan_pengecualian else ""),
    ]
    return [(label, value) for label, value in found if value]


def people_rows(sesi: Any) -> QuerySet[Any, Any]:
    """The participants in the order of their numbers; on a page the same rows every time."""
    found = PesertaV1.objects.filter(sesi=sesi.pk).select_related("pendaftar")
    return once(("daftar peserta", sesi.pk), lambda: found.order_by("nomor_peserta", "pk"))


def asked(sesi: Any, actor: Any) -> Iterator[QuerySet[Any, Any]]:
    """Rows of which guards ask."""
    if sesi.state not in ENDED:
        yield counts_rows(sesi)


def told(sesi: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    """Rows that `sections` shows."""
    return [counts_rows(sesi)]


def sections(sesi: Any, actor: Any) -> dict[str, Any]:
    """Context of cat/sesi.html: when it is, how many are where, what stands in the way of the next step."""
    counts = facts(sesi).counts
    return {
        "rows": [{"label": label, "value": value} for label, value in _when(sesi)],
        "counts": _counted(counts),
        "placed": counts.placed,
        "blocks": list(_blocks(sesi, counts)),
        "trouble": _trouble_said(sesi),
    }


def clock(sesi: Any, moment: dt.datetime, *, day: bool = True) -> str:
    """On the clock of the place: "1 Desember 2026 pukul 07.55 WIB"."""
    local = moment.astimezone(sesi.zone())
    said = f"{local:%H.%M} {local.tzname()}"
    return f"{tanggal(moment, str(sesi.zone()))} pukul {said}" if day else f"pukul {said}"


def _when(sesi: Any) -> Iterator[tuple[str, str]]:
    yield "Tempat", sesi.lokasi.tempat.nama
    yield "Sesi", f"{sesi.nomor}"
    yield "Mulai", clock(sesi, sesi.mulai)
    yield "Lama", f"{sesi.durasi} menit"
    if sesi.pin_ditutup_pada is not None or sesi.state in (State.TERJADWAL, State.REGISTRASI):
        yield "PIN ditutup", clock(sesi, jam.pin_closes(sesi))
    if sesi.dimulai_pada is not None:
        yield "Dimulai", clock(sesi, sesi.dimulai_pada)
    if sesi.state == State.BERLANGSUNG and (end := jam.ends(sesi)) is not None:
        yield "Waktu habis", clock(sesi, end)
    if sesi.sisa is not None and sesi.state in (State.TERGANGGU, State.DITUNDA):
        yield "Sisa waktu", f"{sesi.sisa // 60} menit {sesi.sisa % 60} detik"
    if sesi.sebab_tunda:
        yield "Sebab penundaan", str(Sebab(sesi.sebab_tunda).label)
    if sesi.hasil_sebagian:
        yield "Hasil sebagian", "sudah ditandatangani dan diunggah"
    yield "Kapasitas", f"{sesi.kapasitas} peserta"


def _counted(counts: Counts) -> list[dict[str, Any]]:
    """By state, in the order of the machine."""
    return [
        {"label": state.label, "n": counts.of(state), "open": state in IN_PROGRESS}
        for state in PesertaState
        if counts.of(state)
    ]


def _blocks(sesi: Any, counts: Counts) -> Iterator[str]:
    """What the officials still have to decide before the next step."""
    if sesi.state in (State.REGISTRASI_DITUTUP, State.PENGARAHAN):
        queued = counts.of(PesertaState.DOKUMEN_SESUAI, PesertaState.WAJAH_SESUAI) + counts.queued
        if queued:
            yield f"{queued} peserta datang sebelum PIN ditutup dan belum diputus (PIN antrean atau gugur)."
        waiting = counts.of(PesertaState.BER_PIN, PesertaState.DIPERIKSA)
        if waiting and sesi.state == State.REGISTRASI_DITUTUP:
            yield f"{waiting} peserta yang mendapat PIN belum masuk ruang."
        absent = counts.of(PesertaState.TERDAFTAR) - counts.queued
        if absent:
            yield f"{absent} peserta belum ditandai tidak hadir."
    if sesi.state == State.BERLANGSUNG:
        left = counts.people.waiting
        if left:
            yield f"{left} peserta belum mulai dan belum diputus; sesi belum dapat diakhiri."


def _trouble_said(sesi: Any) -> str:
    if sesi.gangguan_mulai is None:
        return ""
    kind = dict(GANGGUAN).get(sesi.gangguan.get("jenis", ""), "Gangguan")
    since = page_now() - sesi.gangguan_mulai
    minutes = int(since.total_seconds() // 60)
    where_ = "" if sesi.gangguan_sendiri else " (dicatat pada titik lokasi)"
    return f"{kind} sejak {clock(sesi, sesi.gangguan_mulai, day=False)}{where_}, {minutes} menit."


def session_facts(sesi: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on a sesi is about."""
    counts = facts(sesi).counts
    rows_ = [
        ("Tempat", sesi.lokasi.tempat.nama),
        ("Mulai", clock(sesi, sesi.mulai)),
        ("Status", sesi.state_label),
        ("Peserta", f"{counts.placed}; {counts.in_progress} belum selesai"),
        ("Gangguan", _trouble_said(sesi)),
    ]
    return [(label, value) for label, value in rows_ if value]

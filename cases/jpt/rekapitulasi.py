"""Rekapitulasi Proses Seleksi (SJ-110): the tables of Gambar 33–40 as a document.

From `tiga_besar` on the process is closed; the document says the same in every later state. Of what comes
after it, only KASN's recommendations are added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cases.core.templatetags.alur import angka, tanggal
from cases.core.terbitan.jenis import Cetakan, Parameter
from documents.rendering import rich, terbilang
from workflows.errors import E_STATE, Reason, Refused
from workflows.models import LedgerEntry

from .forms.plan import METODE
from .models import Rekomendasi
from .states import SCORED, State, Tahap

#: The process is closed in these; in the two others only when it was when they were entered.
CLOSED = frozenset(
    {
        State.TIGA_BESAR,
        State.LAPORAN,
        State.PERBAIKAN_LAPORAN,
        State.LULUS,
        State.PELANTIKAN,
        State.SELESAI,
    }
)
_INTERRUPTED = frozenset({State.DITUNDA, State.DIBATALKAN})
_DECISIONS = {
    Tahap.DITERIMA: "Diterima (3 besar)",
    Tahap.DILANTIK: "Diterima (3 besar)",  # what became of the person later is not part of the process
    Tahap.DITOLAK: "Ditolak",
    Tahap.TIDAK_LANJUT: "Tidak lanjut",
}


def is_closed(seleksi: Any) -> bool:
    """Whether Proses Seleksi is over: every applicant decided, three at most accepted (SJ-106)."""
    if seleksi.state in _INTERRUPTED:
        return bool(seleksi.facts.diterima) and not seleksi.facts.undecided
    return seleksi.state in CLOSED


def check(actor: Any, seleksi: Any, parameter: Parameter) -> dict[str, Any]:
    """Raises Refused: E-STATE before `tiga_besar`."""
    if not is_closed(seleksi):
        message = "Rekapitulasi tersedia setelah Tiga Besar ditetapkan."
        raise Refused(E_STATE, message, [Reason("tiga_besar", message, "SJ-110", E_STATE)])
    return {}


def build(actor: Any, seleksi: Any, parameter: Parameter) -> Mapping[str, Any]:
    check(actor, seleksi, parameter)
    rows = seleksi.facts.kandidat
    total = sum(value for value in seleksi.bobot.values() if value is not None)
    return {
        "nomor": seleksi.case.number,
        "jabatan": seleksi.title(),
        "institusi": seleksi.case.institution.nama,
        "rencana": _plan(seleksi),
        "panitia": [
            {"nama": row.get("nama") or "", "keterangan": row.get("keterangan") or ""}
            for row in seleksi.panitia
        ],
        "jadwal": [
            {"kegiatan": row["kegiatan"], "mulai": _day(row["mulai"]), "akhir": _day(row["akhir"])}
            for row in seleksi.jadwal
        ],
        "tahap": [{"label": str(t.label), "bobot": angka(seleksi.bobot[str(t)])} for t in SCORED],
        "jumlah_bobot": angka(total),
        "kalimat_pelamar": (
            f"Jumlah pelamar {_counted(seleksi.jumlah_pelamar or 0)}; memenuhi syarat administrasi "
            f"{_counted(len(rows))}; masuk 3 besar {_counted(len(seleksi.facts.tiga_besar))}."
        ),
        "pelamar": [_applicant(kandidat, seleksi) for kandidat in rows],
        "tiga_besar": [_scores(kandidat, seleksi) for kandidat in seleksi.facts.tiga_besar],
        "tanggal_penting": _dates(seleksi),
        "rekomendasi": [_recommendation(row) for row in seleksi.daftar_rekomendasi.order_by("at", "nomor")],
    }


def _plan(seleksi: Any) -> list[dict[str, str]]:
    """As on the case page, without the files."""
    version = f" (versi {seleksi.nomenklatur_version.number})" if seleksi.nomenklatur_version_id else ""
    rows = [
        ("Nomenklatur", f"{seleksi.unit_kerja} - {seleksi.jabatan}{version}"),
        ("No. Surat Pengantar", seleksi.no_surat_pengantar),
        ("Cara Pengisian JPT", str(seleksi.cara_pengisian or "")),
        ("Alasan", str(seleksi.alasan or "")),
        ("Metode seleksi", "\n".join(dict(METODE)[key] for key in seleksi.metode_seleksi)),
        ("Alasan jumlah bobot", seleksi.alasan_bobot),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _applicant(kandidat: Any, seleksi: Any) -> dict[str, Any]:
    state = Tahap(kandidat.state)
    reason = kandidat.alasan_keputusan
    if state == Tahap.TIDAK_LANJUT and kandidat.tahap_ditinggalkan:
        left = Tahap(kandidat.tahap_ditinggalkan).label
        reason = f"{left}, {reason}" if reason else str(left)
    return {
        **_scores(kandidat, seleksi),
        "keputusan": _DECISIONS.get(state, str(state.label)),
        "alasan": reason,
        "deskripsi": rich(kandidat.deskripsi),
    }


def _scores(kandidat: Any, seleksi: Any) -> dict[str, Any]:
    """skor × bobot = nilai per stage; "" where there is none (SJ-96, SJ-97)."""
    return {
        "nama": kandidat.nama,
        "nip": kandidat.nip,
        "instansi": kandidat.instansi,
        "nilai": [
            {
                "skor": angka(kandidat.skor_of(tahap)),
                "bobot": angka(seleksi.bobot[str(tahap)]),
                "nilai": angka(kandidat.nilai_of(tahap)),
            }
            for tahap in SCORED
        ],
        "total": angka(kandidat.total_nilai) or "–",
    }


def _dates(seleksi: Any) -> list[dict[str, str]]:
    zone = seleksi.case.institution.zona_waktu
    closed = (
        LedgerEntry.objects.filter(stream=seleksi.case.pk, act="tetapkan_tiga_besar").order_by("-seq").first()
    )
    rows = [
        ("Rencana diajukan", tanggal(seleksi.diajukan_pada, zone)),
        ("Rencana disetujui", _day((seleksi.persetujuan or {}).get("tanggal"))),
        ("Tiga besar ditetapkan", tanggal(closed.at, zone) if closed is not None else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _recommendation(row: Any) -> dict[str, Any]:
    number = f", {row.no_surat}" if row.no_surat else ""
    return {
        "judul": f"{Rekomendasi.Jenis(row.jenis).label} nomor {row.nomor}, {tanggal(row.tanggal)}{number}",
        "isi": rich(row.isi),
    }


def _counted(number: int) -> str:
    return f"{angka(number)} ({terbilang(number)}) orang"


def _day(value: Any) -> str:
    if not value:
        return ""
    return tanggal(dt.date.fromisoformat(value) if isinstance(value, str) else value)


REKAPITULASI = Cetakan(
    key="rekapitulasi",
    label="Rekapitulasi Proses Seleksi",
    layout="jpt/rekapitulasi",
    check=check,
    title=lambda parameter, seleksi: f"Rekapitulasi Proses Seleksi — {seleksi.title()}",
    build=build,
    types=frozenset({"jpt"}),
)

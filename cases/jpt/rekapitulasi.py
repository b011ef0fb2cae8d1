"""Rekapitulasi Proses Seleksi (SJ-110): the tables of Gambar 33–40 as a document.

From `tiga_besar` on the process is closed; the document says the same in every later state. Of what comes
after it, only KASN's recommendations are added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cases.core.reading.words import angka, tanggal
from cases.terbitan.jenis import Cetakan, Parameter
from documents.rendering import rich, terbilang
from workflows.errors import E_STATE, Reason, Refused
from workflows.models import LedgerEntry

from .facts import ranked
from .forms.plan import METODE
from .models import Rekomendasi
from .states import SCORED, UNDECIDED, State, Tahap

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
        "pelamar": [_applicant(kandidat, seleksi) for kandidat in in_rank_order(rows)],
        "seri": [
            f"{place.kalimat}: {', '.join(k.nama for k in shared)}" for place, shared in seleksi.facts.seri
        ],
        "kosong": [reason for k in in_rank_order(rows) if (reason := why_without(k))],
        "tiga_besar": [_scores(kandidat, seleksi) for kandidat in seleksi.facts.tiga_besar],
        "tanggal_penting": _dates(seleksi),
        "rekomendasi": [_recommendation(row) for row in seleksi.daftar_rekomendasi.order_by("at", "nomor")],
    }


def in_rank_order(rows: Sequence[Any]) -> list[Any]:
    """The best first; who has no total behind them, those who came further before the others."""
    place = list(UNDECIDED).index
    others = [k for k in rows if k.total_nilai is None]
    others.sort(key=lambda k: (-place(k.tahap_ditinggalkan or k.state), k.nama.casefold()))
    return [*ranked(k for k in rows if k.total_nilai is not None), *others]


def why_without(kandidat: Any) -> str:
    """Why some nilai of a candidate are "–", as a sentence for below the table; "" when there is none."""
    left = kandidat.tahap_ditinggalkan
    missing = [t for t in SCORED if kandidat.skor_of(t) is None]
    if not missing:
        return ""
    parts = [(_absence(t, left), str(t.label).lower()) for t in missing]
    said = [
        f"{absence} {', '.join(label for why, label in parts if why == absence)}"
        for absence in dict.fromkeys(why for why, _ in parts)
    ]
    where = f"tidak lanjut pada tahap {Tahap(left).label.lower()}" if left else "belum selesai"
    reason = f": {kandidat.alasan_keputusan}" if kandidat.alasan_keputusan else ""
    return f"{kandidat.called()}: {'; '.join(said)} ({where}{reason})."


def _absence(tahap: str, left: str) -> str:
    return "tidak dinilai" if tahap == left else "tidak mengikuti"


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
    """Place and skor × bobot = nilai per stage; where there is none, why (SJ-96, SJ-97)."""
    place = seleksi.facts.peringkat(kandidat)
    return {
        "peringkat": str(place) if place is not None else "–",
        "nama": kandidat.nama,
        "nip": kandidat.nip,
        "instansi": kandidat.instansi,
        "nilai": [
            {
                "skor": angka(kandidat.skor_of(tahap)),
                "bobot": angka(seleksi.bobot[str(tahap)]),
                "nilai": angka(kandidat.nilai_of(tahap)),
                "sebab": _absence(tahap, kandidat.tahap_ditinggalkan)
                if kandidat.skor_of(tahap) is None
                else "",
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

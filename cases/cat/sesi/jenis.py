"""Signed documents of a sesi (§13.10): the attendance list and the result, with what is printed on the plain layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.cat.sesi import jam
from cases.cat.states import Jenis
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sesi as State
from cases.cat.tables import Peserta
from cases.core.reading.words import waktu
from cases.dokumen.jenis import JenisDokumen, Signer
from workflows.ledger import plain

HADIR, HASIL = "daftar_hadir", "hasil_seleksi_sesi"
_TPC, _PSI = Signer("Tim Pelaksana CAT BKN", role="tpc"), Signer("Pansel Instansi", role="psi")
#: SS-13 is asked for when one of them has its last signature (DK-6).
_LEARNS = ("sesi", "tanda_tangani_hasil")


def key_of_result(sesi: Any) -> str:
    """Which result of the sesi: the partial one of this postponement (CB-271), or the one of its end."""
    if sesi.state == State.DITUNDA and sesi.ditunda_pada is not None:
        return f"sebagian {plain(sesi.ditunda_pada)}"
    return "akhir"


def _sheet(
    sesi: Any, perihal: str, rows: list[tuple[str, Any]], judul: str, kepala: list[str], baris: Any
) -> dict[str, Any]:
    place = sesi.lokasi.tempat
    head = [
        ("Jenis seleksi", Jenis(sesi.lokasi.acara.jenis).label),
        ("Instansi", sesi.case.institution.nama),
        ("Tempat", f"{place.nama}, {place.alamat}"),
        ("Sesi", f"{sesi.nomor}, {waktu(sesi.mulai, sesi.zone())}"),
        *rows,
    ]
    return {
        "perihal": perihal,
        "tanggal": sesi.tanggal.isoformat(),
        "tempat": place.wilayah.nama if place.wilayah_id else place.nama,
        "rincian": [{"label": label, "value": str(value)} for label, value in head],
        "tabel": [
            {"judul": judul, "kepala": kepala, "baris": [[str(cell) for cell in row] for row in baris]}
        ],
    }


def _people(sesi: Any) -> list[Peserta]:
    return list(Peserta.objects.filter(sesi=sesi.pk).order_by("nomor_peserta", "pk"))


def attendance(sesi: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The list as it is when PIN giving has closed (CB-100)."""
    rows = [
        [
            one.nomor_peserta,
            one.nama,
            "" if one.datang_pada is None else f"{one.datang_pada.astimezone(sesi.zone()):%H.%M}",
            PesertaState(one.state).label,
        ]
        for one in _people(sesi)
    ]
    came = sum(1 for row in rows if row[2])
    counts = [
        ("Terdaftar", len(rows)),
        ("Datang", came),
        ("PIN ditutup", waktu(jam.pin_closes(sesi), sesi.zone())),
    ]
    return _sheet(
        sesi, "Daftar hadir", counts, "Peserta", ["Nomor peserta", "Nama", "Datang", "Status"], rows
    )


def result(sesi: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who has finished, and who has not; scores stand in CAT BKN."""
    people = [
        one for one in _people(sesi) if one.state not in (PesertaState.DIALIHKAN, PesertaState.SESI_BATAL)
    ]
    rows = [[one.nomor_peserta, one.nama, one.kursi, PesertaState(one.state).label] for one in people]
    finished = sum(1 for one in people if one.state == PesertaState.SELESAI)
    part = " (sebagian)" if values.get("sebagian") else ""
    counts = [("Peserta selesai", finished)]
    heads = ["Nomor peserta", "Nama", "Kursi", "Status"]
    return _sheet(sesi, f"Hasil seleksi sesi{part}", counts, "Peserta", heads, rows)


def _kind(key: str, label: str, content: Any, *lines: Signer) -> JenisDokumen:
    return JenisDokumen(
        key=key,
        label=label,
        signers=lambda sesi, person: list(lines),
        content=content,
        joint=_PSI in lines,
        mst=True,
        numbered=False,
        keeper="tpc",
        signed=_LEARNS,
    )


JENIS = (
    _kind(HADIR, "Daftar hadir", attendance, _TPC),
    _kind(HASIL, "Hasil seleksi sesi", result, _TPC, _PSI),
)

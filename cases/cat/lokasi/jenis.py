"""Signed documents of a titik lokasi (Lamp. 4, 7–11; §13.10): who signs each, and what is printed on the plain layout.

A paper says what was true when it was called for: its text is made by the act that asks for it (`effects`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cases.cat.law.seen import ENDED
from cases.cat.lokasi.butir import BUTIR_SURVEI, FISIK, HARIAN, JUMLAH, SAID, Butir
from cases.cat.lokasi.facts import facts
from cases.cat.states import Jenis, Sesi
from cases.cat.tables import Peserta
from cases.core.reading.words import tanggal_panjang, waktu
from cases.dokumen.jenis import JenisDokumen, Signer

PANSEL = "Pansel Instansi"
_TPC, _PSI = Signer("Tim Pelaksana CAT BKN", role="tpc"), Signer(PANSEL, role="psi")


def _kind(key: str, label: str, *lines: Signer, keeper: str = "tpc") -> JenisDokumen:
    return JenisDokumen(
        key=key,
        label=label,
        signers=lambda lokasi, person: list(lines),
        joint=_PSI in lines,
        mst=True,
        numbered=False,
        keeper=keeper,
    )


JENIS = (
    _kind("daftar_periksa_survei", "Formulir daftar periksa survei lokasi pelaksanaan seleksi", _TPC, _PSI),
    _kind("daftar_periksa_harian", "Formulir daftar periksa prasarana dan sarana kesesuaian harian", _TPC),
    _kind("daftar_periksa_fisik_harian", "Formulir daftar periksa fisik harian", _PSI, keeper="psi"),
    _kind("ba_penyelenggaraan", "Berita acara penyelenggaraan seleksi", _TPC, _PSI),
    _kind("ba_serah_terima_hasil", "Berita acara serah terima hasil seleksi", _TPC, _PSI),
    _kind("ba_serah_terima_cctv", "Berita acara serah terima rekaman kamera pengawas", _TPC, _PSI),
)

Text = dict[str, Any]


def _sheet(lokasi: Any, perihal: str, day: str, rows: Iterable[tuple[str, Any]] = (), **parts: Any) -> Text:
    head = (
        ("Jenis seleksi", Jenis(lokasi.acara.jenis).label),
        ("Instansi", lokasi.case.institution.nama),
        ("Tempat", f"{lokasi.tempat.nama}, {lokasi.tempat.alamat}"),
        *rows,
    )
    return {
        "perihal": perihal,
        "tanggal": day,
        "tempat": lokasi.tempat.wilayah.nama if lokasi.tempat.wilayah_id else lokasi.tempat.nama,
        "rincian": [{"label": label, "value": str(value)} for label, value in head],
        **parts,
    }


def _list(butir: Iterable[Butir], kept: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    def row(one: Butir) -> list[str]:
        said = kept.get(one.kode, {})
        return [one.kode, one.label, SAID.get(said.get("jawaban", ""), "–"), said.get("keterangan", "")]

    return [row(one) for one in butir]


def _table(judul: str, kepala: list[str], baris: list[list[Any]]) -> dict[str, Any]:
    return {"judul": judul, "kepala": kepala, "baris": [[str(cell) for cell in row] for row in baris]}


def survei(lokasi: Any, day: str) -> Text:
    kept = lokasi.survei
    remarks = [
        [row["butir"], row["ketidaksesuaian"], row.get("rekomendasi", "")]
        for row in kept.get("rekomendasi", ())
    ]
    return _sheet(
        lokasi,
        "Daftar Periksa Survei Lokasi Pelaksanaan Seleksi",
        day,
        tabel=[
            _table(
                "Daftar periksa",
                ["No", "Butir", "Kesesuaian", "Keterangan"],
                _list(BUTIR_SURVEI, kept["butir"]),
            ),
            _table("Sarana", ["Sarana", "Jumlah"], [[label, kept["jumlah"][name]] for name, label in JUMLAH]),
            _table("Ketidaksesuaian", ["Butir", "Ketidaksesuaian", "Rekomendasi perbaikan"], remarks),
        ],
    )


def harian(lokasi: Any, day: str) -> Text:
    kept = lokasi.harian[day].get("butir", {})
    tabel = [_table("Daftar periksa", ["No", "Butir", "Kesesuaian", "Keterangan"], _list(HARIAN, kept))]
    return _sheet(
        lokasi, "Daftar Periksa Prasarana dan Sarana Kesesuaian Harian", day, _day(day), tabel=tabel
    )


def fisik(lokasi: Any, day: str) -> Text:
    """What is found is entered by Pansel before it signs; nothing found is the rule."""
    baris = [[row["nomor"], label, "TIDAK ADA", ""] for row in _held(lokasi, day) for label in FISIK]
    tabel = [_table("Pengecekan", ["Sesi", "Jenis", "Hasil pengecekan", "Keterangan"], baris)]
    return _sheet(lokasi, "Daftar Periksa Fisik Harian", day, _day(day), tabel=tabel)


def penyelenggaraan(lokasi: Any, day: str) -> Text:
    rows = _counted(lokasi, _held(lokasi, day))
    number = sorted(lokasi.harian).index(day) + 1
    events = [[_moment(lokasi, row), row["uraian"]] for row in lokasi.harian[day].get("kejadian", ())]
    baris = [
        [i, f"Sesi {nomor}", all_, here, all_ - here, note]
        for i, (nomor, all_, here, note) in enumerate(rows, 1)
    ]
    return _sheet(
        lokasi,
        "Berita Acara Penyelenggaraan Seleksi",
        day,
        [
            *_day(day),
            ("Hari ke", number),
            ("Jumlah sesi", len(rows)),
            ("Jumlah peserta", sum(row[1] for row in rows)),
        ],
        tabel=[
            _table("Peserta", ["No", "Sesi", "Keseluruhan", "Hadir", "Tidak hadir", "Keterangan"], baris),
            _table("Kejadian", ["Waktu", "Uraian"], events or [["–", "Nihil"]]),
        ],
    )


def serah_terima_hasil(lokasi: Any, day: str) -> Text:
    rows = _counted(lokasi, [row for d in lokasi.harian for row in _held(lokasi, d)])
    all_, here = sum(row[1] for row in rows), sum(row[2] for row in rows)
    told = [
        ("Jumlah sesi", len(rows)),
        ("Peserta hadir", here),
        ("Peserta tidak hadir", all_ - here),
        ("Jumlah peserta", all_),
        ("Berita acara penyelenggaraan", len(lokasi.harian)),
    ]
    return _sheet(lokasi, "Berita Acara Serah Terima Hasil Seleksi", day, told)


def serah_terima_cctv(lokasi: Any, day: str) -> Text:
    days = sorted(lokasi.harian) or [day]
    told = [("Dilaksanakan dari", days[0]), ("Sampai", days[-1]), ("Rekaman", "diterima")]
    return _sheet(lokasi, "Berita Acara Serah Terima Rekaman Kamera Pengawas", day, told)


#: Of each day on which the room was opened.
OF_DAY = {
    "daftar_periksa_harian": harian,
    "ba_penyelenggaraan": penyelenggaraan,
    "daftar_periksa_fisik_harian": fisik,
}


def _day(day: str) -> tuple[tuple[str, str], ...]:
    return (("Hari, tanggal", tanggal_panjang(dt.date.fromisoformat(day))),)


def _moment(lokasi: Any, row: Mapping[str, Any]) -> str:
    return waktu(dt.datetime.fromisoformat(row["waktu"]), lokasi.zone())


def _held(lokasi: Any, day: str) -> list[dict[str, Any]]:
    """The sesi of a day that were not taken off before they began."""
    gone = ENDED - {Sesi.TERUNGGAH}
    rows = [row for row in facts(lokasi).sessions if row["tanggal"].isoformat() == day]
    return [row for row in rows if row["state"] not in gone or row["hasil_sebagian"]]


def _counted(lokasi: Any, sessions: list[dict[str, Any]]) -> list[tuple[int, int, int, str]]:
    """(number, all, present, remark) of each sesi; present is whoever has begun (CB-227)."""
    keys = [row["pk"] for row in sessions]
    found: dict[Any, Counter[str]] = {key: Counter() for key in keys}
    began: Counter[Any] = Counter()
    rows = Peserta.objects.filter(sesi__in=keys).values_list("sesi", "state", "sebelumnya")
    for key, state, before in rows:
        found[key][state] += 1
        began[key] += state in {"mengerjakan", "selesai"} or before == "mengerjakan"
    return [
        (row["nomor"], found[row["pk"]].total(), began[row["pk"]], _remark(found[row["pk"]]))
        for row in sessions
    ]


def _remark(states: Counter[str]) -> str:
    told = {
        "tidak_hadir",
        "gugur",
        "ditolak",
        "tidak_memulai",
        "dialihkan",
        "sesi_batal",
        "dibatalkan",
        "didiskualifikasi",
    }
    return ", ".join(
        f"{state.replace('_', ' ')} {count}" for state, count in sorted(states.items()) if state in told
    )

"""The matrix of CB-241: which Dokumen Seleksi each titik lokasi owes, and which are there.

Each cell is owed up to what its place has reached: days are those on which the room was opened; a sesi that did not
come to its end owes its documents only where a partial hasil was signed; a place that was never opened owes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cases.cat.states import TipeLokasi
from cases.cat.tables import Sesi, TitikLokasi, UsulPembatalan, UsulPenundaan
from cases.dokumen.models import Dokumen
from cases.dokumen.states import State as Paper
from documents.models import Attachment

_SIGNED = (Paper.DITANDATANGANI, Paper.TERKIRIM, Paper.TERUNGGAH)
_DAILY = {
    "daftar_periksa_harian": "Daftar periksa harian",
    "daftar_periksa_fisik_harian": "Daftar periksa fisik harian",
    "ba_penyelenggaraan": "Berita acara penyelenggaraan",
}
_SESSION = {"daftar_hadir": "Daftar hadir", "hasil_seleksi_sesi": "Hasil seleksi"}
_PICTURES = ("dokumentasi_penyegelan", "dokumentasi_pembukaan_segel", "dokumentasi_penyegelan_harian")
_IN_FORCE = ("berlaku", "berakhir")


def gaps(acara: Any) -> list[str]:
    """What is missing, a sentence each: "Berita acara penyelenggaraan 01/12/2026 — Gedung A". Six statements."""
    places = list(TitikLokasi.objects.filter(acara=acara.pk, pernah_dibuka=True).select_related("tempat"))
    sessions = list(Sesi.objects.filter(lokasi__in=places).order_by("mulai"))
    proposals: list[Any] = [
        *UsulPenundaan.objects.filter(acara=acara.pk, state__in=_IN_FORCE),
        *UsulPembatalan.objects.filter(acara=acara.pk, state__in=_IN_FORCE),
    ]
    keys = [one.pk for one in (*places, *sessions, *proposals)]
    rows = Dokumen.objects.filter(induk__in=keys, state__in=_SIGNED).values_list("induk", "jenis", "kunci")
    signed = set(rows)
    anywhere = {(case, kind) for case, kind, _ in signed}
    files = Attachment.objects.filter(
        owner_type="lokasi", owner_id__in=[p.pk for p in places], kind__in=_PICTURES
    )
    pictures = Counter(files.current().values_list("owner_id", "kind"))
    found = [
        f"{what} — {place.tempat.nama}"
        for place in places
        for what in _of_place(acara, place, signed, pictures)
    ]
    for one in sessions:
        wanted = one.state == "terunggah" or one.hasil_sebagian
        missing = (label for kind, label in _SESSION.items() if wanted and (one.pk, kind) not in anywhere)
        found += [f"{label} — {one.title()}" for label in missing]
    for one in proposals:
        kind, label = (
            ("ba_penundaan", "penundaan")
            if isinstance(one, UsulPenundaan)
            else ("ba_pembatalan", "pembatalan")
        )
        if (one.pk, kind) not in anywhere:
            found.append(f"Berita acara {label} — {one.case.number}")
    return found


def _of_place(acara: Any, place: Any, signed: set[Any], pictures: Counter[Any]) -> Iterator[str]:
    once = {(case, kind) for case, kind, _ in signed}
    if (place.pk, "daftar_periksa_survei") not in once:
        yield "Daftar periksa survei"
    if not pictures[place.pk, "dokumentasi_penyegelan"]:
        yield "Dokumentasi penyegelan"
    days = sorted(place.harian)
    for day in days:
        for kind, label in _DAILY.items():
            if (place.pk, kind, day) not in signed:
                yield f"{label} {dt.date.fromisoformat(day):%d/%m/%Y}"
    if pictures[place.pk, "dokumentasi_pembukaan_segel"] < len(days):
        yield "Dokumentasi pembukaan segel"
    if pictures[place.pk, "dokumentasi_penyegelan_harian"] < len(days) - 1:
        yield "Dokumentasi penyegelan harian"
    if (place.pk, "ba_serah_terima_hasil") not in once:
        yield "Berita acara serah terima hasil"
    cctv = acara.jenis_asn and place.tipe_lokasi == TipeLokasi.MANDIRI
    if cctv and (place.pk, "ba_serah_terima_cctv") not in once:
        yield "Berita acara serah terima rekaman kamera pengawas"

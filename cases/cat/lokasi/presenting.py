"""A titik lokasi as others see it: its data as JSON, its facts beside an act, its part of the case page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cases.cat.law.seen import ENDED
from cases.cat.lokasi.butir import BUTIR_SURVEI, TIDAK
from cases.cat.lokasi.facts import BATAS, facts, first_start, sessions_of
from cases.cat.lokasi.guards.lists import clients, missing, unmet
from cases.cat.lokasi.guards.papers import survey_key
from cases.cat.lokasi.jenis import JENIS, OF_DAY
from cases.cat.states import Lokasi, Sesi, TipeLokasi
from cases.core.reading.words import tanggal_panjang, waktu
from cases.dokumen.models import Dokumen
from cases.dokumen.signed import SIGNED
from workflows.ledger import database_now, plain
from workflows.showing import once

_LABELS = {kind.key: kind.label for kind in JENIS}


def present(obj: Any, actor: Any) -> dict[str, Any]:
    zone, place = obj.zone(), obj.tempat
    return {
        "acara": str(obj.acara_id),
        "tempat": {
            "nama": place.nama,
            "alamat": place.alamat,
            "wilayah": place.wilayah_id,
            "luar_negeri": place.luar_negeri,
            "zona": place.zona,
        },
        "tipe_lokasi": obj.tipe_lokasi,
        "unit": obj.unit or None,
        "kapasitas": obj.kapasitas,
        "sebelumnya": obj.sebelumnya or None,
        "pernah_dibuka": obj.pernah_dibuka,
        "gangguan": trouble_of(obj),
        "survei": obj.survei,
        "survei_kurang": missing(obj.survei) if obj.survei else [],
        "uji": obj.uji,
        "harian": obj.harian,
        "penutupan": obj.penutupan,
        "sesi": [
            {
                "id": str(row["pk"]),
                "state": row["state"],
                "tanggal": row["tanggal"].isoformat(),
                "nomor": row["nomor"],
                "mulai": row["mulai"].astimezone(zone).isoformat(),
                "durasi": row["durasi"],
            }
            for row in facts(obj).sessions
        ],
    }


def trouble_of(obj: Any) -> dict[str, Any] | None:
    if obj.gangguan_mulai is None:
        return None
    start = obj.gangguan_mulai.astimezone(obj.zone())
    return {
        **obj.gangguan,
        "mulai": start.isoformat(),
        "batas": (start + BATAS).isoformat(),
        "dilaporkan": plain(obj.gangguan_lapor),
    }


def told(obj: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    return [sessions_of(obj), papers(obj)]


def asked(obj: Any, actor: Any) -> Iterator[QuerySet[Any, Any]]:
    yield sessions_of(obj)


def papers(obj: Any) -> QuerySet[Any, Any]:
    """(kind, key, state) of its signed documents, also of those under way."""
    rows = Dokumen.objects.filter(induk=obj.pk).exclude(state="dibatalkan").order_by("pk")
    return once(("dokumen lokasi", obj.pk), lambda: rows.values_list("jenis", "kunci", "state"))


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    """Context of cat/lokasi.html."""
    now = database_now()
    return {
        "lokasi": obj,
        "rows": place_rows(obj),
        "trouble": _trouble(obj, now),
        "today": today(obj, now),
        "missing": left_to_do(obj),
        "survey": survey_rows(obj),
        "days": [_day(obj, day) for day in sorted(obj.harian)],
    }


def place_rows(obj: Any) -> list[dict[str, Any]]:
    place, zone = obj.tempat, obj.zone()
    start = first_start(obj)
    area = place.wilayah.nama if place.wilayah_id else "luar negeri"
    clock = dt.datetime.now(zone).tzname() or ""
    found = [
        ("Tempat", f"{place.nama}\n{place.alamat}, {area}"),
        ("Tipe lokasi", f"{TipeLokasi(obj.tipe_lokasi).label}{f' ({obj.unit})' if obj.unit else ''}"),
        ("Zona waktu", f"{clock} ({place.zona})"),
        ("Kapasitas", f"{obj.kapasitas} peserta per sesi"),
    ]
    if start is not None:
        found.append(("Sesi pertama yang akan datang", waktu(start, zone)))
        if obj.state not in (*_DONE, *_USED):
            found.append(("Harus siap sebelum", waktu(start - dt.timedelta(hours=24), zone)))
    if obj.sebelumnya:
        found.append(("Sebelum ditunda", Lokasi(obj.sebelumnya).label))
    return [{"label": label, "value": value} for label, value in found]


_USED = (Lokasi.DIBUKA, Lokasi.OPERASIONAL, Lokasi.DISEGEL)
_DONE = (Lokasi.PELAKSANAAN_SELESAI, Lokasi.DITUTUP, Lokasi.DIBATALKAN, Lokasi.DICABUT)


def _trouble(obj: Any, now: dt.datetime) -> str:
    if obj.gangguan_mulai is None:
        return ""
    zone, end = obj.zone(), obj.gangguan_mulai + BATAS
    left = int((end - now).total_seconds() // 60)
    clock = f"3 jam tercapai {waktu(end, zone)}" if left > 0 else f"sudah 3 jam sejak {waktu(end, zone)}"
    rest = f", {left // 60} jam {left % 60} menit lagi" if left > 0 else ""
    return f"{obj.gangguan.get('uraian', '')} Mulai {waktu(obj.gangguan_mulai, zone)}; {clock}{rest}."


def today(obj: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """The sesi of this day on the clock of the place."""
    day, zone = obj.hari(now), obj.zone()
    return [
        {
            "nomor": row["nomor"],
            "mulai": row["mulai"].astimezone(zone).strftime("%H.%M"),
            "selesai": (row["mulai"] + dt.timedelta(minutes=row["durasi"]))
            .astimezone(zone)
            .strftime("%H.%M"),
            "status": Sesi(row["state"]).label,
            "kapasitas": row["kapasitas"],
        }
        for row in facts(obj).sessions
        if row["tanggal"].isoformat() == day
    ]


def left_to_do(obj: Any) -> list[dict[str, Any]]:
    """What is missing before the place can go on, as findings."""
    found: list[tuple[str, bool, str]] = []
    signed = {(kind, key) for kind, key, state in papers(obj) if state in SIGNED}
    if obj.state in (Lokasi.SURVEI, Lokasi.TIDAK_LAYAK, Lokasi.PERBAIKAN):
        left = missing(obj.survei)
        found.append(("Survei terisi", not left, ", ".join(left)))
        found.append(("Survei ditandatangani", ("daftar_periksa_survei", survey_key(obj)) in signed, ""))
        found.append(("Syarat layak", not (unfit := unmet(obj)), "; ".join(unfit)))
    if obj.pernah_dibuka and obj.state not in (Lokasi.DITUTUP, Lokasi.DIBATALKAN):
        for kind in OF_DAY:
            open_ = [day for day in sorted(obj.harian) if (kind, day) not in signed]
            found.append((_LABELS[kind], not open_, ", ".join(_said(day) for day in open_)))
    if obj.state == Lokasi.PELAKSANAAN_SELESAI:
        kinds = ["ba_serah_terima_hasil", *(["ba_serah_terima_cctv"] if obj.butuh_cctv else [])]
        found += [(_LABELS[kind], any(k == kind for k, _ in signed), "") for kind in kinds]
    return [{"label": label, "ok": True if ok else None, "text": text} for label, ok, text in found]


def survey_rows(obj: Any) -> list[dict[str, Any]]:
    kept = obj.survei
    if not kept:
        return []
    crossed = [one.kode for one in BUTIR_SURVEI if kept["butir"].get(one.kode, {}).get("jawaban") == TIDAK]
    links = [
        f"{row['penyedia']} ({row['jenis']}): {row['mbps']} Mbps, {row['latensi_ms']} ms"
        for row in kept["internet"]
    ]
    found = [
        ("Butir dijawab", f"{len(kept['butir'])} dari {len(BUTIR_SURVEI)}"),
        ("Butir X", ", ".join(crossed) or "tidak ada"),
        ("Klien", f"{clients(obj)} (cadangan {kept['jumlah'].get('komputer_cadangan', 0)})"),
        ("Internet", "\n".join(links)),
    ]
    return [{"label": label, "value": value} for label, value in found]


def _day(obj: Any, day: str) -> dict[str, Any]:
    kept, zone = obj.harian[day], obj.zone()
    events = [
        f"{waktu(dt.datetime.fromisoformat(row['waktu']), zone)}: {row['uraian']}"
        for row in kept.get("kejadian", ())
    ]
    seal = kept.get("segel", {})
    return {
        "hari": _said(day),
        "segel": f"{seal.get('nomor_segel', '')} ({'utuh' if seal.get('segel_utuh') == 'ya' else 'tidak utuh'})",
        "butir": f"{len(kept.get('butir', {}))} dari 14",
        "disegel": kept.get("penyegelan", {}).get("nomor_segel", ""),
        "kejadian": "\n".join(events) or "Nihil",
    }


def _said(day: str) -> str:
    return tanggal_panjang(dt.date.fromisoformat(day))


def place_facts(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on a titik lokasi is about, besides its title."""
    running = [row for row in facts(obj).sessions if row["state"] not in ENDED]
    found = [
        ("Tempat", f"{obj.tempat.nama}, {obj.tempat.alamat}"),
        ("Status", obj.state_label),
        ("Sesi yang belum berakhir", str(len(running))),
        ("Gangguan", _trouble(obj, database_now())),
    ]
    return [(label, value) for label, value in found if value]

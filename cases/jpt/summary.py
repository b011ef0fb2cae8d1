"""The type's own part of the case page: the plan as written, KASN's answers, the report, the scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cases.core.reading.files import files_kept, files_of
from cases.core.reading.words import tanggal_pendek
from cases.organisations.zones import zone_of
from cases.shell.case_parts import file_row
from workflows.actors import Actor
from workflows.numbers import number_text
from workflows.showing import once

from .forms.plan import BOBOT, METODE
from .forms.process import TAHAPAN
from .hasil import result
from .models import Monitoring, Rekomendasi
from .notes import named_twice, overlaps
from .pengawasan import attached_to, files_of_findings, findings_for, samples_for
from .presenting import visible_monitoring
from .reading import CHECKED, Rows, holders, recommendations, requests, same_letter
from .states import SCORED

Row = dict[str, Any]


def sections(obj: Any, actor: Actor) -> dict[str, Any]:
    """Context of jpt/detail.html."""
    # hash, version and uploader stand on the tab Dokumen
    rows = ((str(f.pk), file_row(f)) for f in files_of(obj, actor))
    files = {pk: {name: row[name] for name in ("name", "url", "size", "withdrawn")} for pk, row in rows}
    return {
        "seleksi": obj,
        "parts": [part for part in _parts(obj, actor, files) if part["rows"]],
        "panitia": [{**row, "files": _files(files, row.get("berkas"))} for row in obj.panitia],
        "jadwal": [{**row, "mulai": _day(row["mulai"]), "akhir": _day(row["akhir"])} for row in obj.jadwal],
        "plan": _plan(obj, files),
        "findings": findings(obj) if obj.state in CHECKED else [],
        "result": result(obj),
    }


def told(obj: Any, actor: Actor) -> Iterator[Rows]:
    """The rows that `sections` shows; a page reads them with others."""
    yield from (files_kept(obj.case), requests(obj), recommendations(obj))
    yield from (_monitored(obj, actor), _found(obj, actor), _found_files(obj, actor), _drawn(obj, actor))
    if obj.state in CHECKED:
        yield from (same_letter(obj), holders(obj))


def _monitored(obj: Any, actor: Actor) -> Rows:
    rows = visible_monitoring(obj, actor)
    return once(("monitoring", obj.pk, actor.pk), lambda: rows.select_related("by"))


def _found(obj: Any, actor: Actor) -> Rows:
    rows = findings_for(actor).filter(seleksi=obj.pk)
    return once(("temuan", obj.pk, actor.pk), lambda: rows.order_by("-tanggal", "-id"))


def _found_files(obj: Any, actor: Actor) -> Rows:
    return once(("berkas temuan", obj.pk, actor.pk), lambda: attached_to(_found(obj, actor)))


def _drawn(obj: Any, actor: Actor) -> Rows:
    rows = samples_for(actor).filter(terpilih__contains=[str(obj.pk)])
    return once(("sampel", obj.pk, actor.pk), lambda: rows.order_by("-at"))


def _plan(obj: Any, files: dict[str, Row]) -> list[Row]:
    version = f" (versi {obj.nomenklatur_version.number})" if obj.nomenklatur_version_id else ""
    weights = [(label, getattr(obj, name)) for name, label in BOBOT]
    return [
        {
            "label": "Nomenklatur",
            "value": f"{obj.unit_kerja} - {obj.jabatan}{version}",
            "url": reverse("kasus:kasus", args=[obj.nomenklatur_id]),
            "url_label": "Buka",
        },
        {"label": "No. Surat Pengantar", "value": obj.no_surat_pengantar},
        {"label": "Scan Surat Pengantar", "files": _files(files, obj.surat_pengantar_rencana), "value": ""},
        {"label": "Cara Pengisian JPT", "value": str(obj.cara_pengisian or "")},
        {"label": "Alasan", "value": str(obj.alasan or "")},
        {"label": "Deskripsi Alasan", "value": obj.deskripsi_alasan, "html": bool(obj.deskripsi_alasan)},
        {"label": "Metode seleksi", "value": "\n".join(dict(METODE)[key] for key in obj.metode_seleksi)},
        {
            "label": "Bobot",
            "value": "\n".join(
                f"{label}: {number_text(value)}" for label, value in weights if value is not None
            ),
        },
        *([{"label": "Alasan jumlah bobot", "value": obj.alasan_bobot}] if obj.alasan_bobot else []),
    ]


def _parts(obj: Any, actor: Actor, files: dict[str, Row]) -> Iterable[Row]:
    """Titled groups of rows, the newest stage first."""
    yield {"title": "Pelantikan", "rows": _inauguration(obj, files)}
    yield {"title": "Hasil Pelaporan", "rows": _report(obj, files)}
    yield {"title": "Permohonan", "rows": _requests(obj, files)}
    yield {"title": "Monitoring Seleksi", "rows": _monitoring(obj, actor, files)}
    yield {"title": "Temuan", "rows": _temuan(obj, actor)}
    yield {"title": "Sampel Monitoring", "rows": _samples(obj, actor)}
    yield {
        "title": "Rekomendasi",
        "rows": [row for r in recommendations(obj) for row in _recommendation(r, files)],
    }
    yield {
        "title": "Persetujuan",
        "rows": _decision(obj.persetujuan, "catatan_persetujuan", "surat_persetujuan", files),
    }
    yield {"title": "Penolakan", "rows": _decision(obj.penolakan, "alasan", "surat_penolakan", files)}


def _inauguration(obj: Any, files: dict[str, Row]) -> list[Row]:
    data = obj.pelantikan_data
    if not data:
        return []
    return [
        {"label": "Kandidat yang dilantik", "value": obj.dilantik.called()},
        {"label": "Tanggal Pelantikan", "value": _day(data["tanggal"])},
        {"label": "Berita Acara Pelantikan", "value": data["berita_acara"], "html": True},
        {"label": "Lampiran Berita Acara Pelantikan", "files": _files(files, data["lampiran_berita_acara"])},
        {"label": "SK Pengangkatan", "value": data["sk_pengangkatan"], "html": True},
        {"label": "Lampiran SK Pengangkatan", "files": _files(files, data["lampiran_sk"])},
    ]


def _report(obj: Any, files: dict[str, Row]) -> list[Row]:
    data = obj.laporan
    if not data:
        return []
    rows: list[Row] = []
    for name, label in obj.REPORT_LABELS.items():
        if name in ("surat_pengantar", "laporan_lengkap", "lampiran_berita_acara"):
            rows.append({"label": label, "files": _files(files, data[name]), "value": ""})
        elif data.get(name):
            rows.append({"label": label, "value": data[name], "html": name != "alasan_kurang_tiga"})
    return rows


def _requests(obj: Any, files: dict[str, Row]) -> list[Row]:
    rows: list[Row] = []
    zone = zone_of(obj.case.institution)
    for row in requests(obj):
        answer = row.get_keputusan_display() if row.keputusan else "Menunggu keputusan"
        text = [f"Mohon {row.get_jenis_display().lower()}: {row.alasan}", answer]
        if row.alasan_keputusan:
            text[1] += f": {row.alasan_keputusan}"
        rows.append({"label": tanggal_pendek(row.tanggal, zone), "value": "\n".join(text)})
        rows.append({"label": "Surat permohonan", "files": _files(files, row.attachments), "value": ""})
    return rows


def _monitoring(obj: Any, actor: Actor, files: dict[str, Row]) -> list[Row]:
    rows: list[Row] = []
    for row in _monitored(obj, actor):
        stages = ", ".join(dict(TAHAPAN)[key] for key in row.tahapan_dipantau)
        result = Monitoring.Hasil(row.temuan).label
        rows.append({"label": _day(row.tanggal), "value": f"{result} — {stages} ({row.by})"})
        rows.append({"label": "Uraian", "value": row.uraian, "html": True})
        rows.append({"label": "Laporan", "files": _files(files, row.attachments), "value": ""})
    return rows


def _temuan(obj: Any, actor: Actor) -> list[Row]:
    """Findings about this selection (SJ-141); nothing of them is the institution's to see."""
    rows: list[Row] = []
    found = list(_found(obj, actor))
    files = files_of_findings(found, _found_files(obj, actor))
    for row in found:
        rows.append({"label": _day(row.tanggal), "value": f"{row.get_kode_display()} ({row.by})"})
        rows.append({"label": "Uraian", "value": row.uraian, "html": True})
        if attached := files[str(row.pk)]:
            rows.append({"label": "Lampiran", "files": [file_row(f) for f in attached], "value": ""})
    return rows


def _samples(obj: Any, actor: Actor) -> list[Row]:
    """The draws in which this selection was taken (SJ-108); its institution does not learn of them."""
    return [
        {
            "label": _day(timezone.localdate(row.at)),
            "value": f"Terpilih untuk Monitoring oleh {row.petugas}",
            "url": reverse("jpt:sampel-satu", args=[row.pk]),
            "url_label": "Lihat sampel",
        }
        for row in _drawn(obj, actor)
    ]


def _recommendation(row: Any, files: dict[str, Row]) -> Iterable[Row]:
    what = "rencana" if row.jenis == Rekomendasi.Jenis.RENCANA else "pelaporan"
    yield {"label": f"Rekomendasi {row.nomor} atas {what}", "value": row.isi, "html": True}
    yield _dated(row.tanggal, row.no_surat)
    if row.attachments:
        yield {"label": "Lampiran", "files": _files(files, row.attachments), "value": ""}


def _decision(data: Any, text: str, letter: str, files: dict[str, Row]) -> list[Row]:
    if not data:
        return []
    rows: list[Row] = [
        {"label": "Catatan" if text != "alasan" else "Alasan", "value": data[text], "html": True},
        _dated(data["tanggal"], data.get("no_surat")),
    ]
    return rows + ([{"label": "Surat", "files": _files(files, data[letter])}] if data.get(letter) else [])


def _dated(day: Any, number: str | None) -> Row:
    """Named after what there is: a day alone, or with the number of the letter."""
    if not number:
        return {"label": "Tanggal", "value": _day(day)}
    return {"label": "Tanggal dan nomor surat", "value": f"{_day(day)}, {number}"}


def _files(known: dict[str, Row], ids: Any) -> list[Row]:
    return [known[pk] for pk in ids or [] if pk in known]


def _day(value: Any) -> str:
    if not value:
        return ""
    day = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day:%d/%m/%Y}"


# Automatic checks of the plan: findings, not verdicts


def findings(obj: Any) -> list[Row]:
    """[{label, ok, text}]: what a reviewer would look up first."""
    weights = [value for value in obj.bobot.values() if value is not None]
    names = [row.get("nama") for row in obj.panitia]
    twice, parallel = named_twice(obj.panitia), overlaps(obj.jadwal)
    letter_taken = bool(obj.no_surat_pengantar) and bool(same_letter(obj))
    held_by = ", ".join(holders(obj))
    complete = len(weights) == len(SCORED)
    return [
        {
            "label": "Jumlah bobot",
            "ok": sum(weights) == 100 if complete else None,
            "text": f"{number_text(sum(weights, Decimal(0)))} dari 100",
        },
        {"label": "Scan surat pengantar", "ok": bool(obj.surat_pengantar_rencana) or None, "text": ""},
        {
            "label": "Panitia seleksi",
            "ok": not twice if names else None,
            "text": f"nama ganda: {', '.join(twice)}" if twice else f"{len(names)} orang",
        },
        {
            "label": "Jadwal",
            "ok": not parallel if obj.jadwal else None,
            "text": f"bertumpang tindih: {'; '.join(parallel)}" if parallel else "tidak bertumpang tindih",
        },
        {
            "label": "Nomor surat pengantar",
            "ok": not letter_taken,
            "text": "sudah dipakai pada rencana lain" if letter_taken else "belum dipakai pada rencana lain",
        },
        {
            "label": "Pejabat yang menjabat",
            "ok": not held_by,
            "text": f"masih dijabat {held_by}" if held_by else "tidak ada",
        },
    ]

"""A selection and its candidates as JSON, for API and pages."""

from __future__ import annotations

from typing import Any

from cases.core.reading.words import angka, tanggal_pendek
from cases.organisations.permissions import reads
from cases.organisations.zones import zone_of
from workflows.actors import holder_said
from workflows.ledger import plain

from .elsewhere import nip_notes
from .states import SCORED, Tahap


def present(obj: Any, actor: Any) -> dict[str, Any]:
    found = {
        **obj.snapshot(),
        "nomenklatur": {"id": str(obj.nomenklatur_id), "nama": f"{obj.unit_kerja} - {obj.jabatan}"},
        "nomenklatur_version": obj.nomenklatur_version.number if obj.nomenklatur_version_id else None,
        "jumlah_pelamar": obj.jumlah_pelamar,
        "persetujuan": obj.persetujuan,
        "penolakan": obj.penolakan,
        "tiga_besar": [placed(k) for k in obj.facts.tiga_besar],
        "rekomendasi": [recommendation(r) for r in obj.daftar_rekomendasi.order_by("at")],
        "laporan": obj.laporan,
        "buka_kembali": obj.buka_kembali,
        "permohonan": request(obj),
        "pelantikan": {**obj.pelantikan_data, "kandidat": str(obj.dilantik_id)}
        if obj.pelantikan_data
        else None,
        "monitoring": [monitoring(m) for m in visible_monitoring(obj, actor)],
    }
    if reads(actor):
        found["disampel_untuk"] = str(obj.disampel_untuk_id) if obj.disampel_untuk_id else None
    return found


def placed(kandidat: Any) -> dict[str, Any]:
    """One row of "Daftar pelamar yang masuk 3 besar" (Gambar 40)."""
    return {
        "id": str(kandidat.pk),
        "nama": kandidat.nama,
        "nip": kandidat.nip,
        "instansi": kandidat.instansi,
        "nilai": {name: plain(value) for name, value in kandidat.nilai.items()},
        "total_nilai": plain(kandidat.total_nilai),
        "peringkat": rank(kandidat),
    }


def rank(kandidat: Any) -> dict[str, Any] | None:
    """{nomor, bersama, kalimat}; None while the total is not complete."""
    found = kandidat.seleksi.facts.peringkat(kandidat)
    if found is None:
        return None
    return {"nomor": found.nomor, "bersama": found.bersama, "kalimat": found.kalimat}


def request(obj: Any) -> dict[str, Any] | None:
    if obj.permohonan_pada is None:
        return None
    return {
        "jenis": obj.permohonan_jenis,
        "alasan": obj.permohonan_alasan,
        "tanggal": plain(obj.permohonan_pada),
    }


def recommendation(row: Any) -> dict[str, Any]:
    return {
        "jenis": row.jenis,
        "nomor": row.nomor,
        "isi": row.isi,
        "no_surat": row.no_surat,
        "tanggal": plain(row.tanggal),
        "lampiran": row.attachments,
    }


def visible_monitoring(obj: Any, actor: Any) -> Any:
    """All for KASN and auditors, the released ones for the institution (SJ-109)."""
    rows = obj.daftar_monitoring.order_by("at")
    return rows if reads(actor) else rows.filter(tampil_ke_institusi=True)


def monitoring(row: Any) -> dict[str, Any]:
    return {
        "tanggal": plain(row.tanggal),
        "cara_pengambilan_sampel": row.cara_pengambilan_sampel,
        "tahapan_dipantau": row.tahapan_dipantau,
        "uraian": row.uraian,
        "temuan": row.temuan,
        "tampil_ke_institusi": row.tampil_ke_institusi,
        "lampiran": row.attachments,
    }


def present_candidate(kandidat: Any) -> dict[str, Any]:
    return {
        "nama": kandidat.nama,
        "nip": kandidat.nip,
        "alasan_tanpa_nip": kandidat.alasan_tanpa_nip,
        "instansi": kandidat.instansi,
        "berkas_pelamar": kandidat.berkas_pelamar,
        "bobot": {str(t): kandidat.seleksi.bobot[str(t)] for t in SCORED},
        "skor": {name: plain(value) for name, value in kandidat.skor.items()},
        "nilai": {name: plain(value) for name, value in kandidat.nilai.items()},
        "total_nilai": plain(kandidat.total_nilai),
        "peringkat": rank(kandidat),
        "deskripsi": kandidat.deskripsi,
        "alasan_keputusan": kandidat.alasan_keputusan,
        "tahap_ditinggalkan": kandidat.tahap_ditinggalkan,
    }


def candidate_facts(kandidat: Any, actor: Any) -> list[tuple[str, str]]:
    """What must be known before deciding about a candidate: who, where in the process, how good."""
    facts = kandidat.seleksi.facts
    place, total = facts.peringkat(kandidat), kandidat.total_nilai
    complete = sum(1 for k in facts.kandidat if k.total_nilai is not None)
    nip = kandidat.nip if not kandidat.alasan_tanpa_nip else f"{kandidat.nip} ({kandidat.alasan_tanpa_nip})"
    found = [
        ("Nama", kandidat.nama),
        ("NIP", " – ".join([nip, *nip_notes(kandidat.seleksi, actor, kandidat.nip)])),
        ("Instansi", kandidat.instansi),
        ("Tahap", kandidat.state_label),
    ]
    for tahap in SCORED:
        skor, nilai = kandidat.skor_of(tahap), kandidat.nilai_of(tahap)
        if skor is not None:
            found.append((Tahap(tahap).label, f"skor {angka(skor)}, nilai {angka(nilai)}"))
    found.append(("Total nilai", angka(total) if total is not None else "belum lengkap"))
    if place is not None:
        found.append(("Peringkat", f"{place} dari {complete} kandidat"))
    if kandidat.alasan_keputusan:
        found.append(("Alasan keputusan", kandidat.alasan_keputusan))
    return found


def selection_facts(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on a selection is about, besides its title."""
    applicants = obj.jumlah_pelamar
    found = [
        ("Jabatan", f"{obj.jabatan} — {obj.unit_kerja}"),
        ("Status", obj.state_label),
        ("Petugas", holder_said(obj.case.assignee)),
        ("Jumlah pelamar", angka(applicants) if applicants is not None else ""),
        ("3 besar", "; ".join(_standing(k) for k in obj.facts.tiga_besar)),
        ("Permohonan", request_said(obj)),
    ]
    return [(label, value) for label, value in found if value]


def _standing(kandidat: Any) -> str:
    return f"{kandidat.called()}, total nilai {angka(kandidat.total_nilai)}"


def request_said(obj: Any) -> str:
    """The request that waits for a decision, in a line; "" where there is none."""
    if obj.permohonan_pada is None:
        return ""
    day = tanggal_pendek(obj.permohonan_pada, zone_of(obj.case.institution))
    return f"Mohon {obj.permohonan_jenis}, {day}: {obj.permohonan_alasan}"

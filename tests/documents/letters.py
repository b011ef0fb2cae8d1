"""A letter as the layouts take it."""

from __future__ import annotations

from typing import Any

from documents.rendering import rich

CODE = "ABCDEFGHJKLMNPQRSTUV"
ADDRESS = f"https://alur.contoh.go.id/verifikasi/{CODE}/"


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "badan": {"nama": "Komisi Aparatur Sipil Negara", "alamat": "Jalan Contoh 1\nJakarta"},
        "judul": "Surat persetujuan — Kepala Dinas Sosial",
        "jenis": "Surat persetujuan",
        "nomor": "DOK-2026-000001",
        "nomor_surat": "B-12/KASN/11/2026",
        "tanggal": "2026-11-21",
        "tempat": "Jakarta",
        "perihal": "Persetujuan rencana seleksi",
        "kepada": ["Wali Kota Administrasi Jakarta Selatan", "di Jakarta"],
        "pembuka": "Pembuka surat.",
        "isi": rich("<p>Isi <strong>surat</strong>.</p>"),
        "rincian": [{"label": "Jabatan", "value": "Kepala Dinas Sosial"}],
        "penutup": "Penutup surat.",
        "penandatangan": [
            {
                "peran": "Petugas KASN",
                "nama": "Siti Rahmawati",
                "nip": "197001011995032001",
                "jabatan": "Asisten",
            }
        ],
        "verifikasi": {"kode": CODE, "alamat": ADDRESS},
        "versi": 1,
        "demo": False,
        "menggantikan": "",
        **changes,
    }

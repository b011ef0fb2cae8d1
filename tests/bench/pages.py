"""Fifty pages of generated documents: a list as PDF, and as many letters. The issue asks for less than a second."""

from __future__ import annotations

import time
from typing import Any

from documents.rendering import compiling, render, rich

ROWS, PAGES, ROUNDS = 1960, 50, 5


def fifty_pages() -> None:
    """Best of five rounds each, elapsed and of the processor: other work on the machine shows in the first only."""
    print()
    several = compiling._OWN_PROCESS
    compiling._OWN_PROCESS = compiling.LARGEST_DATA  # here, so that the processor's time is counted
    try:
        text = " ".join(["Kalimat yang mengisi halaman surat dengan kata-kata biasa."] * 30)
        long = _letter(rich(f"<p>{text}</p>" * 127))
        _report(f"one list of {ROWS} rows", lambda n: [render("daftar", _list(n))])
        _report("one long letter", lambda n: [render("surat", {**long, "nomor_surat": str(n)})])
        short = _letter(rich(f"<p>{text}</p>"))
        _report(
            f"{PAGES} letters",
            lambda n: [render("surat", {**short, "nomor_surat": f"{n}/{i}"}) for i in range(PAGES)],
        )
    finally:
        compiling._OWN_PROCESS = several


def _report(what: str, work: Any) -> None:
    elapsed, used, files = [], [], []
    for number in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        files = work(number)
        elapsed.append(time.perf_counter() - wall)
        used.append(time.process_time() - processor)
    pages = sum(_pages(pdf) for pdf in files)
    size = sum(map(len, files)) / 1024
    print(
        f"{what}: {pages} pages in {min(elapsed):.2f} s ({min(used):.2f} s of the processor), {size:.0f} KB;"
        f" 50 pages: {50 * min(elapsed) / pages:.2f} s"
    )


def _pages(pdf: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _frame(title: str) -> dict[str, Any]:
    code = "ABCDEFGHJKLMNPQRSTUV"
    return {
        "badan": {"nama": "Badan Kepegawaian Negara", "alamat": "Jakarta"},
        "judul": title,
        "jenis": "Uji",
        "tanggal": "2026-11-21",
        "verifikasi": {"kode": code, "alamat": f"https://alur.contoh.go.id/verifikasi/{code}/"},
        "pembuat": "Petugas",
        "waktu_cetak": "21 November 2026 pukul 10.00 WIB",
    }


def _list(number: int) -> dict[str, Any]:
    row = [
        "Dinas Pendidikan - Kepala Dinas Pendidikan",
        "Seleksi terbuka",
        "Kota Administrasi Jakarta Selatan",
    ]
    rows = [
        [f"JPT-{number}-{i:06d}", *row, "Pensiun", "Proses", "Siti Rahmawati", "21/11/2026"]
        for i in range(ROWS)
    ]
    return {
        **_frame("Daftar Seleksi"),
        "ringkasan": [{"label": "Saringan", "value": "Tidak ada"}],
        "kolom": ["Nomor", "Nama Jabatan", "Cara", "Institusi", "Alasan", "Status", "Petugas", "Dibuat"],
        "lebar": [15, 34, 15, 33, 8, 8, 14, 10],
        "baris": rows,
    }


def _letter(body: list[Any]) -> dict[str, Any]:
    signer = {
        "peran": "Petugas KASN",
        "nama": "Siti Rahmawati",
        "nip": "197001011995032001",
        "jabatan": "Asisten",
    }
    return {
        **_frame("Surat"),
        "perihal": "Uji",
        "kepada": ["Yang dituju"],
        "isi": body,
        "penandatangan": [signer],
    }

"""What the checklists and forms say: survey (Lamp. 3, 4), network trial, day (Lamp. 7), end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from cases.cat.lokasi.butir import AKHIR, BUTIR_SURVEI, JUMLAH, MENGHALANGI, PAGI, TIDAK, TIDAK_BERLAKU, YA
from cases.cat.lokasi.forms.fields import answers
from workflows.context import Move
from workflows.errors import E_REQ
from workflows.guards import guard

#: Lamp. 3.2 (CB-197, CB-258): per client, and of the reply.
KBPS_PER_KLIEN, LATENSI_MS = 200, 100


def missing(survei: Mapping[str, Any]) -> list[str]:
    """What a survey leaves open, item by item; what makes an answer invalid counts too (CB-213)."""
    butir, jumlah = survei.get("butir", {}), survei.get("jumlah", {})
    found = [one.kode for one in BUTIR_SURVEI if one.kode not in butir]
    found += [label for name, label in JUMLAH if jumlah.get(name) is None]
    found += [
        f"keterangan {code}"
        for code, row in butir.items()
        if row["jawaban"] == TIDAK and not row["keterangan"]
    ]
    if butir.get("D.5", {}).get("jawaban") == TIDAK_BERLAKU and Decimal(survei.get("ups_kva") or 0) < 1:
        found.append("daya UPS (≥ 1 KVA) untuk D.5 tidak berlaku")
    return found


@guard(code=E_REQ, legal="Lamp. 4; CB-66, CB-262")
def survei_lengkap(move: Move) -> str | None:
    left = missing(move.obj.survei)
    return f"Survei belum lengkap: {', '.join(left)}." if left else None


def unmet(lokasi: Any) -> list[str]:
    """What keeps a surveyed place from being fit (CB-69, CB-70, CB-87, CB-163, CB-197, CB-214)."""
    survei = lokasi.survei
    count = {name: survei.get("jumlah", {}).get(name) or 0 for name, _ in JUMLAH}
    clients = count["komputer_seleksi"]
    found = []
    if count["komputer_cadangan"] < (wanted := ceil(clients * 5 / 100)):
        found.append(
            f"komputer cadangan {count['komputer_cadangan']}, perlu paling sedikit {wanted} (5% dari {clients})"
        )
    if count["komputer_registrasi"] < 2:
        found.append("komputer registrasi paling sedikit 2")
    if count["ruang_seleksi"] < 1:
        found.append("ruang seleksi paling sedikit 1")
    found += _links(survei.get("internet", ()), clients)
    explained = {row["butir"] for row in survei.get("rekomendasi", ())}
    crossed = [code for code, row in survei.get("butir", {}).items() if row["jawaban"] == TIDAK]
    found += [
        f"butir {code} X tanpa alasan pada tabel ketidaksesuaian" for code in crossed if code not in explained
    ]
    if lokasi.mandiri and survei.get("ruang_disabilitas") != "ya":
        found.append("ruang yang mudah dijangkau peserta disabilitas belum ada (lokasi mandiri)")
    return found


def _links(rows: Any, clients: int) -> list[str]:
    found = []
    if len({row["jenis"] for row in rows}) < 2:
        found.append("koneksi internet utama dan cadangan harus ada")
    for row in rows:
        need = Decimal(KBPS_PER_KLIEN * clients) / 1000
        if Decimal(row["mbps"]) < need:
            found.append(
                f"internet {row['penyedia']} {row['mbps']} Mbps, perlu {need.normalize():f} Mbps untuk {clients} klien"
            )
        if Decimal(row["latensi_ms"]) > LATENSI_MS:
            found.append(f"latensi {row['penyedia']} {row['latensi_ms']} ms, paling besar {LATENSI_MS} ms")
    return found


@guard(legal="Pasal 10 (3) f–h, Lamp. 3, 4; CB-69, CB-70, CB-87, CB-163")
def survei_memenuhi_layak(move: Move) -> str | None:
    left = unmet(move.obj)
    return f"Lokasi belum layak: {'; '.join(left)}." if left else None


@guard(legal="Lamp. 4; CB-87")
def ada_rekomendasi_perbaikan(move: Move) -> str | None:
    survei = move.obj.survei
    crossed = {code for code, row in survei.get("butir", {}).items() if row["jawaban"] == TIDAK}
    told = {row["butir"] for row in survei.get("rekomendasi", ()) if row.get("rekomendasi")}
    return None if crossed & told else "Paling sedikit satu butir X dengan rekomendasi perbaikan harus ada."


def clients(lokasi: Any) -> int:
    """Those used and the spares, as the survey counted them."""
    count = lokasi.survei.get("jumlah", {})
    return (count.get("komputer_seleksi") or 0) + (count.get("komputer_cadangan") or 0)


@guard(legal="Pasal 10 (3) d, e, j; CB-67, CB-68, CB-73, CB-84", needs_data=True)
def jaringan_teruji(move: Move) -> str | None:
    data, used = move.data, move.obj.survei.get("jumlah", {}).get("komputer_seleksi") or 0
    all_ = clients(move.obj)
    found = []
    if data["tersambung"] != YA:
        found.append("belum tersambung ke server BKN Pusat")
    if data["klien_akses"] < all_:
        found.append(f"CAT BKN baru dapat diakses dari {data['klien_akses']} dari {all_} klien")
    if data["usb_tertutup"] != YA:
        found.append("porta USB klien belum tertutup")
    if data["latensi_ms"] > LATENSI_MS:
        found.append(f"latensi {data['latensi_ms']} ms, paling besar {LATENSI_MS} ms")
    if data["mbps"] * 1000 < KBPS_PER_KLIEN * used:
        found.append(f"kecepatan {data['mbps']} Mbps kurang untuk {used} klien")
    return f"Uji jaringan belum berhasil: {'; '.join(found)}." if found else None


@guard(legal="Pasal 10 (3) j, 11 (3) b; CB-240, CB-91", demands=("mst_id", "mst_waktu"))
def terunggah_mst(move: Move) -> str | None:
    """Of the step's own documentation."""
    if move.data["mst_id"] and move.data["mst_waktu"]:
        return None
    return "Tanda terima MST atas dokumentasi langkah ini belum diisi."


@guard(legal="Pasal 11 (3) c; CB-92", needs_data=True)
def pemeriksaan_bersih(move: Move) -> str | None:
    if move.data["pemeriksaan"] == "bersih":
        return None
    return "Ada indikasi kecurangan: usulkan pembatalan, atau periksa kembali."


@guard(legal="Pasal 11 (3) d, Lamp. 7; CB-93, CB-224", needs_data=True)
def butir_1_13_terjawab(move: Move) -> str | None:
    given = answers(move.data, PAGI)
    mended = {row["butir"] for row in move.data["koreksi"]}
    found = [f"butir {one.kode} belum dijawab" for one in PAGI if one.kode not in given]
    for code, row in given.items():
        if row["jawaban"] == TIDAK and not row["keterangan"]:
            found.append(f"keterangan butir {code} belum diisi")
        if row["jawaban"] == TIDAK and code in MENGHALANGI and code not in mended:
            found.append(f"butir {code} X tanpa waktu perbaikan")
    return f"Daftar periksa harian belum selesai: {'; '.join(found)}." if found else None


def _answered(row: Mapping[str, str] | None) -> bool:
    return row is not None and (row["jawaban"] != TIDAK or bool(row["keterangan"]))


@guard(legal="Lamp. 7; CB-224", demands=(AKHIR.name,), name="butir_14_terjawab")
def butir_14_hari_ini(move: Move) -> str | None:
    """As it is entered in this act."""
    if _answered(answers(move.data, (AKHIR,)).get(AKHIR.kode)):
        return None
    return "Butir 14 belum dijawab (X dengan keterangan)."


@guard(legal="Lamp. 7; CB-224", name="butir_14_terjawab")
def butir_14_semua_hari(move: Move) -> str | None:
    """As it stands for every day on which the room was opened."""
    harian = move.obj.harian
    left = [day for day in sorted(harian) if not _answered(harian[day].get("butir", {}).get(AKHIR.kode))]
    return f"Butir 14 belum dijawab untuk {', '.join(left)}: siapkan dokumen hari itu." if left else None


@guard(legal="Pasal 11 (3) aa; CB-116", needs_data=True)
def klien_direset(move: Move) -> str | None:
    done, all_ = move.data["klien_direset"], clients(move.obj)
    return None if done == all_ else f"Klien direset {done}, jumlah klien {all_}."

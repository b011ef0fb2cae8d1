"""What the forms of a sesi must say, and its documents."""

from __future__ import annotations

from cases.cat.parameters import most_sessions
from cases.cat.sesi import jam
from cases.cat.sesi.facts import facts, place_of
from cases.cat.sesi.jenis import HADIR, HASIL, key_of_result
from cases.cat.states import Jenis
from cases.cat.states import Peserta as PesertaState
from cases.cat.tables import Peserta, Sesi
from cases.dokumen.signed import is_signed, uploaded
from workflows.context import Move
from workflows.errors import E_RNG, Reason
from workflows.guards import guard

LEGAL = "Peraturan BKN 5/2024"
#: Their number is another's again.
_GONE = ("dijadwal_ulang", "dibatalkan", "dicabut")
TAKEN = "Nomor sesi itu sudah dipakai pada tempat dan hari yang sama."
SESI_ADA = Reason("batas_sesi", TAKEN, f"{LEGAL} Pasal 11 (2); CB-89", E_RNG, "nomor")


@guard(code=E_RNG, legal=f"{LEGAL} Pasal 11 (2); CB-89, CB-263", field="nomor")
def batas_sesi(move: Move) -> str | None:
    """At most four of a place and a local day, over all events; no more places than the location has clients."""
    data = move.data
    chosen = data.get("lokasi")
    place = facts(move.root).place if chosen is None else place_of(chosen.pk)
    most = most_sessions(data["tanggal"])
    others = Sesi.objects.filter(tempat=place.tempat_id, tanggal=data["tanggal"]).exclude(state__in=_GONE)
    numbers = set(others.exclude(pk=move.root.pk).values_list("nomor", flat=True))
    if data["nomor"] > most or len(numbers) >= most:
        return f"Paling banyak {most} sesi per tempat dan hari."
    if data["nomor"] in numbers:
        return TAKEN
    if data["kapasitas"] > place.kapasitas:
        return f"Kapasitas titik lokasi itu {place.kapasitas} peserta."
    return None


@guard(legal="CB-94", demands=("aplikasi_siap",))
def aplikasi_siap(move: Move) -> str | None:
    return None if move.data["aplikasi_siap"] else "Aplikasi registrasi belum dinyatakan siap."


@guard(legal="CB-95", demands=("pelatihan",))
def pelatihan_dicatat(move: Move) -> str | None:
    return None if move.data["pelatihan"] else "Pelatihan singkat untuk Pansel belum diberikan."


@guard(legal="CB-97, CB-98, CB-99, CB-103", needs_data=True)
def prasarana_sesi_siap(move: Move) -> str | None:
    data = move.data
    wanted = {
        "peserta_duduk": "peserta duduk di tempatnya",
        "kertas": "kertas buram untuk peserta",
        "kamera": "kamera pengawas",
        "konferensi": "konferensi video",
    }
    missing = [said for name, said in wanted.items() if not data[name]]
    if data["klien_terhubung"] < data["klien_dipakai"]:
        missing.append(
            f"{data['klien_dipakai'] - data['klien_terhubung']} komputer klien yang belum terhubung"
        )
    return f"Belum siap: {', '.join(missing)}." if missing else None


@guard(legal="CB-272")
def semua_ber_pin_diputus(move: Move) -> str | None:
    left = facts(move.obj).counts.of(PesertaState.BER_PIN, PesertaState.DIPERIKSA)
    if not left:
        return None
    return f"{left} peserta yang mendapat PIN belum masuk ruang dan belum diputus."


@guard(legal="CB-270")
def tanpa_peserta_antre(move: Move) -> str | None:
    counts = facts(move.obj).counts
    left = counts.of(PesertaState.DOKUMEN_SESUAI, PesertaState.WAJAH_SESUAI) + counts.queued
    if not left:
        return None
    return f"{left} peserta datang sebelum PIN ditutup dan belum diputus: beri PIN antrean atau gugur."


@guard(legal="CB-106", needs_data=True)
def semua_hadir_masuk_atau_dijelaskan(move: Move) -> str | None:
    """Everybody in the room has logged in, but those the form names with a reason."""
    named = [row["nomor_peserta"] for row in move.data["belum_masuk"]]
    rows = Peserta.objects.filter(sesi=move.obj.pk, state=PesertaState.HADIR, nomor_peserta__in=named)
    known = set(rows.values_list("nomor_peserta", flat=True))
    if strange := sorted(set(named) - known):
        return f"Bukan peserta yang hadir di sesi ini: {', '.join(strange)[:200]}."
    total = facts(move.obj).counts.of(PesertaState.HADIR)
    if move.data["jumlah_masuk"] + len(known) == total:
        return None
    return (
        f"{total} peserta hadir; {move.data['jumlah_masuk']} masuk CAT BKN dan {len(known)} dijelaskan. "
        "Jelaskan setiap peserta yang belum masuk."
    )


@guard(legal="CB-269, CB-251", field="mulai", needs_data=True)
def mulai_baru_sah(move: Move) -> str | None:
    """A later start, on the same day of the place, that ends by 20.00."""
    sesi, start = move.obj, jam.instant(move.data["mulai"])
    if start <= sesi.mulai:
        return "Jam mulai baru harus setelah jam mulai sekarang."
    if start <= move.now:
        return "Jam mulai baru harus masih akan datang."
    if jam.local_day(sesi, start) != sesi.tanggal:
        return "Jam mulai baru harus pada hari yang sama menurut jam setempat."
    if start + jam.lasts(sesi) > jam.limit(sesi):
        return "Sesi harus selesai paling lambat pukul 20.00 waktu setempat."
    return None


@guard(legal="CB-180")
def waktu_habis_atau_semua_selesai(move: Move) -> str | None:
    end = jam.ends(move.obj)
    if not facts(move.obj).counts.of(PesertaState.MENGERJAKAN) or (end is not None and move.now >= end):
        return None
    return "Waktu sesi belum habis dan masih ada peserta yang mengerjakan."


@guard(legal="CB-14, CB-29, CB-124", needs_data=True)
def koordinasi_pihak(move: Move) -> str | None:
    """With the parties of the kind; for two kinds it says that they agree."""
    agreed = facts(move.obj).place.acara.jenis in (Jenis.KARIER, Jenis.SELAIN_ASN)
    if agreed and not move.data["disepakati"]:
        return "Untuk jenis seleksi ini jadwal baru harus disepakati para pihak."
    return None


@guard(legal="CB-264", needs_data=True)
def peserta_dipindah_atau_beralasan(move: Move) -> str | None:
    left = facts(move.obj).counts.in_progress
    if not left or move.data.get("tujuan") is not None or move.data["alasan_peserta"]:
        return None
    return f"{left} peserta belum dipindah: pilih sesi tujuan, atau isi alasan mereka tidak dipindah."


@guard(legal="CB-123, CB-221")
def kegiatan_tindak_lanjut_selesai(move: Move) -> str | None:
    """The activities of the berita acara, of every postponement in force that holds this sesi."""
    holding = facts(move.obj).postponed_by
    open_ = [row for usul in holding for row in usul.tindak_lanjut if not row.get("selesai_pada")]
    if not open_:
        return None
    return f"Kegiatan tindak lanjut belum selesai: {'; '.join(row.get('uraian', '') for row in open_)[:300]}."


@guard(legal="CB-123")
def sebab_berakhir(move: Move) -> str | None:
    if all(usul.sebab_berakhir is not None for usul in facts(move.obj).postponed_by):
        return None
    return "Sebab penundaan belum dicatat berakhir."


# --- documents --------------------------------------------------------------------------------------------------------


@guard(legal=f"{LEGAL} Pasal 11 (3) u; CB-110")
def hasil_ditandatangani_keduanya(move: Move) -> str | None:
    if is_signed(move.root.pk, HASIL, key_of_result(move.root)):
        return None
    return "Hasil seleksi sesi belum ditandatangani Tim Pelaksana dan Pansel."


@guard(legal=f"{LEGAL} Pasal 11 (3) k; CB-100")
def daftar_hadir_ditandatangani(move: Move) -> str | None:
    return None if is_signed(move.root.pk, HADIR) else "Daftar hadir belum ditandatangani."


@guard(legal=f"{LEGAL} Pasal 11 (3) x; CB-113, CB-240")
def terunggah_mst(move: Move) -> str | None:
    sesi = move.root
    missing = []
    if not uploaded(sesi.pk, HASIL, key_of_result(sesi)):
        missing.append("hasil seleksi sesi")
    if not uploaded(sesi.pk, HADIR):
        missing.append("daftar hadir")
    return f"Belum diunggah ke MST: {' dan '.join(missing)}." if missing else None

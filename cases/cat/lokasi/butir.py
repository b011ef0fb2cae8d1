"""The items of the checklists of a titik lokasi, with their official labels (Lamp. 4, 7, 10; CB-213…CB-235, CB-262).

One table each: forms, guards, pages and papers read these and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

YA, TIDAK, TIDAK_BERLAKU = "ya", "tidak", "tidak_berlaku"
#: √ and X of the forms.
SESUAI = ((YA, "√ Sesuai"), (TIDAK, "X Tidak sesuai"))
TAK_BERLAKU = (TIDAK_BERLAKU, "Tidak berlaku")
SAID = dict((*SESUAI, TAK_BERLAKU))


class Butir(NamedTuple):
    """One item. kode: as the form prints it; optional: the third answer "tidak berlaku" is allowed."""

    kode: str
    label: str
    optional: bool = False

    @property
    def name(self) -> str:
        """Of its field."""
        return "b_" + self.kode.lower().replace(".", "_")

    @property
    def note(self) -> str:
        """Name of the field of its remark."""
        return f"{self.name}_ket"


#: Lamp. 4 (CB-213): letter and title of a part, its items.
SURVEI: tuple[tuple[str, tuple[Butir, ...]], ...] = (
    (
        "A. PERSIAPAN",
        (
            Butir(
                "A.1",
                "Melakukan koordinasi dan penyamaan persepsi dengan Pansel Instansi terkait kegiatan, tata tertib"
                " dan prosedur seleksi dengan menggunakan sistem CAT BKN.",
            ),
            Butir(
                "A.2",
                "Melakukan koordinasi dengan Teknisi TI tempat penyelenggaraan seleksi terkait infrastruktur dan "
                "potensi kendala yang terjadi di lokasi tes.",
            ),
        ),
    ),
    (
        "B. PENGECEKAN PC/LAPTOP, SISTEM OPERASI",
        (
            Butir(
                "B.1",
                "Memastikan setiap komputer klien dapat mengakses CAT BKN dan dapat berfungsi dengan baik.",
            ),
            Butir(
                "B.2",
                "Memastikan semua Porta Bus Serial Universal/Universal Serial Bus (USB) komputer klien, kecuali "
                "untuk keperluan Porta USB tetikus, papan ketik, kamera web dan Porta USB kabel LAN telah "
                "tertutup.",
            ),
            Butir(
                "B.3",
                "Memastikan setiap komputer klien memiliki kamera web dan dapat dipergunakan saat mengakses "
                "aplikasi seleksi.",
            ),
            Butir(
                "B.4",
                "Memastikan komputer klien tidak ada aplikasi yang mengarah kepada kecurangan. (Instansi "
                "menyediakan komputer yang bebas dari aplikasi yang mengarah ke kecurangan atau perekaman "
                "soal-soal).",
            ),
            Butir(
                "B.5",
                "Memastikan Kode Registrasi dan Keamanan Aplikasi Seleksi hanya dimiliki oleh Petugas CAT BKN.",
            ),
            Butir(
                "B.6",
                "Memastikan tersedianya komputer yang memiliki kamera web untuk pengawasan peserta melalui media "
                "konferensi video dan telah terkoneksi internet.",
            ),
            Butir(
                "B.7",
                "Memastikan tersedianya Komputer dengan koneksi internet yang baik sebagai media untuk menyiarkan"
                " skor seleksi CAT BKN melalui siaran langsung.",
            ),
            Butir(
                "B.8",
                "Memastikan ketersediaan paling sedikit 2 (dua) komputer untuk registrasi dan 1 (satu) komputer "
                "untuk monitoring skor seleksi.",
            ),
        ),
    ),
    (
        "C. PENGECEKAN KONEKTIVITAS DAN AKSES",
        (
            Butir("C.1", "Memastikan kabel jaringan untuk komputer klien dengan spesifikasi minimal CAT 5e."),
            Butir(
                "C.2",
                "Memastikan adanya koneksi internet pada setiap komputer klien dengan kecepatan internet atau "
                "bandwidth minimal adalah 200 Kilobit per second (Kbps). Maksimal reply latency koneksi internet "
                "ditetapkan sebesar 100 Micro Second. Jika terdapat 100 client maka diperlukan bandwidth sebesar "
                "100x200 = 20 Mbps (megabit per second)",
            ),
            Butir(
                "C.3",
                "Memastikan tidak terdapat koneksi kabel Jaringan Area Lokal/Local Area Network (LAN) yang tidak "
                "diizinkan (kabel yang tidak terkontrol, yang terhubung ke luar).",
            ),
            Butir("C.4", "Membatasi hanya komputer yang terdaftar yang dapat mengakses sistem CAT BKN."),
            Butir("C.5", "Memastikan tidak ada perangkat ilegal yang terdapat di dalam ruang seleksi."),
            Butir(
                "C.6",
                "Jika menggunakan koneksi Jaringan Nirkabel/Wireless Fidelity (wifi) untuk komputer registrasi, "
                "pastikan kredensial Pengidentifikasi Set Layanan/Service Set Indentifier (SSID) Jaringan "
                "Nirkabel/Wireless Fidelity (wifi) menerapkan protokol keamanan dan kriteria password yang aman.",
                optional=True,
            ),
            Butir(
                "C.7",
                "Memastikan Jaringan Lokal (Local Networking) ke komputer klien menggunakan kabel UTP LAN minimal"
                " category 5E, untuk jaringan antar-switch menggunakan metode backbone antar-switch 1 Gbps dan "
                "kabel UTP LAN minimal CAT 6 sesuai standar pabrikan industri yang disesuaikan dengan jumlah "
                "klien.",
            ),
        ),
    ),
    (
        "D. KELENGKAPAN dan LAINNYA",
        (
            Butir("D.1", "Memastikan ketersediaan ruangan/tempat tunggu peserta yang akan mengikuti ujian."),
            Butir("D.2", "Memastikan ketersediaan alat pemindai barcode scanner, printer, tinta dan kertas."),
            Butir(
                "D.3",
                "Memastikan ketersediaan fasilitas untuk pemaparan petunjuk teknis pelaksanaan seleksi dengan "
                "metode CAT BKN.",
            ),
            Butir(
                "D.4",
                "Memastikan ketersediaan perangkat Kamera Pengawas/CCTV di ruang seleksi serta memastikan posisi "
                "CCTV tidak mengarah pada kecurangan.",
            ),
            Butir(
                "D.5",
                "Memastikan ketersediaan dan keberfungsian genset keadaan baik dan layak pakai.",
                optional=True,
            ),
        ),
    ),
)
BUTIR_SURVEI = tuple(butir for _, part in SURVEI for butir in part)

#: Lamp. 4, table SARANA / JUMLAH (CB-214): name of the field, label.
JUMLAH: tuple[tuple[str, str], ...] = (
    ("ruang_seleksi", "Ruang Seleksi"),
    ("led_projektor", "LED Projektor"),
    ("komputer_seleksi", "Komputer Seleksi"),
    ("komputer_cadangan", "Komputer Cadangan"),
    ("komputer_registrasi", "Komputer Registrasi dan Kamera"),
    ("komputer_pengawasan", "Komputer dengan Kamera Pengawasan"),
    ("komputer_keseluruhan", "Komputer Keseluruhan"),
    ("cctv", "CCTV"),
)

#: Lamp. 7 (CB-224).
HARIAN: tuple[Butir, ...] = (
    Butir("1", "Memastikan setiap komputer klien dapat mengakses CAT BKN dan dapat berfungsi dengan baik."),
    Butir(
        "2",
        "Memastikan USB lainnya kecuali untuk penggunaan USB tetikus, papan ketik, kamera web dan Porta USB kabel"
        " LAN tertutup",
    ),
    Butir("3", "Memastikan komputer klien tidak ada aplikasi yang mengarah kepada kecurangan."),
    Butir(
        "4",
        "Memastikan tersedianya komputer yang memiliki kamera web untuk pengawasan peserta melalui media "
        "konferensi video dan telah terkoneksi internet.",
    ),
    Butir(
        "5",
        "Memastikan tersedianya komputer dengan koneksi internet yang baik sebagai media untuk menyiarkan skor "
        "seleksi CAT BKN melalui siaran langsung.",
    ),
    Butir(
        "6",
        "Memastikan ketersediaan paling sedikit 2 (dua) komputer untuk registrasi dan 1 (satu) komputer untuk "
        "monitoring.",
    ),
    Butir("7", "Memastikan ketersediaan penerangan yang cukup untuk mendukung proses registrasi."),
    Butir(
        "8",
        "Memastikan adanya koneksi internet pada setiap komputer klien dengan kecepatan internet atau bandwidth "
        "minimal adalah 200 Kilobit per second (Kbps). Maksimal reply latency koneksi internet ditetapkan sebesar"
        " 100 Micro Second.",
    ),
    Butir(
        "9",
        "Memastikan tidak terdapat koneksi kabel Jaringan Area Lokal/Local Area Network (LAN) yang tidak "
        "diizinkan (kabel yang tidak terkontrol, yang terhubung ke luar).",
    ),
    Butir("10", "Membatasi hanya komputer yang terdaftar yang dapat mengakses sistem CAT BKN."),
    Butir("11", "Memastikan tidak ada perangkat ilegal yang terdapat di dalam ruang seleksi."),
    Butir(
        "12",
        "Memastikan ketersediaan dan keberfungsian kamera pengawas/CCTV di ruang seleksi serta memastikan posisi "
        "CCTV tidak mengarah pada kecurangan.",
    ),
    Butir("13", "Memastikan tempat pelaksanaan ujian dikunci dan disegel sebelum pelaksanaan seleksi"),
    Butir(
        "14",
        "Memastikan tempat pelaksanaan ujian dikunci dan disegel setelah pelaksanaan seleksi",
        optional=True,
    ),
)
#: Answered before the first sesi, and at the end of the day.
PAGI, AKHIR = HARIAN[:13], HARIAN[13]
#: An X on one of these keeps the room shut unless it says when it will be mended (CB-224).
MENGHALANGI = frozenset({"1", "2", "3", "8", "9", "10", "11", "12"})

#: Lamp. 10 (CB-233): ADA or TIDAK ADA, per sesi.
FISIK: tuple[str, ...] = (
    "Aksesoris (anting, kalung, gelang, jam tangan, cincin dan lain-lain)",
    "Gawai (Handphone)",
    "Kamera",
    "Alat pendengar",
    "Diska Lepas/Flashdisk",
    "Kertas selain dari Panitia",
    "Ikat pinggang",
    "Kartu Identitas selain yang dipersyaratkan",
    "dan lain-lain",
)

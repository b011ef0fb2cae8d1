"""States of a selection and of a candidate, and the sets the machine is written with."""

from django.db.models import TextChoices


class State(TextChoices):
    DRAF = "draf", "Draf"
    BARU = "baru", "Baru"
    PERBAIKAN = "perbaikan", "Perbaikan"
    DITOLAK = "ditolak", "Ditolak"
    DISETUJUI = "disetujui", "Disetujui"
    PROSES_PELAMAR = "proses_pelamar", "Proses pelamar"
    PROSES_PENILAIAN = "proses_penilaian", "Proses penilaian"
    TIGA_BESAR = "tiga_besar", "Tiga Besar"
    LAPORAN = "laporan", "Laporan"
    PERBAIKAN_LAPORAN = "perbaikan_laporan", "Perbaikan laporan"
    LULUS = "lulus", "Lulus"
    PELANTIKAN = "pelantikan", "Pelantikan"
    SELESAI = "selesai", "Selesai"
    DITUNDA = "ditunda", "Ditunda"
    DIBATALKAN = "dibatalkan", "Dibatalkan"


INITIAL = frozenset({State.DRAF, State.BARU})
TERMINAL = frozenset({State.DITOLAK, State.SELESAI, State.DIBATALKAN})
#: Invisible to KASN (SJ-71).
PRIVATE = frozenset({State.DRAF})
#: The plan is with KASN or with the institution for correction (SJ-45).
REVIEW = frozenset({State.BARU, State.PERBAIKAN})
#: `disetujui` … `lulus` of the catalogue: what can be postponed or cancelled (SJ-125).
RUNNING = (
    State.DISETUJUI,
    State.PROSES_PELAMAR,
    State.PROSES_PENILAIAN,
    State.TIGA_BESAR,
    State.LAPORAN,
    State.PERBAIKAN_LAPORAN,
    State.LULUS,
)
#: Those in which a request is open or can be decided.
REQUESTABLE = (*RUNNING, State.DITUNDA)
#: `baru` … `pelantikan`, `ditunda`: everything KASN sees that has not ended.
LIVE = (State.BARU, State.PERBAIKAN, *RUNNING, State.PELANTIKAN, State.DITUNDA)
#: Proses Seleksi, in which KASN may monitor (SJ-107).
MONITORED = (State.DISETUJUI, State.PROSES_PELAMAR, State.PROSES_PENILAIAN, State.TIGA_BESAR)
#: The process is reported and the report is being decided on, or was.
REPORTED = frozenset({State.LAPORAN, State.PERBAIKAN_LAPORAN, State.LULUS})
#: At most one selection of a nomenklatur is in one of these (SJ-59).
OPEN = frozenset(LIVE)


class Tahap(TextChoices):
    """States of a candidate. The scoring stages come first in the order in which they are gone through."""

    LULUS_ADMINISTRASI = "lulus_administrasi", "Lulus administrasi"
    KOMPETENSI_MANAJERIAL = "kompetensi_manajerial", "Kompetensi manajerial"
    PENULISAN_MAKALAH = "penulisan_makalah", "Penulisan makalah"
    WAWANCARA = "wawancara", "Wawancara"
    REKAM_JEJAK = "rekam_jejak", "Rekam jejak"
    DITERIMA = "diterima", "Diterima (3 besar)"
    DITOLAK = "ditolak", "Ditolak"
    TIDAK_LANJUT = "tidak_lanjut", "Tidak lanjut"
    DILANTIK = "dilantik", "Dilantik"


#: Stages with a score, in order (Gambar 33–40).
SCORED = (Tahap.KOMPETENSI_MANAJERIAL, Tahap.PENULISAN_MAKALAH, Tahap.WAWANCARA, Tahap.REKAM_JEJAK)
#: A candidate here is not decided yet.
UNDECIDED = (Tahap.LULUS_ADMINISTRASI, *SCORED)
#: In place of the NIP of a candidate who has none (SJ-87).
TANPA_NIP = "-"
#: Digits of a NIP; one of another length is taken and told (SJ-87).
PANJANG_NIP = 18


class Buku(TextChoices):
    """State of KASN's book of supervision: it is open."""

    TERBUKA = "terbuka", "Terbuka"

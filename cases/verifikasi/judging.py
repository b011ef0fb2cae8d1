"""What we say of a code or a file: whether it is ours, which document, who signed, whether it is the latest.

Only what was sent, or what its signers of both sides already see, is known here. A paper that is still KASN's own
is answered as one that does not exist.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils import timezone
from django.utils.dateparse import parse_date

from cases.dokumen.models import Dokumen, Penandatangan
from cases.dokumen.states import SENT, State
from cases.terbitan.jenis import jenis as jenis_cetakan
from cases.terbitan.models import Terbitan
from documents.inspection import Unexamined, readers
from documents.models import Attachment
from documents.signing.facts import UNEXAMINED
from documents.signing.verification import verify
from workflows.models import LedgerEntry

from .incoming import Fingerprint

AT_ONCE = 2  # examinations of signatures on one machine, up to 1 GB of memory each


@dataclass(frozen=True)
class Verdict:
    """key: for programs; genuine: the file, or the code, is that of a document that was issued, with every signature
    it needs; latest: nothing newer; tone: of the page; title, text: for people."""

    key: str
    genuine: bool
    latest: bool
    tone: str
    title: str
    text: str


ASLI = Verdict(
    "asli",
    True,
    True,
    "success",
    "Asli",
    "Berkas ini sama persis dengan yang diterbitkan, dan versi terbaru.",
)
CETAKAN = Verdict(
    "asli",
    True,
    True,
    "success",
    "Asli",
    "Berkas ini sama persis dengan yang dicetak sistem. Isinya menggambarkan data pada waktu cetak.",
)
DIKENAL = Verdict(
    "dikenal",
    True,
    True,
    "info",
    "Kode ini milik dokumen yang diterbitkan",
    "Kode dapat disalin ke kertas lain. Bandingkan keterangan di bawah, dan periksa berkasnya untuk memastikan "
    "isinya tidak diubah.",
)
DIGANTIKAN = Verdict(
    "digantikan",
    True,
    False,
    "warning",
    "Asli, tetapi sudah digantikan",
    "Dokumen ini pernah diterbitkan dan sudah digantikan oleh dokumen yang lebih baru.",
)
BELUM_LENGKAP = Verdict(
    "belum_lengkap",
    False,
    False,
    "warning",
    "Belum lengkap",
    "Belum semua penandatangan menandatangani, atau berkas ini dibuat sebelum tanda tangan terakhir. Berkas ini "
    "belum berlaku sebagai dokumen.",
)
BELUM_DITANDATANGANI = Verdict(
    "belum_ditandatangani",
    False,
    False,
    "warning",
    "Belum ditandatangani",
    "Ini konsep tanpa tanda tangan. Konsep tidak berlaku sebagai dokumen.",
)
TIDAK_BERLAKU = Verdict(
    "tidak_berlaku",
    False,
    False,
    "danger",
    "Tidak berlaku",
    "Versi ini dibatalkan atau sudah ditinggalkan sebelum dokumen diterbitkan.",
)
BERUBAH = Verdict(
    "berubah",
    False,
    False,
    "danger",
    "Bukan berkas yang diterbitkan",
    "Berkas ini memuat kode dokumen yang dikenal, tetapi isinya telah berubah atau bukan berkas yang diterbitkan. "
    "Jangan dipakai; mintalah berkas asli kepada penerbitnya.",
)
TIDAK_DIKENAL = Verdict(
    "tidak_dikenal",
    False,
    False,
    "danger",
    "Tidak dikenal",
    "Tidak ada dokumen yang diterbitkan dengan berkas atau kode ini.",
)


SAH = Verdict(
    "tanda_tangan_sah",
    False,
    False,
    "info",
    "Bukan terbitan kami, tanda tangannya sah",
    "Berkas ini tidak tercatat di sini. Semua tanda tangan di dalamnya sah, dari otoritas yang dipercaya, dan isinya "
    "tidak berubah sejak ditandatangani. Siapa penerbitnya, bacalah pada keterangan sertifikat di bawah.",
)
TIDAK_SAH = Verdict(
    "tanda_tangan_tidak_sah",
    False,
    False,
    "danger",
    "Bukan terbitan kami, tanda tangannya tidak dapat dipercaya",
    "Berkas ini tidak tercatat di sini, dan tidak semua tanda tangan di dalamnya sah. Mintalah berkas asli kepada "
    "penerbitnya.",
)
BELUM_DIPERIKSA = Verdict(
    "belum_diperiksa",
    False,
    False,
    "warning",
    "Belum dapat diperiksa",
    "Berkas ini tidak tercatat di sini, dan tanda tangannya belum dapat diperiksa saat ini. Coba lagi beberapa saat "
    "lagi.",
)


@dataclass(frozen=True)
class Signature:
    """One line. at: None while it is open; demo: by the demo's own authority, without legal force;
    sertifikat: owner of the certificate, where it names the person otherwise than the account does; otoritas,
    catatan: of a file that is not ours: who issued the certificate, what is wrong with it."""

    peran: str
    nama: str
    at: dt.datetime | None
    demo: bool
    sertifikat: str = ""
    otoritas: str = ""
    catatan: str = ""


@dataclass(frozen=True)
class Paper:
    """What may be said of a document, to be compared with what is read on it; signatures: lines of the file or code
    that was asked about, none for a draft; dicetak: when a print was made."""

    jenis: str
    nomor: str
    tanggal: dt.date | None = None
    dicetak: dt.datetime | None = None
    perihal: str = ""
    kepada: Sequence[str] = ()
    signatures: Sequence[Signature] = ()

    @property
    def demo(self) -> bool:
        return any(one.demo for one in self.signatures)


@dataclass(frozen=True)
class Answer:
    """by_file: a file was judged, not only a code; signatures, problem: of a file that is not ours; at: when."""

    verdict: Verdict
    paper: Paper | None = None
    by_file: bool = False
    signatures: Sequence[Signature] = ()
    problem: str = ""
    at: dt.datetime = field(default_factory=timezone.now)


def tidy(code: str) -> str:
    """A code as somebody types it off the paper."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())[:40]


def by_code(code: str) -> Answer:
    letter = _public(Dokumen.objects.filter(kode=code))
    if letter is not None:
        verdict = _of_code(letter)
        return Answer(verdict, _paper(letter, _standing(verdict, letter)))
    printed = Terbitan.objects.filter(kode=code, siap_pada__isnull=False).first()
    return Answer(DIKENAL, _print(printed)) if printed is not None else Answer(TIDAK_DIKENAL)


def by_file(file: Fingerprint) -> Answer:
    rows = Attachment.objects.filter(sha256=file.sha256, owner_type="dokumen", size=file.size or 0)
    ours = list(rows.order_by("-uploaded_at")[:5])
    for found in ours:
        letter = _public(Dokumen.objects.filter(pk=found.owner_id))
        if letter is not None:
            verdict = _of_file(letter, found)
            return Answer(verdict, _paper(letter, _standing(verdict, letter, found)), by_file=True)
    printed = Terbitan.objects.filter(sha256=file.sha256, ukuran=file.size).first()
    if printed is not None:
        return Answer(CETAKAN, _print(printed), by_file=True)
    for code in file.codes:
        known = by_code(code)
        if known.paper is not None:
            return Answer(BERUBAH, known.paper, by_file=True)
    if ours or Dokumen.objects.filter(kode__in=file.codes).exists():
        # a paper that is not out yet is no foreign one either: its signatures would tell that it is signed
        return Answer(TIDAK_DIKENAL, by_file=True)
    return _foreign(file.signed())


def _foreign(pdf: bytes) -> Answer:
    """Of a file we did not issue its signatures are examined: few at once, in a process of its own."""
    if not pdf:
        return Answer(TIDAK_DIKENAL, by_file=True)
    try:
        with readers.place("verifikasi", AT_ONCE):
            found = verify(pdf)
    except Unexamined:
        return Answer(BELUM_DIPERIKSA, by_file=True)
    if found.problem == UNEXAMINED:
        return Answer(BELUM_DIPERIKSA, by_file=True)
    if not found.signatures:
        return Answer(TIDAK_DIKENAL, by_file=True)
    lines = [
        Signature("", one.signer_name, one.signed_at, one.demo, otoritas=one.authority, catatan=one.note)
        for one in found.signatures
    ]
    return Answer(SAH if found.genuine else TIDAK_SAH, None, True, lines, found.problem)


def _public(rows: Any) -> Dokumen | None:
    """The one document of `rows`, unless it is a paper the outside does not know of."""
    letter: Dokumen | None = rows.select_related("case").first()
    if letter is None or not letter.is_internal():
        return letter
    return letter if letter.state == State.DIBATALKAN and letter.rule.joint and _was_shown(letter) else None


def _was_shown(letter: Dokumen) -> bool:
    """It once waited for the signatures of both sides."""
    return LedgerEntry.objects.filter(stream=letter.pk, target=State.MENUNGGU_TTD).exists()


def _of_code(letter: Dokumen) -> Verdict:
    if letter.state == State.DIBATALKAN:
        return TIDAK_BERLAKU
    if not any(row.signed_by_id for row in letter.signers):
        return BELUM_DITANDATANGANI
    if not all(row.signed_by_id for row in letter.signers):
        return BELUM_LENGKAP
    return DIGANTIKAN if _replaced(letter) else DIKENAL


def _of_file(letter: Dokumen, file: Attachment) -> Verdict:
    later = Attachment.objects.filter(owner_id=letter.pk, document=file.document, version__gt=file.version)
    if letter.state == State.DIBATALKAN or later.exclude(act="tanda_tangani").exists():
        return TIDAK_BERLAKU
    if file.act != "tanda_tangani":
        return BELUM_DITANDATANGANI
    if later.exists() or not all(row.signed_by_id for row in letter.signers):
        return BELUM_LENGKAP
    return DIGANTIKAN if _replaced(letter) else ASLI


def _replaced(letter: Dokumen) -> bool:
    """By a document that was sent; one that is being prepared is nobody's business yet."""
    return Dokumen.objects.filter(menggantikan=letter.pk, state__in=SENT).exists()


def _standing(verdict: Verdict, letter: Dokumen, file: Attachment | None = None) -> Mapping[int, bool]:
    """Line -> whether it is signed, in the file asked about; nothing where that is a draft or void."""
    if verdict in (BELUM_DITANDATANGANI, TIDAK_BERLAKU):
        return {}
    # who signed, and when, are there together (constraint penandatangan_whole)
    rows = [row for row in letter.signers if row.signed_by_id]
    signed = sorted(rows, key=lambda row: cast(dt.datetime, row.signed_at))
    if file is not None:
        later = Attachment.objects.filter(
            owner_id=letter.pk, document=file.document, version__gt=file.version, act="tanda_tangani"
        )
        signed = signed[: len(signed) - later.count()]
    inside = {row.urutan for row in signed}
    return {row.urutan: row.urutan in inside for row in letter.signers}


def _paper(letter: Dokumen, signed: Mapping[int, bool]) -> Paper:
    lines = [_line(row, signed[row.urutan]) for row in letter.signers if row.urutan in signed]
    day = parse_date(str(letter.isi.get("tanggal") or ""))
    to = letter.isi.get("kepada") or []
    return Paper(
        letter.jenis_label,
        letter.nomor_surat,
        day,
        perihal=str(letter.isi.get("perihal") or ""),
        kepada=[str(line) for line in (to if isinstance(to, list) else [to])],
        signatures=lines,
    )


def _line(row: Penandatangan, signed: bool) -> Signature:
    if not signed:
        return Signature(row.peran, "", None, demo=False)
    owner = str(row.sertifikat.get("pemilik") or "")
    same = owner.casefold().split() == row.nama.casefold().split()
    demo = bool(row.sertifikat.get("demo"))
    return Signature(row.peran, row.nama, row.signed_at, demo, "" if same else owner)


def _print(printed: Terbitan) -> Paper:
    return Paper(jenis_cetakan(printed.jenis).label, printed.kode, dicetak=printed.siap_pada)

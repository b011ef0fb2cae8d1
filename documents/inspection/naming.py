"""What a file really is, for the sentence that refuses one whose name says otherwise: its kind, and what to do."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]

from .foreign import is_markup
from .reading import CFB, read_at, size_of
from .refusals import BROKEN

_PROMISED = {
    "pdf": "PDF",
    "jpg": "gambar JPEG",
    "jpeg": "gambar JPEG",
    "png": "gambar PNG",
    "doc": "dokumen Word 97–2003 (.doc)",
    "xls": "buku Excel 97–2003 (.xls)",
    "ppt": "presentasi PowerPoint 97–2003 (.ppt)",
    "docx": "dokumen Word (.docx)",
    "xlsx": "buku Excel (.xlsx)",
    "pptx": "presentasi PowerPoint (.pptx)",
    "mp4": "rekaman MP4",
    "mkv": "rekaman Matroska (.mkv)",
    "avi": "rekaman AVI",
}
_RENAME = "ganti akhiran namanya menjadi .{}, lalu unggah kembali"
_AS_PDF = "simpan atau cetak sebagai PDF, lalu unggah kembali"
_AS_JPEG = "simpan sebagai JPEG atau PNG, lalu unggah kembali"
_PHONE = (
    "pada iPhone pilih Pengaturan › Kamera › Format › Paling Kompatibel atau bagikan sebagai JPEG; di komputer "
    "buka lalu simpan sebagai JPEG"
)
_UNPACK = "keluarkan isinya, lalu unggah dokumennya satu per satu"
_AS_WORD = "buka dengan Word, pilih Simpan Sebagai .docx atau PDF, lalu unggah kembali"
_AS_EXCEL = "buka dengan Excel, pilih Simpan Sebagai .xlsx, lalu unggah kembali"
_AS_VIDEO = "simpan ulang sebagai MP4, lalu unggah kembali"
_FROM_PAGE = "buka dengan Excel atau Word, simpan sebagai .xlsx, .docx, atau PDF, lalu unggah kembali"
_NOT_TAKEN = "jenis ini tidak diterima; kirim dokumennya sebagai PDF"
_ORIGINAL = "unggah dokumen aslinya"
#: What Office lays beside an open document: so many bytes, the length of somebody's name at two places of them.
_KEPT_OPEN, _LONGEST_NAME = (162, 165), 54

#: Beginnings: (pattern, what it is, what to do).
_HEADS: tuple[tuple[re.Pattern[bytes], str, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), what, advice)
    for pattern, what, advice in (
        (rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe", "program", _ORIGINAL),
        (rb"%PDF-", "PDF", _RENAME.format("pdf")),
        (rb"\xff\xd8\xff", "gambar JPEG", _RENAME.format("jpg")),
        (rb"\x89PNG\r\n\x1a\n", "gambar PNG", _RENAME.format("png")),
        (rb"GIF8[79]a", "gambar GIF", _AS_JPEG),
        (rb"BM.{4}\0\0\0\0", "gambar BMP", _AS_JPEG),
        (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "gambar TIFF", "simpan sebagai PDF atau JPEG, lalu unggah kembali"),
        (rb"RIFF.{4}WEBP", "gambar WEBP", _AS_JPEG),
        (rb"RIFF.{4}WAVE", "rekaman suara WAV", _NOT_TAKEN),
        (rb"RIFF.{4}AVI ", "rekaman AVI", _RENAME.format("avi")),
        (rb".{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", "foto HEIC dari telepon", _PHONE),
        (rb".{4}ftypavi[fs]", "gambar AVIF", _AS_JPEG),
        (rb".{4}ftyp(?:M4A|M4B)", "rekaman suara", _NOT_TAKEN),
        (rb".{4}ftyp", "rekaman MP4", _RENAME.format("mp4")),
        (rb".{4}(?:moov|wide|mdat)", "rekaman QuickTime (.mov)", _AS_VIDEO),
        (rb"\x1aE\xdf\xa3.{0,100}webm", "rekaman WebM", _AS_VIDEO),
        (rb"\x1aE\xdf\xa3", "rekaman Matroska (.mkv)", _RENAME.format("mkv")),
        (rb"\x30\x26\xb2\x75", "rekaman Windows Media (.wmv)", _AS_VIDEO),
        (rb"ID3|\xff[\xfb\xf3\xf2]", "rekaman suara MP3", _NOT_TAKEN),
        (rb"OggS|fLaC|#!AMR", "rekaman suara", _NOT_TAKEN),
        (rb"Rar!\x1a\x07", "arsip RAR", _UNPACK),
        (rb"7z\xbc\xaf\x27\x1c", "arsip 7z", _UNPACK),
        (rb"\x1f\x8b|BZh|\xfd7zXZ\0", "arsip terkompresi", _UNPACK),
        (rb"MSCF", "arsip CAB", _UNPACK),
        (rb"\{\\rtf", "dokumen RTF", _AS_WORD),
        (rb"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "buku catatan OneNote", _AS_PDF),
        (rb"%!PS", "berkas PostScript", _AS_PDF),
        (rb"AC10", "gambar AutoCAD", _AS_PDF),
        (rb"8BPS", "gambar Photoshop", _AS_JPEG),
        (rb"L\0\0\0\x01\x14\x02", "pintasan Windows", _ORIGINAL),
    )
)
_IN_ZIP: tuple[tuple[str, str, str], ...] = (
    ("word/", "dokumen Word (.docx)", _RENAME.format("docx")),
    ("xl/workbook.bin", "buku Excel biner (.xlsb)", _AS_EXCEL),
    ("xl/", "buku Excel (.xlsx)", _RENAME.format("xlsx")),
    ("ppt/", "presentasi PowerPoint (.pptx)", _RENAME.format("pptx")),
    ("FixedDocSeq.fdseq", "dokumen XPS", _AS_PDF),
    ("Index/Document.iwa", "dokumen Apple iWork", _AS_PDF),
    ("META-INF/container.xml", "buku EPUB", _AS_PDF),
    ("AndroidManifest.xml", "program Android", _ORIGINAL),
)
_OPEN_DOCUMENT = {
    "text": ("dokumen OpenDocument (.odt)", "simpan sebagai .docx atau PDF, lalu unggah kembali"),
    "spreadsheet": ("buku OpenDocument (.ods)", "simpan sebagai .xlsx, lalu unggah kembali"),
    "presentation": ("presentasi OpenDocument (.odp)", "simpan sebagai .pptx atau PDF, lalu unggah kembali"),
}
_IN_CFB = {
    "worddocument": ("dokumen Word 97–2003 (.doc)", _RENAME.format("doc")),
    "workbook": ("buku Excel 97–2003 (.xls)", _RENAME.format("xls")),
    "book": ("buku Excel 5.0/95 (.xls)", _RENAME.format("xls")),
    "powerpoint document": ("presentasi PowerPoint 97–2003 (.ppt)", _RENAME.format("ppt")),
    "encryptedpackage": (
        "dokumen Office terkunci kata sandi",
        "simpan tanpa kata sandi, lalu unggah kembali",
    ),
    "__properties_version1.0": ("pesan Outlook (.msg)", "cetak sebagai PDF, lalu unggah kembali"),
    "visiodocument": ("gambar Visio", _AS_PDF),
    "quill": ("dokumen Publisher", _AS_PDF),
}


def mismatch(content: BinaryIO, head: bytes, extension: str) -> str:
    """Completes "Berkas … ditolak: …": what the file is, what its name promises, and what to do."""
    what, advice = kind_of(content, head)
    promised = _PROMISED.get(extension)
    if what == promised:
        return BROKEN  # of that kind by the names in it, without the part that makes it one
    if promised is None:
        return f"isinya {what}; {advice}"
    return f"isinya {what}, bukan {promised}; {advice}"


def kind_of(content: BinaryIO, head: bytes) -> tuple[str, str]:
    """(what it is, what to do)."""
    if size_of(content) in _KEPT_OPEN and head[0] < _LONGEST_NAME and head[0] in head[54:56]:
        return (
            "catatan sementara Office bahwa dokumennya sedang dibuka (namanya diawali ~$)",
            "pilih dokumennya sendiri, yang namanya tanpa ~$",
        )
    if head.startswith(b"PK"):
        return _zip(content)
    if head.startswith(CFB):
        return _compound(content)
    for pattern, what, advice in _HEADS:
        if pattern.match(head):
            return what, advice
    return _text(content, head)


def _zip(content: BinaryIO) -> tuple[str, str]:
    try:
        content.seek(0)
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist()[:10_000])
            kind = archive.read("mimetype")[:80].decode("ascii", "replace") if _small(archive) else ""
    except Exception:  # a parser of hostile input may raise anything
        return "arsip ZIP", _UNPACK
    for word, named in _OPEN_DOCUMENT.items():
        if kind.startswith(f"application/vnd.oasis.opendocument.{word}"):
            return named
    for start, what, advice in _IN_ZIP:
        if any(name.startswith(start) for name in names):
            return what, advice
    return "arsip ZIP", _UNPACK


def _small(archive: zipfile.ZipFile) -> bool:
    return "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200


def _compound(content: BinaryIO) -> tuple[str, str]:
    try:
        content.seek(0)
        with olefile.OleFileIO(content) as container:
            names = {path[0].lower() for path in container.listdir()}
    except Exception:  # as above
        return "dokumen Office lama yang tidak terbaca", _AS_PDF
    for name, named in _IN_CFB.items():
        if name in names:
            return named
    return "berkas Office lama jenis lain", _AS_PDF


def _text(content: BinaryIO, head: bytes) -> tuple[str, str]:
    if not head.strip(b"\0"):
        return "kosong (hanya nol)", "salin ulang dokumennya dari sumbernya, lalu unggah kembali"
    start = _readable(head)
    if start is None:
        return "data yang tidak dikenal", "buka di komputer Anda, simpan sebagai PDF, lalu unggah kembali"
    low = start.lower()
    if "schemas-microsoft-com:office:spreadsheet" in low or 'progid="excel.sheet"' in low:
        return "lembar XML Excel 2003", _AS_EXCEL
    if "schemas.microsoft.com/office/word" in low or 'progid="word.document"' in low:
        return "dokumen XML Word 2003", _AS_WORD
    if low.startswith(("mime-version:", "from:", "received:", "return-path:")):
        return "halaman web tersimpan (MHTML) atau surel", _AS_PDF
    if is_markup(head) or "<table" in low:
        table = "<table" in low or "<table" in read_at(content, 0, 65536).lower().decode("latin-1")
        if re.search(r"<(?:svg)[\s>]", low):
            return "gambar SVG", _AS_JPEG
        if low.startswith("#!"):
            return "skrip", _ORIGINAL
        if table and "<script" not in low:
            return "halaman web (HTML) berisi tabel", _FROM_PAGE
        return "halaman web atau skrip", _AS_PDF
    lines = [line for line in start.splitlines()[:20] if line]
    for separator, name in (("\t", "tabel teks (TSV)"), (";", "tabel teks (CSV)"), (",", "tabel teks (CSV)")):
        if len(lines) > 1 and all(separator in line for line in lines):
            return name, _AS_EXCEL
    return "teks biasa", _AS_PDF


def _readable(head: bytes) -> str | None:
    """The beginning as text, if it is one."""
    for mark, code in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(mark):
            return head[len(mark) :].decode(code, "replace").strip()
    if b"\0" in head or sum(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head):
        return None
    return head.decode("utf-8", "replace").strip()

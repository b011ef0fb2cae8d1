"""All files of a case in one ZIP, streamed from the store: with an index of what is in it, and of what is not.

No file is held whole, neither in memory nor on disk. The index comes last, because it says of each file whether
what was read has the SHA-256 that was written down when it came.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.html import escape
from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream

from cases.core.reading.words import waktu
from documents import storage
from documents.downloads import assert_readable
from documents.errors import NotReadable
from documents.inspection import Unexamined, readers
from documents.models import Attachment
from documents.names import disposition, on_any_disk, tidy_name
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_BUSY, Refused
from workflows.machine import any_row

from .files import files_of
from .selectors import subject_of
from .sight import cases_visible_to

MOST_FILES = 5000
MOST_BYTES = 4 * 1024 * 1024 * 1024  # of one archive; larger recordings are fetched one by one
AT_ONCE = 2  # archives of one machine: each holds a thread as long as its reader takes
_MOST_LETTERS = 200
_HEADER = (
    *("berkas", "jenis", "nama", "versi", "ukuran (byte)", "SHA-256", "dilampirkan", "pengirim"),
    *("penanda tangan", "keterangan"),
)


@dataclass
class Line:
    """One file of the index. place: in the archive, empty where it is left out; note: why, or what is wrong."""

    file: Attachment
    place: str = ""
    signers: str = ""
    note: str = ""


def respond(subject: Any, actor: Actor) -> StreamingHttpResponse:
    """The archive as a download, logged as an export. The caller got the case through a selector.

    Raises Refused (E-BUSY) while enough of them are under way, StorageUnavailable when the store is down.
    """
    held = readers.place("arsip", AT_ONCE, 0)
    try:
        held.__enter__()
    except Unexamined:
        text = "Arsip lain sedang diunduh. Tunggu sebentar, lalu coba lagi."
        raise Refused(E_BUSY, text) from None
    try:
        lines = lines_of(subject, actor)
        taken = [line for line in lines if line.place]
        if taken:
            storage.size_of(
                taken[0].file.storage_key
            )  # a store that is down is told before the answer begins
        log_access(
            actor=actor,
            action="ekspor",
            outcome="ok",
            object_type="arsip",
            object_id=subject.case.pk,
            detail={"berkas": len(taken), "tidak_disertakan": len(lines) - len(taken)},
        )
    except BaseException:
        held.__exit__(None, None, None)
        raise
    answer = StreamingHttpResponse(_Stream(held, _zipped(subject, lines)), content_type="application/zip")
    name = tidy_name(f"Berkas {subject.case.number or subject.case.pk}".replace("/", "-")) + ".zip"
    answer["Content-Disposition"] = disposition(name)
    answer["Cache-Control"] = "no-store"
    return answer


def lines_of(subject: Any, actor: Actor) -> list[Line]:
    """Every file this person may read, of the case and of the letters made for it; those left out say why."""
    found = _signed_lines(subject, actor)
    letters = cases_visible_to(actor).filter(dokumen__induk=subject.case).order_by("opened_at", "id")
    for case in letters.select_related("institution")[:_MOST_LETTERS]:
        found += _signed_lines(subject_of(case), actor)
    total, names = 0, set[str]()
    for number, line in enumerate(found, start=1):
        line.note = _left_out(line.file, number, total)
        if not line.note:
            total += line.file.size
            line.place = _place(line.file, names)
        if line.file.withdrawn:
            line.note = f"ditarik: {line.file.withdraw_reason}" + (f"; {line.note}" if line.note else "")
    return found


def _signed_lines(subject: Any, actor: Actor) -> list[Line]:
    """The files of one case, each with who had signed it."""
    signed = [row for row in getattr(subject, "signers", ()) if row.signed_by_id]
    zone = subject.case.institution.zona_waktu
    found = []
    for file in files_of(subject, actor):
        row = any_row(type(subject), file.act)
        rows = signed if row is not None and row.personal else []
        found.append(
            Line(file, signers="; ".join(f"{row.nama} ({waktu(row.signed_at, zone)})" for row in rows))
        )
    return found


def _left_out(file: Attachment, number: int, total: int) -> str:
    try:
        assert_readable(file)
    except NotReadable as refusal:
        return f"tidak disertakan: {refusal.message}"
    if number > MOST_FILES or total + file.size > MOST_BYTES:
        return "tidak disertakan: arsip menjadi terlalu besar; unduh berkas ini sendiri"
    return ""


def _place(file: Attachment, names: set[str]) -> str:
    """Folder of the kind, version and name; no two alike, also where upper and lower case are one."""
    folder = on_any_disk(tidy_name(file.kind_label.replace("/", "-"))) or "Berkas"
    name = on_any_disk(tidy_name(file.original_name)) or "berkas"
    stem = f"{folder}/v{file.version} {name}"
    place, number = stem, 2
    while place.casefold() in names:
        head, dot, extension = stem.rpartition(".")
        place = f"{head} ({number}).{extension}" if dot else f"{stem} ({number})"
        number += 1
    names.add(place.casefold())
    return place


def _zipped(subject: Any, lines: list[Line]) -> Iterator[bytes]:
    stream = ZipStream(compress_type=ZIP_STORED)
    for line in lines:
        if line.place:
            stream.add(_content(line), line.place)
    stream.add(_csv(lines, subject.case.institution.zona_waktu), "indeks.csv", compress_type=ZIP_DEFLATED)
    stream.add(_page(subject, lines), "indeks.html", compress_type=ZIP_DEFLATED)
    yield from stream


def _content(line: Line) -> Iterator[bytes]:
    """The object in pieces; the line learns whether it is still what was received."""
    file, digest = line.file, hashlib.sha256()
    if storage.size_of(file.storage_key) is None:
        line.note = "PERHATIAN: berkas tidak ada di penyimpanan"
        return
    for piece in storage.read_range(file.storage_key, 0, file.size):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != file.sha256:
        line.note = "PERHATIAN: isi di penyimpanan tidak sama dengan SHA-256 saat diterima"


def _cells(line: Line, zone: str) -> tuple[str, ...]:
    """zone: of the place. What is streamed is written when the zone of its reader is no longer set."""
    file = line.file
    return (
        *(line.place, file.kind_label, file.original_name, str(file.version), str(file.size), file.sha256),
        *(waktu(file.uploaded_at, zone), file.uploader.nama, line.signers, line.note),
    )


def _csv(lines: list[Line], zone: str) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for cells in (_HEADER, *(_cells(line, zone) for line in lines)):
        text = io.StringIO()
        csv.writer(text).writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells])
        yield text.getvalue().encode()


def _page(subject: Any, lines: list[Line]) -> Iterator[bytes]:
    case, zone = subject.case, subject.case.institution.zona_waktu
    title = escape(f"Berkas {case.number} – {case.title}")
    yield (
        '<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>Dibuat {escape(waktu(timezone.now(), zone))}. Berkas yang tidak disertakan tercantum dengan alasannya.</p>"
        '<table border="1"><caption>Indeks berkas</caption><thead><tr>'
    ).encode()
    yield "".join(f'<th scope="col">{escape(cell)}</th>' for cell in _HEADER).encode()
    yield b"</tr></thead><tbody>"
    for line in lines:
        yield ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(line, zone)) + "</tr>").encode()
    yield b"</tbody></table></body></html>\n"


class _Stream:
    """Lets its place go when the answer was sent, broken off or never begun."""

    def __init__(self, held: Any, parts: Iterator[bytes]) -> None:
        self._held, self._parts = held, parts

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._parts
        finally:
            self.close()

    def close(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.__exit__(None, None, None)

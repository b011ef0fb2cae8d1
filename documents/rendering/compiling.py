"""From a layout and data to a PDF: tagged, PDF/A-3a and PDF/UA-1, with the data attached as JSON.

Data reach typst as a JSON file and never as markup. The same data give the same bytes: the only dates
are those in the data, the only fonts are those in the typst wheel. Rendering belongs into the worker.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import segno
from django.conf import settings

from .errors import RenderingError
from .printable import printable
from .setting import Unsettable, set_in_type
from .words import tanggal, tanggal_panjang

LARGEST_DATA = 8 * 1024 * 1024  # bytes of JSON; 10,000 rows of a list are about 3 MB
#: Larger data are set by a process of their own (up to 1.5 GB of memory), which ends with its memory.
_OWN_PROCESS = 256 * 1024  # bytes of JSON
_LONGEST = 40  # seconds of that process: the worker's transaction may idle for 60
_WIB = dt.timezone(dt.timedelta(hours=7))
_IMPORT = re.compile(r'#import "/([a-z0-9_/]+\.typ)"')
_TEMPLATE = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)*")
_TOO_LARGE = "Dokumen terlalu besar untuk dibuat. Persempit isinya."
_FAILED = "Dokumen tidak dapat dibuat karena kesalahan pada tata letak atau datanya."


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of templates/dokumen/<template>.typ filled with `data`; about 0.02 s a page.

    template: "surat", "jpt/rekomendasi"; data: JSON values (strings, numbers, lists, mappings) with at least
    `judul`, `badan.nama` and the ISO date `tanggal`; `dibuat`: the moment it was made, ISO with its zone, for the
    metadata (without it: the beginning of `tanggal`); with `verifikasi {kode, alamat}` the layout has a QR
    code and the metadata name the code as keyword `alur:<kode>`.

    Raises RenderingError: unknown template, data it cannot set, data larger than LARGEST_DATA.
    """
    files = _layouts()
    if not _TEMPLATE.fullmatch(template) or f"{template}.typ" not in files:
        raise RenderingError(_FAILED, f"there is no layout {template!r}")
    try:
        attached = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
        size = len(attached.encode())
        day = dt.date.fromisoformat(str(data["tanggal"])[:10])
        made = _moment(data.get("dibuat"), day)
        title, author = str(data["judul"]), str(data["badan"]["nama"])
        address = str((data.get("verifikasi") or {}).get("alamat") or "")
    except (KeyError, TypeError, ValueError) as error:  # a lone surrogate is a ValueError too
        raise RenderingError(_FAILED, f"{template}: {type(error).__name__}: {error}") from error
    if not title.strip():
        raise RenderingError(_FAILED, f"{template}: a document needs a title")
    if size > LARGEST_DATA:
        raise RenderingError(_TOO_LARGE, f"{template}: {size} bytes of data")
    printed = {
        "data": printable(json.loads(attached)),
        "judul": printable(title),
        "penulis": printable(author),
        "tanggal": tanggal(day),
        "tanggal_panjang": tanggal_panjang(day),
        "qr": qr_rows(address) if address else [],
    }
    files |= {
        "main.typ": files[f"{template}.typ"],
        "data.json": attached,
        "cetak.json": json.dumps(printed, ensure_ascii=False),
    }
    try:
        return set_in_type(files, made) if size <= _OWN_PROCESS else _set_apart(files, made)
    except Unsettable as fault:
        raise RenderingError(_FAILED, f"{template}: {fault}") from fault
    except subprocess.TimeoutExpired as fault:
        raise RenderingError(_TOO_LARGE, f"{template}: not set after {_LONGEST} s") from fault


def attached_data(pdf: bytes) -> dict[str, Any]:
    """The data that a PDF made here carries. Raises RenderingError for any other file."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            found = json.loads(opened.attachments["data.json"].get_file().read_bytes())
    except (pikepdf.PdfError, KeyError, ValueError) as error:
        raise RenderingError(_FAILED, f"no data in the file: {error}") from error
    if not isinstance(found, dict):
        raise RenderingError(_FAILED, "the data in the file are no mapping")
    return found


def layout_digest(template: str) -> str:
    """What decides how data are set: SHA-256 over a layout, all it imports, and the version of typst with its fonts.

    The same data under the same digest give the same pages. Raises RenderingError for an unknown layout.
    """
    files = _layouts()
    if f"{template}.typ" not in files:
        raise RenderingError(_FAILED, f"there is no layout {template!r}")
    wanted, found = [f"{template}.typ"], dict[str, str]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = files[name]
            wanted += _IMPORT.findall(files[name])
    return hashlib.sha256(json.dumps([version("typst"), sorted(found.items())]).encode()).hexdigest()


def qr_rows(text: str) -> list[str]:
    """The QR code of `text` without its quiet zone, a string per row: "1" is dark. Error correction M or better."""
    code = segno.make_qr(text, error="m")
    return ["".join("1" if dark else "0" for dark in row) for row in code.matrix]


def _moment(made: Any, day: dt.date) -> str:
    """ISO 8601 with its zone. Raises ValueError for one without."""
    if made is None:
        return dt.datetime.combine(day, dt.time(), _WIB).isoformat()
    found = dt.datetime.fromisoformat(str(made))
    if found.tzinfo is None:
        raise ValueError("the moment it was made needs its zone")
    return found.replace(microsecond=0).isoformat()


def _set_apart(files: Mapping[str, str], made: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", "from documents.rendering import setting; raise SystemExit(setting.main())"],
        input=json.dumps({"files": files, "made": made}).encode(),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        timeout=_LONGEST,
        check=False,
    )
    if done.returncode:
        raise Unsettable(done.stderr.decode(errors="replace")[-2000:] or f"exit status {done.returncode}")
    return done.stdout


def _layouts() -> dict[str, str]:
    """All layouts by their path under templates/dokumen; they import each other as "/kop.typ"."""
    root = Path(settings.ALUR_LAYOUTS)
    return {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.rglob("*.typ"))}

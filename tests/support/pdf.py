"""Reading PDFs with other programs than the one that made them: poppler's, qpdf, pikepdf.

What the machine lacks is skipped with its reason, and fails where CI promised it.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pikepdf

from tests.conftest import missing


def text_of(pdf: bytes, *, layout: bool = False) -> str:
    """What poppler reads, in the order of the content; layout: as it stands on the page."""
    return _poppler("pdftotext", pdf, *(["-layout"] if layout else []), "-enc", "UTF-8", after=("-",))


def words_of(pdf: bytes) -> str:
    """The text with every white space as one blank."""
    return " ".join(text_of(pdf).split())


def info_of(pdf: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in _poppler("pdfinfo", pdf).splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


def pages_of(pdf: bytes) -> int:
    return int(info_of(pdf)["Pages"])


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Name of each font -> whether it is embedded."""
    lines = _poppler("pdffonts", pdf).splitlines()[2:]
    flags = r"(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$"  # embedded, subset, with Unicode
    return {line.split()[0]: re.search(flags, line)[1] == "yes" for line in lines}  # type: ignore[index]


def attached_to(pdf: bytes) -> dict[str, Any]:
    """Name -> content of the attached JSON files, as poppler lists and saves them."""
    names = re.findall(r"^\d+: (.+)$", _poppler("pdfdetach", pdf, "-list"), re.MULTILINE)
    found = {}
    for number, name in enumerate(names, start=1):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "attached"
            _poppler("pdfdetach", pdf, "-save", str(number), "-o", str(target))
            found[name] = json.loads(target.read_bytes())
    return found


def check_with_qpdf(pdf: bytes) -> str:
    """What `qpdf --check` complains of, "" for nothing."""
    program = shutil.which("qpdf") or missing("qpdf is not installed")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run([program, "--check", file.name], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def assert_archivable(pdf: bytes, code: str = "") -> None:
    """PDF/A-3a and PDF/UA-1 are declared, and what they ask for is there; code: a keyword names it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_metadata() as meta:
            declared = {
                name: meta.get(f"{{{space}}}{name.split(':')[1]}")
                for name, space in {
                    "pdfaid:part": "http://www.aiim.org/pdfa/ns/id/",
                    "pdfaid:conformance": "http://www.aiim.org/pdfa/ns/id/",
                    "pdfuaid:part": "http://www.aiim.org/pdfua/ns/id/",
                }.items()
            }
            keywords = str(meta.get("pdf:Keywords"))
        assert declared == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
        root = opened.Root
        assert str(root.Lang) == "id-ID"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert [str(file.AFRelationship) for file in root.AF] == ["/Data"]
    assert info_of(pdf)["Tagged"] == "yes"
    fonts = fonts_of(pdf)
    assert fonts
    assert all(fonts.values()), fonts
    if code:
        assert f"alur:{code}" in keywords.split(", ")


def _poppler(program: str, pdf: bytes, *options: str, after: tuple[str, ...] = ()) -> str:
    path = shutil.which(program) or missing(f"{program} (poppler-utils) is not installed")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        # pdfdetach wants its options after the file
        last = options if program == "pdfdetach" else ()
        first = () if last else options
        done = subprocess.run(
            [path, *first, file.name, *last, *after], capture_output=True, text=True, check=True
        )
    return done.stdout

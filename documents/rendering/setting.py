"""Setting a document in type. As a program of its own for large ones: typst keeps the memory it once took.

`main` reads {"files": {name: text}, "made": moment} from its standard input and
writes the PDF to its standard output; typst's diagnostic goes to standard error with exit status 3. It needs no
Django set up and starts in a quarter of a second.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from typing import Any

import typst

STANDARDS = ("a-3a", "ua-1")
FAILED = 3
_compile: Any = typst.compile  # its stub does not know a mapping of files


class Unsettable(Exception):
    """typst's diagnostic: file, line and what it did not like."""


def set_in_type(files: Mapping[str, str], made: str) -> bytes:
    """The PDF of files["main.typ"], made at `made` (ISO 8601 with its zone) whatever the clock says.

    Raises Unsettable.
    """
    try:
        pdf = _compile(
            {name: text.encode() for name, text in files.items()},
            format="pdf",
            pdf_standards=list(STANDARDS),
            ignore_system_fonts=True,
            timestamp=dt.datetime.fromisoformat(made),
        )
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise Unsettable(getattr(error, "diagnostic", "") or str(error)) from error
    return bytes(pdf)


def main() -> int:
    wanted = json.load(sys.stdin.buffer)
    try:
        pdf = set_in_type(wanted["files"], wanted["made"])
    except Unsettable as fault:
        sys.stderr.write(str(fault))
        return FAILED
    sys.stdout.buffer.write(pdf)
    return 0

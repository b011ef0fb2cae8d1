"""Programs among what a document carries along. Imports nothing: the PDF reader's own process uses it too."""

from __future__ import annotations

_PROGRAMS = (
    *(
        "exe",
        "dll",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "msi",
        "msp",
        "lnk",
        "cpl",
        "reg",
        "hta",
        "jar",
    ),
    *("vbs", "vbe", "js", "jse", "wsf", "wsh", "sh", "py", "php", "apk", "app", "chm"),
)
_WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm")
_MARKUP = ("html", "htm", "xhtml", "svg", "svgz")
_EXTENSIONS = frozenset((*_PROGRAMS, *_WITH_MACROS, *_MARKUP))
_HEADS = (b"MZ\x90", b"MZ\x00", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def is_program(name: str, head: bytes) -> bool:
    """Whether a file inside a document is a program, a script, a web page or holds macros by its name."""
    return name.lower().rpartition(".")[2] in _EXTENSIONS or head.startswith(_HEADS)

"""A virus scanner of this data folder: the machine's clamd with the machine's own signatures, for `make run`.

Nothing is downloaded. A machine without clamd, or without signatures, has none: files are "Belum dipindai".
"""

import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin")
#: Where distributions keep the signatures that freshclam fetched.
BASES = (
    "/var/lib/clamav",
    "/usr/local/share/clamav",
    "/opt/homebrew/var/lib/clamav",
    "/usr/local/var/lib/clamav",
)
_SIGNATURES = ("*.cvd", "*.cld", "*.cud", "*.ndb", "*.hdb")
_LONGEST_SOCKET = 100  # characters of its path; the system takes a few more
LIMIT = 100 * 1024 * 1024  # bytes, as ALUR_CLAMD_MAX_BYTES


def program() -> str | None:
    """clamd of this machine; not every user has its folder in PATH."""
    return shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


def signatures(bases: Sequence[str | Path] = BASES) -> Path | None:
    """The folder of signatures, if the machine has any that this user may read."""
    for base in map(Path, bases):
        found = [path for pattern in _SIGNATURES for path in base.glob(pattern)] if base.is_dir() else []
        if any(os.access(path, os.R_OK) for path in found):
            return base
    return None


class Clamd:
    """command: what is run, empty where there is nothing to run; address: value of ALUR_CLAMD."""

    def __init__(self, folder: Path, bases: Sequence[str | Path] = BASES) -> None:
        self.folder = folder / "clamd"
        found, base = program(), signatures(bases)
        self.command: list[str] = []
        self.address = ""
        if found and base:
            self.command = [found, "-c", str(self._configured(base))]

    def _configured(self, base: Path) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options: dict[str, object] = {
            "Foreground": "yes",
            "DatabaseDirectory": base,
            "TemporaryDirectory": self.folder,
            "LogFile": self.folder / "log",
            "StreamMaxLength": LIMIT,
            "MaxFileSize": LIMIT,
            "MaxScanSize": LIMIT,
            "AlertExceedsMax": "yes",
            "MaxThreads": 2,
            **self._listening(),
            **({"User": "root"} if os.geteuid() == 0 else {}),
        }
        path = self.folder / "conf"
        path.write_text("".join(f"{name} {value}\n" for name, value in options.items()))
        return path

    def _listening(self) -> dict[str, object]:
        """A socket that only this user reaches; where its path would be too long, one on this machine alone."""
        path = self.folder.resolve() / "s"
        if len(str(path)) <= _LONGEST_SOCKET:
            self.address = f"unix:{path}"
            return {"LocalSocket": path, "LocalSocketMode": "600", "FixStaleSocket": "yes"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"tcp:127.0.0.1:{port}"
        return {"TCPSocket": port, "TCPAddr": "127.0.0.1"}

"""A real clamd with two signatures of its own: the EICAR test file, and a word that this project made up."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

#: The test file of eicar.org, joined when it is needed: no file of this repository is it, compiled ones neither.
EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", rb"ANTIVIRUS-TEST-FILE!$H+H*"))
WORD = b"".join((b"ALUR-UJI-", b"TERINFEKSI-7f3a"))

PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")


def program() -> str | None:
    """clamd of this machine; not every user has its folder in PATH."""
    return shutil.which("clamd", path=os.pathsep.join([os.environ.get("PATH", ""), *PLACES]))


class Clamd:
    """One daemon in its own folder; `stop()` and `start()` at will. limit: bytes it takes as one stream."""

    def __init__(self, folder: Path, limit: int = 25 * 1024 * 1024) -> None:
        self.folder, self.limit = folder, limit
        self.address = str(folder / "s")  # unix socket; its path may have 107 characters
        self._process: subprocess.Popen[bytes] | None = None
        base = folder / "base"
        base.mkdir(parents=True, exist_ok=True)
        lines = [f"Alur.Eicar:0:*:{EICAR.hex()}", f"Alur.Uji:0:*:{WORD.hex()}"]
        (base / "alur.ndb").write_text("\n".join(lines) + "\n")
        options = {
            "Foreground": "yes",
            "DatabaseDirectory": base,
            "LocalSocket": self.address,
            "TemporaryDirectory": folder,
            "LogFile": folder / "log",
            "PidFile": folder / "pid",
            "StreamMaxLength": limit,
            "AlertExceedsMax": "yes",
            "MaxThreads": 2,
            "ExitOnOOM": "yes",
            **({"User": "root"} if os.geteuid() == 0 else {}),
        }
        (folder / "conf").write_text("".join(f"{name} {value}\n" for name, value in options.items()))

    def start(self) -> None:
        if self._process is not None:
            return
        Path(self.address).unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [program() or "clamd", "-c", str(self.folder / "conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self.folder / "log"
                raise RuntimeError(f"clamd did not start: {log.read_text() if log.exists() else 'no log'}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        Path(self.address).unlink(missing_ok=True)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(self.address)
                line.sendall(b"zPING\0")
                return line.recv(16) == b"PONG\0"
            except OSError:
                return False

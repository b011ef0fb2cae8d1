"""The migrated template of an earlier run, dumped: a run of a few tests does not migrate again (9 s of a processor).

A dump is found by a fingerprint of all that decides what the template holds. CI always migrates.
"""

import hashlib
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from project.services.postgres import BIN

ROOT = Path(__file__).resolve().parents[2]
#: Migrations, what loads the reference data, and who owns and may what.
DECIDES = (
    "cases/**/migrations/*.py",
    "workflows/migrations/*.py",
    "documents/migrations/*.py",
    "tests/*/migrations/*.py",
    "cases/organisations/**/*.py",
    "cases/**/apps.py",
    "fixtures/*",
    "project/management/**/*.py",
    "project/services/postgres.py",
    "requirements.lock",
)
KEPT = 8  # dumps; each a third of a megabyte


def restore(url: str) -> bool:
    """Fill an empty database from the dump. False when there is none that fits, or CI wants it migrated."""
    dump = _place()
    if os.environ.get("CI") == "true" or not _own(dump.parent) or not dump.exists():
        return False
    subprocess.run(
        [BIN / "pg_restore", "--clean", "--if-exists", "-d", url, dump], check=True, capture_output=True
    )
    dump.touch()
    return True


def keep(url: str) -> None:
    dump = _place()
    if not _own(dump.parent):
        return
    own = dump.with_suffix(f".{os.getpid()}")
    subprocess.run([BIN / "pg_dump", "--format=custom", "--compress=1", f"--file={own}", url], check=True)
    own.replace(dump)
    for old in sorted(dump.parent.glob("*.dump"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        with suppress(OSError):
            old.unlink()


def _own(folder: Path) -> bool:
    return folder.stat().st_uid == os.geteuid() and not folder.is_symlink()


def _place() -> Path:
    folder = Path(tempfile.gettempdir()) / f"alur-templates-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    for path in sorted({path for pattern in DECIDES for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return folder / f"{digest.hexdigest()[:32]}.dump"

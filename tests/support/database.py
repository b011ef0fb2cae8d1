"""The servers of one test run, shared by all its workers, and each worker's own database.

One PostgreSQL and one S3 per run, in a temporary folder. The first worker that needs a server starts it
under a file lock; the controlling process stops them at the end. The schema is migrated once, by the
owner role, into a template; every worker has a clone of it and connects as the application's role, so
that what the application may not do fails in tests too.

A test that really commits leaves its clone behind, and the next one starts from a fresh clone: reference
data is back exactly as loaded, and no trigger had to be lifted. (Measured: 35 ms.)
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import dj_database_url
import psutil
from django.core.management import call_command, get_commands
from django.db import connections
from psycopg import sql

from project.services.credentials import Credentials
from project.services.postgres import APP, BIN, FAST_AND_UNSAFE, OWNER, Postgres
from project.services.s3 import S3
from tests.support import template_cache

FOLDER_VARIABLE = "ALUR_TEST_DIR"
PREFIX = "alur-test-"
TEMPLATE = "alur_template"
ALIASES = {"default": (APP, "DATABASE_URL"), "owner": (OWNER, "DATABASE_OWNER_URL")}


class Servers:
    """PostgreSQL and S3 of this run, not necessarily started yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with self.lock():
            self.credentials = Credentials(folder)
        self.postgres = Postgres(folder, self.credentials, {**FAST_AND_UNSAFE, "max_connections": "200"})

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held by one worker of the run at a time."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def s3(self) -> S3:
        """The run's object store, started when it is not running."""
        with self.lock():
            # Read again: the worker that started it may have chosen its ports after this one looked.
            store = S3(self.folder, Credentials(self.folder))
            store.start()
            return store

    def stop(self) -> None:
        """Stop both and remove their files. Called by the controlling process only."""
        S3(self.folder, self.credentials).stop(patience=0)
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def open_run() -> Servers:
    """Choose the folder of a new run and tell the workers, which inherit the environment."""
    remove_left_overs()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")).resolve()
    os.environ[FOLDER_VARIABLE] = str(folder)
    return Servers(folder)


def remove_left_overs() -> None:
    """End the servers of runs that were killed: their folder names a process that is gone."""
    for folder in Path(tempfile.gettempdir()).resolve().glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).split("-")[0]
        if not number.isdigit() or _is_alive(int(number)) or not os.access(folder, os.W_OK):
            continue
        for process in psutil.process_iter(["cmdline"]):
            if any(str(folder) in argument for argument in process.info["cmdline"] or ()):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class WorkerDatabase:
    """The database of one xdist worker."""

    def __init__(self, servers: Servers, worker: str) -> None:
        self.servers = servers
        self.name = f"alur_test_{worker}"

    def create(self) -> None:
        """Clone the template (making it first if need be) and lead Django's connections there."""
        postgres = self.servers.postgres
        with self.servers.lock():
            postgres.start()
            self._ensure_template()
            self._clone()
        self._point_django_to(self.name)

    def renew(self) -> None:
        """Throw the clone away with whatever was committed, cut every open connection, clone again."""
        connections.close_all()
        _forget_content_types()  # another database may number them otherwise
        with self.servers.lock():  # a template can be copied by one at a time only
            self._clone()

    def replace(self, dump: bytes) -> None:
        """Put another database in the place of the clone: a plain dump of pg_dump, restored as the superuser."""
        connections.close_all()
        self._drop(self.name)
        self.servers.postgres.ensure_database(self.name)
        url = self.servers.postgres.url("postgres", self.name)
        command = [str(BIN / "psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", url]
        done = subprocess.run(command, input=dump, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"The dump cannot be restored: {done.stderr.decode()[-2000:]}")
        _forget_content_types()

    def drop(self) -> None:
        connections.close_all()
        self._drop(self.name)

    def _ensure_template(self) -> None:
        postgres = self.servers.postgres
        with postgres.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
                return
        postgres.ensure_roles()
        building = f"{TEMPLATE}_building"
        self._drop(building)
        postgres.ensure_database(building)
        url = postgres.url("postgres", building)
        if not template_cache.restore(url):
            self._point_django_to(building)
            call_command("migrate", database="owner", verbosity=0)
            if "load_reference" in get_commands():
                call_command("load_reference", verbosity=0)
            connections.close_all()
            template_cache.keep(url)
        with postgres.connect() as connection:
            names = map(sql.Identifier, (building, TEMPLATE))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))

    def _clone(self) -> None:
        self._drop(self.name)
        names = map(sql.Identifier, (self.name, TEMPLATE, OWNER))
        with self.servers.postgres.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    sql.Identifier(self.name), sql.Identifier(APP)
                )
            )

    def _drop(self, name: str) -> None:
        with self.servers.postgres.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _point_django_to(self, name: str) -> None:
        """Also through the environment, for the processes that a test starts."""
        for alias, (role, variable) in ALIASES.items():
            url = self.servers.postgres.url(role, name)
            os.environ[variable] = url
            parsed = dj_database_url.parse(url)
            wanted = {key: parsed[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
            connections[alias].close()
            connections[alias].settings_dict.update(wanted)


def _forget_content_types() -> None:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()

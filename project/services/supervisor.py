"""`make run`: PostgreSQL, S3, virus scanner, web server, worker and timers under one process.

    python -m project.services.supervisor        start everything, until Ctrl-C or SIGTERM
    python -m project.services.supervisor stop   end a running one, and whatever a killed one left behind

What dies is started again, at first after one second, then more slowly. PostgreSQL and S3 are
left out when DATABASE_URL or ALUR_S3_ENDPOINT_URL names a server of your own; the virus scanner runs when the
machine has clamd with signatures, and ALUR_CLAMD names no other.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil

from project.services.clamd import Clamd
from project.services.credentials import Credentials
from project.services.postgres import APP, OWNER, Postgres
from project.services.s3 import BUCKET, S3
from project.settings.environment import BASE_DIR, data_dir, origin_of

STOP_SECONDS = 20
BACKOFF_SECONDS = (1, 2, 5, 10, 30)
STEADY_SECONDS = 60  # a child that lived this long starts again at the first back-off


class AlreadyRunningError(RuntimeError):
    """Another supervisor holds this data folder."""


class Child:
    """One process that is kept running."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.started = 0.0
        self.start_at = 0.0  # monotonic time of the next start

    def start(self) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the supervisor, which ends them in order.
        self.process = subprocess.Popen(self.command, cwd=BASE_DIR, start_new_session=True)
        self.started = time.monotonic()

    def tend(self) -> None:
        """Start the process when it is due; notice when it has ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started > STEADY_SECONDS:
            self.failures = 0
        pause = BACKOFF_SECONDS[min(self.failures, len(BACKOFF_SECONDS) - 1)]
        self.failures += 1
        say(f"{self.name} ended ({code}); starting it again in {pause} s.")
        self.process, self.start_at = None, now + pause


class Server:
    """PostgreSQL or S3: started before the children, looked after like them."""

    def __init__(self, name: str, alive: Callable[[], object], start: Callable[[], None]) -> None:
        self.name, self.alive, self.start = name, alive, start
        self.failures, self.started, self.start_at = 0, time.monotonic(), 0.0

    def tend(self) -> None:
        """Notice that it has ended, and start it when that is due."""
        now = time.monotonic()
        if self.alive() is not None or now < self.start_at:
            return
        if now - self.started > STEADY_SECONDS:
            self.failures = 0
        self.start_at = now + BACKOFF_SECONDS[min(self.failures, len(BACKOFF_SECONDS) - 1)]
        self.failures += 1
        say(f"{self.name} has ended; starting it again.")
        try:
            self.start()
        except Exception as error:  # whatever it is, the next try may succeed
            say(f"{self.name} did not start: {error}")
        self.started = time.monotonic()


class Supervisor:
    """Everything `make run` starts, for one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.credentials = Credentials(folder)
        self.postgres = None if os.environ.get("DATABASE_URL") else Postgres(folder, self.credentials)
        self.s3 = None if os.environ.get("ALUR_S3_ENDPOINT_URL") else S3(folder, self.credentials)
        self.host = os.environ.get("ALUR_HOST") or "127.0.0.1"
        self.port = int(os.environ.get("ALUR_PORT") or 8000)
        self.children = [
            Child("web", self._web()),
            Child("worker", [sys.executable, "manage.py", "run_worker"]),
            Child("timers", [sys.executable, "manage.py", "run_timers"]),
        ]
        self.clamd = None if os.environ.get("ALUR_CLAMD") else Clamd(folder)
        if self.clamd and self.clamd.command:
            self.children.insert(0, Child("virus scanner", self.clamd.command))
        self.servers = []
        if self.postgres:
            self.servers.append(Server("PostgreSQL", self.postgres.pid, self._start_postgres))
        if self.s3:
            self.servers.append(Server("S3", self.s3.pid, self._restart_s3))
        self.ending = threading.Event()

    def run(self) -> None:
        """Start, watch, and stop everything again when a signal arrives or a start fails."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ending.set())
        end_left_overs(self.folder)
        self._check_port()
        try:
            self._start_servers()
            self._name_scanner()
            self._prepare()
            announced = False
            while not self.ending.wait(0.3):
                for one in (*self.servers, *self.children):
                    one.tend()
                self._remember_children()
                if not announced and self._answers():
                    announced = True
                    say(
                        f"Alur runs at http://{self.host}:{self.port}/ — Ctrl-C ends it.\n"
                        f"The e-mails that it would send lie in {self.folder / 'email'}."
                    )
        finally:
            self.stop()

    def stop(self) -> None:
        """End the children first, then the servers they use."""
        end([psutil.Process(c.process.pid) for c in self.children if c.process and c.process.poll() is None])
        (self.folder / "children.json").unlink(missing_ok=True)
        stop_servers(self.folder, self.credentials)

    # --- starting ---------------------------------------------------------------------------------------

    def _start_servers(self) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor() as pool:
            for job in [pool.submit(job) for job in (self._start_postgres, self._start_s3)]:
                job.result()
        os.environ.setdefault("ALUR_SECRET_KEY", self.credentials["ALUR_SECRET_KEY"])
        say(f"PostgreSQL and S3 are up ({time.monotonic() - began:.1f} s).")

    def _start_postgres(self) -> None:
        if self.postgres:
            self.postgres.start()
            self.postgres.ensure_roles()
            self.postgres.ensure_database()
            self._publish(DATABASE_URL=self.postgres.url(APP), DATABASE_OWNER_URL=self.postgres.url(OWNER))

    def _start_s3(self) -> None:
        if self.s3:
            self.s3.start()
            self.s3.ensure_bucket()
            self.s3.allow_origins(self._origins())
            keys = {name: self.credentials[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
            self._publish(ALUR_S3_ENDPOINT_URL=self.s3.endpoint, ALUR_S3_BUCKET=BUCKET, **keys)

    def _name_scanner(self) -> None:
        """Before the children start; files wait while it loads its signatures."""
        if self.clamd is None:
            return
        self._publish(ALUR_CLAMD=self.clamd.address)
        if not self.clamd.command:
            say('No clamd with signatures on this machine: files are kept as "Belum dipindai".')

    def _restart_s3(self) -> None:
        """Its ports stay unless somebody has taken them; then the children must learn the new address."""
        before = os.environ.get("ALUR_S3_ENDPOINT_URL")
        self._start_s3()
        if os.environ.get("ALUR_S3_ENDPOINT_URL") != before:
            end([psutil.Process(c.process.pid) for c in self.children if c.process])

    def _origins(self) -> list[str]:
        """Addresses under which a browser here knows this site."""
        names = dict.fromkeys([self.host, "127.0.0.1", "localhost"])
        own = [
            f"http://[{name}]:{self.port}" if ":" in name else f"http://{name}:{self.port}" for name in names
        ]
        return [*own, *origin_of(os.environ.get("ALUR_BASE_URL", ""))]

    def _publish(self, **values: str) -> None:
        """For the children, and for `manage.py` in another terminal."""
        os.environ.update(values)
        self.credentials.update(values)

    def _prepare(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "project.services.prepare"], cwd=BASE_DIR, start_new_session=True
        )
        while process.poll() is None:
            if self.ending.wait(0.1):
                end([psutil.Process(process.pid)])
        if process.returncode and not self.ending.is_set():
            raise SystemExit("Preparing the database failed; see above.")

    def _web(self) -> list[str]:
        options = ["-c", "python:project.services.serving", f"--bind={self.host}:{self.port}"]
        return [sys.executable, "-m", "gunicorn", *options, "project.wsgi"]

    def _check_port(self) -> None:
        with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise SystemExit(
                    f"Cannot listen on {self.host}:{self.port} ({error.strerror}); "
                    f"choose another port, for example: ALUR_PORT={self.port + 1} make run"
                ) from error

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=0.2):
                return True
        except OSError:
            return False

    def _remember_children(self) -> None:
        """So that the next start can end what a killed supervisor left behind."""
        living = [c.process.pid for c in self.children if c.process]
        known = {str(pid): psutil.Process(pid).create_time() for pid in living if psutil.pid_exists(pid)}
        path = self.folder / "children.json"
        text = json.dumps(known)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def end(processes: list[psutil.Process]) -> None:
    """Ask the processes to end, kill those that have not after `STOP_SECONDS`."""
    for process in processes:
        try:
            process.terminate()
        except psutil.NoSuchProcess:
            continue
    for process in psutil.wait_procs(processes, timeout=STOP_SECONDS)[1]:
        process.kill()


def end_left_overs(folder: Path) -> None:
    """End web, worker and timers of a supervisor that was killed. A pid alone proves nothing, so the time
    the process was created must fit."""
    path = folder / "children.json"
    left = []
    for pid, created in json.loads(path.read_text()).items() if path.exists() else ():
        try:
            process = psutil.Process(int(pid))
            if process.create_time() == created:
                left += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    end(left)
    path.unlink(missing_ok=True)


def stop_servers(folder: Path, credentials: Credentials) -> None:
    S3(folder, credentials).stop()
    Postgres(folder, credentials).stop()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; AlreadyRunningError, naming the process, when somebody else does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise AlreadyRunningError(file.read()) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def stop_running(folder: Path) -> None:
    """What `make stop` does."""
    try:
        with only_one(folder):
            end_left_overs(folder)
            stop_servers(folder, Credentials(folder))
            say("Alur is not running.")
    except AlreadyRunningError as running:
        end([psutil.Process(int(str(running)))])
        say("Alur has been stopped.")


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> None:
    folder = data_dir()
    if arguments == ["stop"]:
        stop_running(folder)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.dev")
    try:
        with only_one(folder):
            Supervisor(folder).run()
    except AlreadyRunningError as running:
        raise SystemExit(
            f"Alur is already running with {folder} (process {running}). "
            "End it with Ctrl-C there or with `make stop`; "
            "a second one needs its own folder and port: ALUR_DATA_DIR=… ALUR_PORT=… make run"
        ) from None


if __name__ == "__main__":
    main(sys.argv[1:])

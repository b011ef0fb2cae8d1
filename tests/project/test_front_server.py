"""The product itself under attack over real sockets: gunicorn alone, and behind nginx with the file of docs/.

nginx is Debian's package `nginx-light` (or `nginx`); without it that half is skipped.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cases.organisations.demo import create_demo_accounts

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
MEGABYTE = 1024 * 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get(port)[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the site does not answer")


def get(port, path="/akun/masuk/", timeout=20, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        found = connection.getresponse()
        return found.status, found.read().decode()


@pytest.fixture
def site(committed_db, tmp_path):
    """gunicorn as in production, its temporary folder watched."""
    create_demo_accounts("rahasia-sekali-12")
    port, temp = free_port(), tmp_path / "temp"
    temp.mkdir()
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "project.settings.test")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "TMPDIR": str(temp)}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:project.services.serving",
        f"--bind=127.0.0.1:{port}",
    ]
    process = subprocess.Popen([*command, "project.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield port, temp
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def front(site, tmp_path):
    """nginx before it, from the file that is shipped: only names, addresses and TLS are those of the test."""
    if NGINX is None:
        pytest.skip("nginx is not installed (Debian: nginx-light): the front server is not tried")
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    text = (ROOT / "docs" / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{site[0]}"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("    ssl_certificate     /etc/ssl/alur.pem;\n", ""),
        ("    ssl_certificate_key /etc/ssl/alur.key;\n", ""),
        ("alur.example.go.id", "localhost"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("15s;", "4s;"),  # the test does not wait as long
    ):
        assert old in text
        text = text.replace(old, new)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{ worker_connections 512; }}\n"
        f"http {{ access_log off; {paths} {text} }}\n"
    )
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(port)
        yield port, folder
    finally:
        process.terminate()
        process.wait(20)


class Watch:
    """The most that ever lay in a folder, in bytes."""

    def __init__(self, folder):
        self.folder, self.most, self.ended = folder, 0, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _run(self):
        while not self.ended.wait(0.005):
            size = 0
            for one in Path(self.folder).rglob("*"):
                with contextlib.suppress(OSError):
                    size += one.stat().st_size
            # files that were unlinked at once are seen through the processes that hold them
            self.most = max(self.most, size)


HEAD = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n{}\r\n\r\n"
PART = b'--b\r\nContent-Disposition: form-data; name="a"; filename="a.bin"\r\n\r\n'


def flood(port, path, length="", megabytes=145):
    """Send a file of this size, or as much of it as is taken; the first line of the answer."""
    header = f"Content-Length: {length}" if length else "Transfer-Encoding: chunked"
    block = b"x" * MEGABYTE
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        one.sendall(HEAD.format(path, header).encode())
        with contextlib.suppress(OSError):
            for piece in [PART, *[block] * megabytes]:
                one.sendall(piece if length else f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        found = b""
        with contextlib.suppress(OSError):
            while b"\r\n" not in found and (more := one.recv(1000)):
                found += more
        return found.split(b"\r\n")[0].decode()


PATHS = ("/akun/masuk/", "/akun/masuk/kode/", "/tugas/ubah/", "/api/v1/auth/token", "/api/v1/uploads")


def assert_no_disk_is_filled(port, folder):
    with Watch(folder) as watch:
        for path in PATHS:
            for length in (str(150 * MEGABYTE), ""):
                said = flood(port, path, length)
                # where the rest was still under way the connection may be cut before the answer is read
                assert said == "" or said.split()[1] in {"411", "413"}, (path, length, said)
    assert watch.most < MEGABYTE
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request("POST", "/akun/masuk/", b"x" * 70_000, {"Host": "localhost"})
        found = connection.getresponse()
        assert (found.status, "terlalu besar" in found.read().decode()) == (413, True)


def assert_slow_ones_stop_nobody(port, print_as):
    slow = []
    for number in range(16):
        one = socket.create_connection(("127.0.0.1", port), timeout=20)
        head = (
            HEAD.format("/akun/masuk/", "Content-Length: 60000")
            if number % 2
            else "GET /akun/masuk/ HTTP/1.1\r\nX: "
        )
        one.sendall(head.encode())
        slow.append(one)
    try:
        took = []
        for _ in range(10):
            began = time.monotonic()
            assert get(port)[0] == 200
            took.append(time.monotonic() - began)
            for one in slow:
                with contextlib.suppress(OSError):
                    one.send(b"a")
        print(
            f"{print_as}: 16 slow connections, login page median {sorted(took)[5]:.3f} s, worst {max(took):.3f} s"
        )
        assert sorted(took)[5] < 2
    finally:
        for one in slow:
            one.close()


def test_gunicorn_alone_holds(site):
    port, temp = site
    assert_slow_ones_stop_nobody(port, "gunicorn alone")
    assert_no_disk_is_filled(port, temp)
    assert get(port)[0] == 200


def test_behind_the_front_server_too(front, site):
    port, folder = front
    assert_slow_ones_stop_nobody(port, "behind nginx")
    assert_no_disk_is_filled(port, folder)
    with Watch(site[1]) as watch:
        assert get(port)[0] == 200
    assert watch.most < MEGABYTE
    for name in ("client_body", "proxy"):
        assert [p for p in (folder / name).rglob("*") if p.is_file()] == []
    # a page with many requests at once is answered, a flood is told to wait
    statuses = [get(port)[0] for _ in range(40)]
    assert set(statuses) == {200, 429}
    assert "Terlalu banyak permintaan" in next(
        body for status, body in (get(port) for _ in range(60)) if status == 429
    )

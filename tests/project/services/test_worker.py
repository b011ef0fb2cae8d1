"""The web worker under attack: slow senders, slow readers, endless bodies; real gunicorn, real sockets.

The application behind it is a few lines of WSGI, so that what is measured is the serving; with the product itself it is
attacked behind a front server in tests/project/test_front_server.py.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from project.services.worker import Begun

ROOT = Path(__file__).resolve().parents[3]
APPLICATION = """
import time
def application(environ, start):
    size = len(environ["wsgi.input"].read()) if environ["REQUEST_METHOD"] == "POST" else 0
    start("200 OK", [("Content-Type", "text/plain")])
    length = {"/large": 20_000_000, "/page": 120_000}.get(environ["PATH_INFO"], 0)
    return [b"x" * length] if length else [f"{size}".encode()]
"""


@contextmanager
def serving(folder, **limits):
    (folder / "app.py").write_text(APPLICATION)
    (folder / "conf.py").write_text(
        "from project.services import worker\nfrom project.services.serving import *\n"
        + "from project.services import taking\n"
        + "".join(
            f"{name.replace('__', '.') if '__' in name else 'worker.' + name} = {value}\n"
            for name, value in limits.items()
        )
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", str(folder / "conf.py"), "--workers=1", "--threads=4"]
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}
    environment.pop("ALUR_PROXIES", None)
    process = subprocess.Popen([*command, f"--bind=127.0.0.1:{port}", "app"], env=environment, cwd=folder)
    try:
        for _ in range(300):
            try:
                answer(port)
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answer(port, path="/", data=None, timeout=20):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}{path}", data, timeout=timeout) as found:
        return found.read()


def connected(port, text):
    found = socket.create_connection(("127.0.0.1", port), timeout=20)
    found.sendall(text)
    return found


@pytest.mark.parametrize(
    "begin",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHo",
    ],
    ids=["header", "body", "upload", "chunked", "pipelined"],
)
def test_sixteen_slow_connections_stop_nobody_and_end(tmp_path, begin):
    """Four threads, sixteen connections that drip: the site answers at once, and they are gone after their time."""
    with serving(tmp_path, SECONDS=3.0, GRACE=3.0) as port, ExitStack() as stack:
        slow = [stack.enter_context(connected(port, begin)) for _ in range(16)]
        ended = threading.Event()

        def drip():
            while not ended.wait(0.5):
                for one in slow:
                    try:
                        one.send(b"a")
                    except OSError:
                        continue

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        began = time.monotonic()
        assert [answer(port) for _ in range(5)] == [b"0"] * 5
        assert time.monotonic() - began < 3
        # files: four at a time are read, the others wait for them: sixteen take four rounds
        deadline = time.monotonic() + 40
        while (left := sum(map(_open, slow))) and time.monotonic() < deadline:
            time.sleep(0.2)
        ended.set()
        assert left == 0
        assert answer(port, data=b"x" * 100_000) == b"100000"


def _open(connection):
    try:
        connection.setblocking(False)
        while connection.recv(65536):
            continue
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def test_who_is_too_slow_is_told(tmp_path):
    with serving(tmp_path, SECONDS=1.0) as port, connected(port, b"GET / HTTP/1.1\r\nHost: x\r\n") as slow:
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert slow.recv(1000) == b""


def test_a_body_that_comes_slowly_but_steadily_arrives(tmp_path):
    with serving(tmp_path, SECONDS=2.0, GRACE=2.0, RATE=10_000) as port:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
        with connected(port, head) as slow:
            for _ in range(10):
                slow.sendall(b"x" * 10_000)
                time.sleep(0.4)
            assert b"100000" in slow.recv(10_000)


def lazy(port, stack, path="/large"):
    """Somebody who asks for an answer and has hardly room for it."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.settimeout(20)
    found.connect(("127.0.0.1", port))
    found.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    stack.enter_context(found)
    return found


def is_closed(sock):
    """Whether nothing comes any more but what had been sent."""
    sock.settimeout(3)
    try:
        while sock.recv(1_000_000):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def dripping(takers, stop, size=1):
    def drip():
        while not stop.is_set():
            for taker in takers:
                with suppress(OSError):
                    taker.recv(size, socket.MSG_DONTWAIT)
            stop.wait(0.1)

    thread = threading.Thread(target=drip)
    thread.start()
    return thread


@pytest.mark.parametrize("size", [0, 1, 500])
def test_who_takes_the_answer_byte_by_byte_stops_nobody(tmp_path, size):
    """Three times as many as there are threads, of one address: pages are answered all the time."""
    stop = threading.Event()
    with serving(tmp_path, taking__SILENCE=4.0, taking__GRACE=4.0) as port, ExitStack() as stack:
        takers = [lazy(port, stack) for _ in range(12)]
        thread = dripping(takers, stop, size) if size else None
        time.sleep(2.5)  # each was waited for shortly, four threads at a time
        slowest = 0.0
        for _ in range(20):
            began = time.monotonic()
            assert answer(port) == b"0"
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
        assert slowest < 1.5
        time.sleep(3)
        stop.set()
        if thread:
            thread.join()
        assert [is_closed(taker) for taker in takers] == [True] * 12


def test_who_does_not_hang_up_stops_nobody(tmp_path):
    """The answer was the last one of its connection, and the other side leaves it open."""
    with serving(tmp_path) as port, ExitStack() as stack:
        open_ends = [stack.enter_context(connected(port, b"GET / HTTP/1.0\r\n\r\n")) for _ in range(12)]
        began = time.monotonic()
        assert answer(port) == b"0"
        assert time.monotonic() - began < 1.5
        assert [is_closed(end) for end in open_ends] == [True] * 12


def test_a_page_needs_no_thread_until_it_is_taken(tmp_path):
    """What fits into the socket is left there: hundreds who take nothing hold nothing."""
    with serving(tmp_path) as port, ExitStack() as stack:
        began = time.monotonic()
        for _ in range(60):
            lazy(port, stack, "/page")
        assert answer(port) == b"0"
        assert time.monotonic() - began < 5


def test_who_takes_it_slowly_but_steadily_has_it_whole(tmp_path):
    with serving(tmp_path, taking__GRACE=2.0, taking__RATE=1_000_000) as port, ExitStack() as stack:
        taker, found = lazy(port, stack), 0
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
        while found < 20_000_000:
            found += len(taker.recv(400_000))
            time.sleep(0.05)
        assert found > 20_000_000  # with its head


def test_one_address_has_a_number_of_connections(tmp_path):
    with serving(tmp_path, PER_ADDRESS=10) as port, ExitStack() as stack:
        slow = [stack.enter_context(connected(port, b"G")) for _ in range(10)]
        time.sleep(0.3)
        with pytest.raises(ConnectionError):
            answer(port, timeout=3)
        slow[0].close()
        time.sleep(0.3)
        assert answer(port) == b"0"


def test_many_requests_over_one_connection(tmp_path):
    with serving(tmp_path) as port, connected(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 3) as kept:
        found = b""
        while found.count(b"HTTP/1.1 200 OK") < 3:
            found += kept.recv(1000)
        kept.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd")
        time.sleep(0.5)
        assert b"\r\n4\r\n" in kept.recv(1000)


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"GET / HT", None),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "whole"),
        (HEAD + b"content-length: 3\r\n\r\nab", None),
        (HEAD + b"Content-Length: 3\r\n\r\nabc", "whole"),
        (HEAD + b"Content-Length: 3\r\n\r\nabcGET", "whole"),
        (HEAD + b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n", "upload"),
        (HEAD + b"Content-Length: 65537\r\n\r\n", "upload"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", "upload"),
        (HEAD + b"Content-Length: abc\r\n\r\n", "whole"),
        (HEAD + b"Content-Length: 9999999999999999999999\r\n\r\n", "whole"),
        (b"x" * 70_000, "whole"),
    ],
)
def test_what_a_request_needs(sent, kind):
    assert Begun().grow(sent) == kind
    begun = Begun()  # and the same in pieces
    assert next((k for at in range(len(sent)) if (k := begun.grow(sent[at : at + 1]))), None) == kind


def test_a_long_header_is_read_once():
    """One loop reads for everybody: a body that drips costs it no more than its bytes."""
    begun = Begun()
    assert begun.grow(HEAD + b"a:b\r\n" * 10_000 + b"Content-Length: 60000\r\n\r\n") is None
    began = time.process_time()
    assert {begun.grow(b"x") for _ in range(59_999)} == {None}
    assert begun.grow(b"x") == "whole"
    assert time.process_time() - began < 2  # for a busy machine; 90 where each byte reads it again

"""The web worker: gunicorn's threads, which nobody occupies by being slow.

gunicorn's `gthread` gives a connection a thread as soon as its first byte is there and lets it wait in it for ever:
eight slow connections stop a site of eight threads. Here a request is read by the worker's one loop, without a
thread, until it is whole; only then a thread takes it.

- Header and body of an ordinary request (up to `WHOLE` bytes) must be there `SECONDS` after the first byte, however
  slowly they drip; else 408. A connection on which nothing comes at all ends after as long.
- A larger body, or one of unknown length, is read by a thread of a pool of its own (`uploads`): slow senders of files
  wait for each other, and never for them the pages. There it must come with `RATE` bytes a second after `GRACE`.
- One address has at most `PER_ADDRESS` connections being read, and `UPLOADS_PER_ADDRESS` files under way or waiting.
  Behind front servers (ALUR_PROXIES) all come from theirs: the limits by address are then their own.
- Who takes the answer slowly has few threads, for a short time (`taking`).

Used by `make run` and in production (docs/operations.md): `python -m gunicorn -c python:project.services.serving
project.wsgi`.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from collections import Counter
from concurrent import futures
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from . import taking

WHOLE = 64 * 1024
MOST_HEADER = 64 * 1024
SECONDS = 20.0
UPLOAD_THREADS = 4
RATE, GRACE = 4 * 1024, 20.0
PER_ADDRESS, UPLOADS_PER_ADDRESS = 100, 16
LINGER = 2.0
_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 31\r\n\r\nPermintaan terlalu lama datang.\r\n"
)[:-2]
_END = b"\r\n\r\n"


class TooSlow(OSError):
    """The rest of a body did not come in time."""


class Paced:
    """A socket of which a body is read at a rate at least; everything else is the socket's own."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._since, self._got = sock, time.monotonic(), 0

    def recv(self, size: int, *flags: int) -> bytes:
        left = self._since + GRACE + self._got / RATE - time.monotonic()
        self._sock.settimeout(max(left, 0.001))
        try:
            data = self._sock.recv(size, *flags)
        except TimeoutError:
            raise TooSlow("body came too slowly") from None
        finally:
            self._sock.settimeout(None)
        self._got += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Worker(ThreadWorker):  # type: ignore[misc]
    def init_process(self) -> None:
        self.reading: dict[Any, Begun] = {}  # connections whose request is not whole yet
        self.lingering: dict[Any, float] = {}  # connections that have ended on our side
        self.by_address: Counter[str] = Counter()
        self.uploads = futures.ThreadPoolExecutor(max_workers=UPLOAD_THREADS)
        self.uploading: Counter[str] = Counter()
        self.places = taking.Places()
        self.trusted = os.environ.get("ALUR_PROXIES", "0") not in ("", "0")
        super().init_process()

    # --- connections come in ---

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, address = listener.accept()
        except OSError as error:
            if not isinstance(error, BlockingIOError | ConnectionAbortedError):
                raise
            return
        if not self.trusted and self.by_address[_host(address)] >= PER_ADDRESS:
            sock.close()
            return
        taking.prepare(sock)
        self.nr_conns += 1
        self.read(TConn(self.cfg, sock, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """The next request of a kept-alive connection begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.read(conn)

    # --- and are read without a thread ---

    def read(self, conn: Any) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + SECONDS
        self.reading[conn] = Begun()
        self.by_address[_host(conn.client)] += 1
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.more, conn))

    def more(self, conn: Any, _: Any = None) -> None:
        buffer = self.reading[conn]
        try:
            data = conn.sock.recv(WHOLE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self.stop_reading(conn)
            self.drop(conn)
            return
        kind = buffer.grow(data)
        if kind is None:
            return
        self.stop_reading(conn)
        self.hand_over(conn, bytes(buffer), kind)

    def hand_over(self, conn: Any, data: bytes, kind: str) -> None:
        conn.sock.setblocking(True)
        conn.initialized = conn.data_ready = True
        if kind == "whole":
            if conn.parser is None:
                conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader.unread(data)
            self.enqueue_req(conn)
            return
        host = _host(conn.client)
        if not self.trusted and self.uploading[host] >= UPLOADS_PER_ADDRESS:
            self.drop(conn)
            return
        self.uploading[host] += 1
        conn.parser = http.get_parser(self.cfg, Paced(conn.sock), conn.client)
        conn.parser.unreader.unread(data)
        future = self.uploads.submit(self.handle_upload, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_upload, conn, done))

    def handle_upload(self, conn: Any) -> bool:
        sock = conn.parser.unreader.sock
        sock._since = time.monotonic()  # the time in the queue was not the sender's
        self.handle(conn)
        return False  # one file, one connection

    def handle_request(self, req: Any, conn: Any) -> Any:
        """The answer goes through a socket that does not wait for ever."""
        sock = conn.sock
        taken = taking.Taken(sock, self.places, "" if self.trusted else _host(conn.client))
        conn.sock = taken
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock = sock
            taken.done()

    def finish_upload(self, conn: Any, done: Any) -> None:
        host = _host(conn.client)
        self.uploading[host] -= 1
        if not self.uploading[host]:
            del self.uploading[host]
        self.finish_request(conn, done)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """What came behind a request is the beginning of the next one, which no thread may wait for either."""
        if fs.cancelled() or fs.exception() is not None or fs.result() is not True:
            self.linger(conn)
            return
        if not (data := conn.parser.unreader.take_buffered()):
            super().finish_request(conn, fs)
            return
        self.read(conn)
        if (kind := self.reading[conn].grow(data)) is not None:
            self.stop_reading(conn)
            self.hand_over(conn, data, kind)

    def stop_reading(self, conn: Any) -> None:
        self.reading.pop(conn, None)
        host = _host(conn.client)
        self.by_address[host] -= 1
        if self.by_address[host] <= 0:
            del self.by_address[host]
        self.poller.unregister(conn.sock)

    # --- and are ended without a thread ---

    def linger(self, conn: Any) -> None:
        """End a connection (RFC 9112, 9.6): what the other side still sends is read for a moment, so that it gets the
        answer whole. gunicorn waits for it in the loop, where everybody else then waits too."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.drop(conn)
            return
        self.lingering[conn] = time.monotonic() + LINGER
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.drain, conn))

    def drain(self, conn: Any, _: Any = None) -> None:
        try:
            if conn.sock.recv(WHOLE):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self.stop_lingering(conn)

    def stop_lingering(self, conn: Any) -> None:
        self.lingering.pop(conn, None)
        self.poller.unregister(conn.sock)
        self.drop(conn)

    def drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def murder_keepalived(self, force: bool = False) -> None:
        super().murder_keepalived(force)
        now = time.monotonic()
        for conn in [c for c, until in self.lingering.items() if force or until <= now]:
            self.stop_lingering(conn)
        for conn in [
            c for c, got in self.reading.items() if force or c.timeout <= now or not (self.alive or got)
        ]:
            begun = bool(self.reading[conn])
            self.stop_reading(conn)
            if begun:
                with contextlib.suppress(OSError):
                    conn.sock.send(_TOO_SLOW)
            self.drop(conn)


class Begun(bytearray):
    """What has come of a request. Its header is read once, in whatever pieces the rest comes: the loop reads for
    everybody and has no time to go through 60 KB of it at each byte."""

    searched = 0  # bytes in which the header does not end
    whole = 0  # bytes of the request, once the header tells them

    def grow(self, data: bytes) -> str | None:
        """What the request needs now: "whole" (a thread), "upload" (a thread for files), None (more bytes)."""
        self.extend(data)
        if not self.whole:
            end = self.find(_END, self.searched)
            if end < 0:
                self.searched = max(0, len(self) - len(_END) + 1)
                return (
                    "whole" if len(self) > MOST_HEADER else None
                )  # too long a header: the parser refuses it
            length, waits = 0, False
            for line in bytes(self[:end]).lower().split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name == b"transfer-encoding":
                    return "upload"
                waits |= name == b"expect"  # the client sends its body when it is told to
                if name == b"content-length":
                    text = value.strip()
                    if not text.isdigit() or len(text) > 18:
                        return "whole"  # the parser refuses it
                    length = int(text)
            self.whole = end + len(_END) + length
            if len(self) < self.whole and (waits or length > WHOLE):
                return "upload"
        return "whole" if len(self) >= self.whole else None


def _host(address: Any) -> str:
    return str(address[0]) if isinstance(address, tuple) else ""

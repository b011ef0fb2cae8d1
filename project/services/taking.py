"""Answers to those who take them slowly: what of a thread they may have.

The socket holds the first few hundred KB by itself (`BUFFER`), which is every page: a thread is done with it at once,
however slowly it is taken. Of what is longer (exports, archives, scripts) the thread has to wait. It waits

- shortly for anybody (`SHORTLY` seconds of one answer, all together),
- longer only in one of `PLACES` places of a process, of which one address has `PLACES_PER_ADDRESS` (unless all
  come from a front server's): the other threads never wait for takers;
- there as long as bytes are taken at `RATE` a second after `GRACE`, and never `SILENCE` seconds for the next one.

Who is slower, or finds no place, loses the connection.
"""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import threading
import time
from collections import Counter
from typing import Any

BUFFER = 512 * 1024  # bytes; the machine's own bound (net.core.wmem_max) may be lower
SHORTLY = 0.5
PLACES, PLACES_PER_ADDRESS = 4, 2
RATE, GRACE = 16 * 1024, 20.0
SILENCE = 20.0
GONE = 60  # seconds that the machine keeps what nobody takes, after the thread is done


class TooSlow(OSError):
    """The answer was not taken in time. Its number makes gunicorn treat it like a connection that was closed."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "the answer was taken too slowly")


class Places:
    """Where threads of this process may wait for takers."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.by_address: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        with self.lock:
            full = self.by_address.total() >= PLACES
            if full or (address and self.by_address[address] >= PLACES_PER_ADDRESS):
                return False
            self.by_address[address] += 1
            return True

    def give_back(self, address: str) -> None:
        with self.lock:
            self.by_address[address] -= 1
            if not self.by_address[address]:
                del self.by_address[address]


class Taken:
    """A socket through which one answer goes; everything else is the socket's own.

    address: whose places count; empty where all share one.
    """

    def __init__(self, sock: socket.socket, places: Places, address: str) -> None:
        self._sock, self._places, self._address = sock, places, address
        self._waited, self._since, self._sent = 0.0, 0.0, 0
        self._placed = False

    def sendall(self, data: bytes) -> None:
        """Raises TooSlow."""
        rest = memoryview(data)
        while rest:
            try:
                sent = self._sock.send(rest, socket.MSG_DONTWAIT)
            except (BlockingIOError, InterruptedError):
                self._wait()
                continue
            self._sent += sent
            rest = rest[sent:]

    def _wait(self) -> None:
        """Until the socket takes more."""
        began = time.monotonic()
        if not self._placed:
            if self._writable(max(SHORTLY - self._waited, 0.0)):
                self._waited += time.monotonic() - began
                return
            if not self._places.take(self._address):
                raise TooSlow
            self._placed, self._since, self._sent = True, time.monotonic(), 0
        left = self._since + GRACE + self._sent / RATE - time.monotonic()
        if not self._writable(min(SILENCE, max(left, 0.0))):
            raise TooSlow

    def _writable(self, seconds: float) -> bool:
        waiting = select.poll()
        waiting.register(self._sock, select.POLLOUT)
        return bool(waiting.poll(seconds * 1000))

    def done(self) -> None:
        """The answer has ended, or was given up."""
        if self._placed:
            self._placed = False
            self._places.give_back(self._address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def prepare(sock: socket.socket) -> None:
    """A new connection: room for a whole page, and nothing kept for ever for who is gone."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE * 1000)

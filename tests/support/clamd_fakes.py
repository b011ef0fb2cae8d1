"""Servers that stand where the virus scanner should be: a port in front of the real one, and ill-behaved ones."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress


@contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """A TCP server of one thread per connection; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threads: list[threading.Thread] = []
        open_lines: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                open_lines.append(line)
                threads.append(threading.Thread(target=run, args=[line], daemon=True))
                threads[-1].start()

        def run(line: socket.socket) -> None:
            try:
                handle(line)
            except OSError:
                pass  # the client went away
            finally:
                line.close()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        host, port = server.getsockname()
        try:
            yield host, port
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for line in open_lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            for thread in [accepting, *threads]:
                thread.join(5)


def answering(*answers: bytes | None, read: bool = True) -> AbstractContextManager[tuple[str, int]]:
    """A server that says the answers in turn, the last one for ever; None: never anything.

    read: only after it got the whole of what was sent.
    """
    left = list(answers)

    def handle(line: socket.socket) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        got = b""
        while read and not (got.endswith(b"\0\0\0\0") or got == b"zPING\0"):
            piece = line.recv(65536)
            if not piece:
                return
            got = (got + piece)[-65536:]
        if answer is None:
            line.recv(1)  # until the client goes
        elif answer:
            line.sendall(answer)

    return serving(handle)


def forwarding(path: str) -> AbstractContextManager[tuple[str, int]]:
    """A TCP port in front of a unix socket."""

    def handle(line: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as behind:
            behind.connect(path)
            line.settimeout(0.05)
            behind.settimeout(0.05)
            while True:
                for source, target in ((line, behind), (behind, line)):
                    try:
                        piece = source.recv(65536)
                    except TimeoutError:
                        continue
                    if not piece:
                        return
                    target.settimeout(5)
                    target.sendall(piece)
                    target.settimeout(0.05)

    return serving(handle)

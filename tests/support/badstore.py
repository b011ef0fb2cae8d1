"""Object stores that behave badly: one that hangs, dawdles or garbles in front of the real one, and a full one.

`Between` passes bytes on to the real store, whose signatures cover the address the client used; `Full`
answers every request with one error, as stores without space or over their rate do.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

PIECE = 64 * 1024  # bytes


class Between:
    """A TCP proxy on 127.0.0.1. Change `hanging`, `delay` (seconds before each answer) or `garble` at will.

    garble: these bytes of a request arrive with one bit turned.
    """

    def __init__(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        self.target = (parts.hostname or "", parts.port or 80)
        self.hanging, self.delay, self.garble = False, 0.0, b""
        self.connections = 0
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Between:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                store = socket.create_connection(self.target, 5)
            except OSError:  # closed, or the store behind is down
                if self._closing.is_set():
                    return
                continue
            self.connections += 1
            self._sockets += [client, store]
            for source, sink, is_answer in ((client, store, False), (store, client, True)):
                threading.Thread(target=self._pass, args=(source, sink, is_answer), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if is_answer and self.delay:
                    self._closing.wait(self.delay)
                if self.hanging:
                    continue  # swallowed: the other side waits
                if not is_answer and self.garble and self.garble in piece:
                    piece = piece.replace(self.garble, self.garble[:-1] + bytes([self.garble[-1] ^ 1]))
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)


class Full:
    """Holds nothing (HEAD: 404) and answers everything else with `status` and S3's error `code`."""

    def __init__(self, status: int, code: str) -> None:
        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                asked.append(f"{self.command} {self.path.split('?')[0]}")
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(404 if self.command == "HEAD" else status)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(0 if self.command == "HEAD" else len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer  # noqa: N815  names of the library

            def log_message(self, *args: object) -> None:
                pass

        self.asked = asked
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

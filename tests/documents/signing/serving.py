"""An HTTP server of one test, in a thread, on a free port of this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Handler(BaseHTTPRequestHandler):
    """`self.server.owner` is the LocalServer."""

    def log_message(self, *_: Any) -> None:
        """Quiet: what these servers are sent includes passphrases."""

    def content(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def drip(self) -> None:
        """A byte every tenth of a second until the other side or the test ends. `cut`: the other side did."""
        owner = self.server.owner
        try:
            while not owner.hold.wait(0.1):
                self.wfile.write(b"a")
        except OSError:
            owner.cut.set()

    def answer(self, status: int, body: bytes, content_type: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in (
            {"Content-Type": content_type, "Content-Length": str(len(body))} | headers
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class LocalServer:
    """Serves while the `with` block runs. `hold`: set at the end, so that a hanging answer lets go."""

    handler: type[Handler]

    def __init__(self) -> None:
        self.hold = threading.Event()
        self.cut = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self._http.owner = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        self.hold.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

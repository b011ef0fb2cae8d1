"""One bounded HTTP exchange with a signing service: limited in time and size, no redirects, no retries.

Never logs a body; an exception names the address and nothing that was sent.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import urllib3
from django.views.decorators.debug import sensitive_variables

CONNECT_SECONDS = 5.0
CHUNK = 64 * 1024


class HttpFailure(Exception):
    """No answer, too late or too large."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class _Line:
    """The connections of one exchange; `cut` ends them in whatever state they are, and every later one."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._sockets: list[socket.socket] = []

    def through(self, kind: Callable[..., Any]) -> type[Any]:
        """The connection class `kind` of urllib3, with its sockets known here."""
        line = self

        class Connection(kind):  # type: ignore[misc, valid-type]  # HTTP or HTTPS
            def _new_conn(self) -> socket.socket:
                made: socket.socket = super()._new_conn()
                # a second handle of it: TLS takes the first one over
                line._sockets.append(made.dup())
                if line._over.is_set():
                    made.close()
                    raise HttpFailure("too late")
                return made

        return Connection

    def cut(self) -> None:
        self._over.set()
        for opened in self._sockets:
            with suppress(OSError):  # closed by the other side
                opened.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for opened in self._sockets:
            opened.close()


@sensitive_variables()
def send(
    method: str, url: str, *, limit: int, seconds: float, body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """`limit`: bytes of the answer at most; `seconds`: until its last byte, connecting included.

    Raises HttpFailure at the latest after `seconds`: timeouts of sockets begin anew with every byte, so a
    thread does the exchange and loses its connection when the time is over.
    """
    line = _Line()
    outcome: list[Answer | BaseException] = []

    @sensitive_variables()
    def work() -> None:
        try:
            outcome.append(_exchange(line, method, url, limit, seconds, body, headers))
        except BaseException as error:  # told to the one who waits
            outcome.append(error)
        finally:
            line.close()

    if seconds <= 0:
        raise HttpFailure(f"{url}: no time is left.")
    thread = threading.Thread(target=work, name="exchange", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        line.cut()
        raise HttpFailure(f"{url} does not answer in time.")
    found = outcome[0]
    if isinstance(found, Answer):
        return found
    if isinstance(found, TimeoutError | urllib3.exceptions.TimeoutError):  # the socket noticed it first
        raise HttpFailure(f"{url} does not answer in time.") from None
    if isinstance(found, HttpFailure | urllib3.exceptions.HTTPError | OSError | ValueError):
        raise HttpFailure(f"{url} does not answer, or too much.") from None
    raise found


def _exchange(
    line: _Line, method: str, url: str, limit: int, seconds: float, body: bytes | None,
    headers: Mapping[str, str] | None,
) -> Answer:  # fmt: skip
    timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds)
    with urllib3.connection_from_url(url, retries=False, timeout=timeout) as pool:
        pool.ConnectionCls = line.through(pool.ConnectionCls)
        response = pool.urlopen(
            method, urllib3.util.parse_url(url).request_uri, body=body, headers=dict(headers or {}),
            redirect=False, preload_content=False,
        )  # fmt: skip
        try:
            received = bytearray()
            # read1 gives what has come; read would wait for a whole chunk
            while chunk := response.read1(CHUNK, decode_content=True):
                received += chunk
                if len(received) > limit:
                    raise HttpFailure("too large")
        finally:
            response.close()
        return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, bytes(received))

"""One bounded HTTP exchange with a signing service: limited in time and size, no redirects, no retries.

Never logs a body; an exception names the address and nothing that was sent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import urllib3

CONNECT_SECONDS = 5.0
CHUNK = 64 * 1024


class HttpFailure(Exception):
    """No answer, too late or too large."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def send(
    method: str, url: str, *, limit: int, seconds: float, body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """`limit`: bytes of the answer at most; `seconds`: until its last byte, connecting included."""
    deadline = time.monotonic() + seconds
    timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds)
    try:
        with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
            response = pool.request(
                method, url, body=body, headers=dict(headers or {}), redirect=False, preload_content=False
            )
            try:
                received = bytearray()
                # read1 gives what has come; read would wait for a whole chunk, however slowly it drips
                while chunk := response.read1(CHUNK, decode_content=True):
                    received += chunk
                    if len(received) > limit or time.monotonic() > deadline:
                        raise HttpFailure(f"{url}: the answer is too large or too slow.")
            finally:
                response.close()
            return Answer(
                response.status, {k.lower(): v for k, v in response.headers.items()}, bytes(received)
            )
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        raise HttpFailure(f"{url} does not answer.") from None

"""A timestamp authority over HTTP (RFC 3161)."""

from __future__ import annotations

import asyncio

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from . import exchange

LIMIT = 64 * 1024  # bytes of an answer
SECONDS = 10.0  # for the whole answer; a signature asks twice, first for the size


class HttpTimeStamper(TimeStamper):
    """Asks the authority at `url`; TimestampRequestError when it does not answer as it should."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url
        self.seconds = seconds

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            answer = await asyncio.to_thread(
                exchange.send,
                "POST",
                self.url,
                body=req.dump(),
                headers=headers,
                limit=LIMIT,
                seconds=self.seconds,
            )
            if answer.status != 200:
                raise TimestampRequestError(f"The timestamp authority answered {answer.status}.")
            response = tsp.TimeStampResp.load(answer.body, strict=True)
            response.native  # noqa: B018 - asn1crypto parses lazily; garbage is found here
        except (exchange.HttpFailure, ValueError, TypeError) as error:
            raise TimestampRequestError("The timestamp authority does not answer as it should.") from error
        return response

"""A timestamp authority as RFC 3161 describes it over HTTP; `mode` makes it misbehave."""

import asyncio

from asn1crypto import tsp

from .certificates import Authority
from .serving import Handler, LocalServer


class _Tsa(Handler):
    def do_POST(self) -> None:  # noqa: N802
        owner = self.server.owner
        owner.asked += 1
        query = self.content()
        if owner.mode == "hang":
            owner.hold.wait()
            return
        if owner.mode == "error":
            self.answer(500, b"", "text/plain")
            return
        reply = b"<html>ok</html>"
        if owner.mode == "ok":
            assert self.headers["Content-Type"] == "application/timestamp-query"
            request = tsp.TimeStampReq.load(query)
            stamper = owner.authority.timestamper()
            reply = asyncio.run(stamper.async_request_tsa_response(request)).dump()
        if owner.mode == "rejected":
            reply = tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": "rejection"})}).dump()
        self.answer(200, reply, "application/timestamp-reply")


class TsaServer(LocalServer):
    handler = _Tsa

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self.authority = authority
        self.mode = "ok"
        self.asked = 0

"""Answers compressed for the way, without helping anybody to guess what stands in them.

Compression tells by its length whether two texts in one answer are alike (BREACH). Here an answer that shows what a
caller sent never holds a lasting secret beside it: the CSRF token is masked anew in every page, passwords, tokens and
codes are never shown beside what was asked, and Django's middleware adds up to 100 bytes at random to every answer
("Heal The Breach"). What is streamed (downloads, exports) goes as it is: it is compressed already, or read while it is
written.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = ("text/", "application/json", "image/svg+xml")


class CompressingMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(_TEXTS):
            return response
        if request.path.startswith("/api/") and "/auth/" in request.path:  # a token is handed out there
            return response
        return super().process_response(request, response)

"""Logging in at a page as one of the event's people."""

from typing import Any

from tests.support.in_browser import log_in


def enter(page: Any, server: Any, who: str, path: str) -> None:
    log_in(page, f"{server.url}{path}", who)

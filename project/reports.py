"""Error reports without what people entered: no local variables, no form values (UU 27/2022; CB-239); one line of the
log for one event, whatever somebody wrote into a name or an address."""

from __future__ import annotations

import logging
import re
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class PrivateReports(SafeExceptionReporterFilter):
    """Where it happened and how, never with what. A passphrase lives in frames that no decorator reaches."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "POST", ()), self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> list[tuple[str, Any]]:
        return []


class OneLine(logging.Formatter):
    """Signs that end a line, or move the cursor of who reads the log, are written as escapes; a traceback follows."""

    _CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - of the base class
        return self._CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", super().formatMessage(record))

"""Whether a secret got out: into a log record, an exception, or what Django would show of a traceback."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

from django.views.debug import ExceptionReporter

from documents.errors import DocumentError


class Records(logging.Handler):
    """Every record of every logger, formatted, with its arguments."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += f"{self.format(record)}\n{record.__dict__!r}\n"


@contextlib.contextmanager
def nothing_of(*secrets: str) -> Iterator[dict[str, Any]]:
    """Runs the block, which may be refused, and looks for `secrets` in all it left. Yields a dict whose
    `error` is the refusal afterwards, or None."""
    records, root = Records(), logging.getLogger()
    level = root.level
    root.addHandler(records)
    root.setLevel(logging.DEBUG)
    outcome: dict[str, Any] = {"error": None}
    try:
        yield outcome
    except DocumentError as error:
        outcome["error"] = error
        linked = [error.__cause__] if error.__suppress_context__ else [error.__cause__, error.__context__]
        assert linked[0] is None
        report = ExceptionReporter(None, type(error), error, _skip_tests(error.__traceback__))
        records.text += f"{error!r} {error} {error.__dict__!r} {report.get_traceback_text()}"
        records.text += report.get_traceback_html()
    finally:
        root.removeHandler(records)
        root.setLevel(level)
    assert [secret for secret in secrets if secret.lower() in records.text.lower()] == []


def _skip_tests(trace: Any) -> Any:
    """From the first frame of the product: a test knows the secret, of course."""
    while trace is not None and "/tests/" in trace.tb_frame.f_code.co_filename:
        trace = trace.tb_next
    return trace

"""What an error report holds: where, never what was entered (CB-239)."""

import logging
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_default_exception_reporter_filter

from project.reports import OneLine, PrivateReports

#: Put together here: a report also shows lines of the source.
SECRET, NIK = "-".join(("kata", "sandi", "ttd")), "3171" + "01" * 6


def fault(passphrase):
    inner = {"passphrase": passphrase}
    raise ValueError(len(inner))


@pytest.mark.parametrize("debug", [False, True])
def test_a_report_names_the_place_and_no_value(debug, settings):
    settings.DEBUG = debug
    request = RequestFactory().post("/kasus/1/t/tanda_tangani/", {"passphrase": SECRET, "nik": NIK})
    try:
        fault(SECRET)
    except ValueError:
        reporter = ExceptionReporter(request, *sys.exc_info())
    for text in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "fault" in text
        assert SECRET not in text
        assert NIK not in text


def test_one_event_is_one_line():
    """A name of a file, or an address, that writes a line of its own."""
    line = OneLine("{levelname} {message}", style="{")
    hostile = "a\r\n2026-11-30 INFO login ok\x1b[2K\u2028\u202eb"
    record = logging.LogRecord("x", logging.WARNING, "", 0, "refused: %s", (hostile,), None)
    said = line.format(record)
    assert said == "WARNING refused: a\\u000d\\u000a2026-11-30 INFO login ok\\u001b[2K\\u2028\\u202eb"
    assert settings.LOGGING["formatters"]["line"]["()"] == "project.reports.OneLine"


def test_it_is_the_one_in_use():
    assert isinstance(get_default_exception_reporter_filter(), PrivateReports)
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER.endswith("PrivateReports")

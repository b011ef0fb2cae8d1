"""The bytes of a large file pass neither through the web processes nor through the worker's memory (CB-117)."""

from typing import Any

from cases.organisations.demo import create_demo_accounts
from tests.support.recording import MEGABYTE, measure

PASSWORD = "rahasia-sekali-12"
SIZE = 96 * MEGABYTE


def test_memory_does_not_grow_with_the_file(committed_db: Any, s3: Any) -> None:
    create_demo_accounts(PASSWORD)
    figures = measure(SIZE, "jaksel", PASSWORD)
    assert figures.web < 200, figures
    # each of four threads opens its own connection to the store once, some 8 MB
    assert figures.web - figures.web_before < SIZE / MEGABYTE / 2, figures
    assert figures.worker - figures.worker_before < SIZE / MEGABYTE / 2, figures

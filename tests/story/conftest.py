"""The stage of the story: a running server with the demo's people and no case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.story.client import Program

PASSWORD = "rahasia-sekali-12"


@pytest.fixture
def people(committed_db: Any) -> list[str]:
    from cases.organisations.demo import create_demo_accounts

    return list(create_demo_accounts(PASSWORD))


@pytest.fixture
def cast(people: list[str], live_server: Any, s3: Any) -> Iterator[dict[str, Program]]:
    """Account name -> its program."""
    programs = {name: Program(live_server.url, name, PASSWORD) for name in people}
    yield programs
    for program in programs.values():
        program.http.close()

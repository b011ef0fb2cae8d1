from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.support.browsing import Browser

from .steps import Steps


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)


@pytest.fixture
def browse(steps: Steps) -> Callable[[str], Browser]:
    """browse("jaksel") is a logged-in browser of that person."""

    def of(name: str) -> Browser:
        client = Client()
        client.force_login(steps.user(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of

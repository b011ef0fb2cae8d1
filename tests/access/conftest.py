"""One realm for the whole folder: built once in a transaction that every test leaves as it found it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.access.realm import Realm
from tests.support.undone import undone


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: Any, s3_bucket: Any) -> Iterator[Realm]:
    with django_db_blocker.unblock(), undone():
        with connection.cursor() as cursor:  # it waits while a browser looks at its pages
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield Realm()


@pytest.fixture
def realm(built: Realm, db: None) -> Realm:
    """Changes of the test are rolled back to the realm as it was built."""
    return built

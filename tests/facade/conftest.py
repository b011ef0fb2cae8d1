"""The people and cases of these tests."""

import pytest

from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()

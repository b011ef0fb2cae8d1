"""The people and cases of these tests."""

import logging

import pytest

from tests.support.jobs import registering
from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def handler(monkeypatch):
    """handler(function) makes it the one of the job "uji"."""
    return registering(monkeypatch)


@pytest.fixture
def quiet(caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.working")

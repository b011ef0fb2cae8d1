"""The people of these tests."""

from tests.cases.conftest import people  # noqa: F401

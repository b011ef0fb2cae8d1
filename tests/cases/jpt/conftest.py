from typing import Any

import pytest

from .steps import Steps


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)

"""All pages of all people, as answered in the realm of the access matrix, where nothing is committed.

They are asked for before a browser runs: inside its loop Django has another connection, which sees none of it.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.conftest import built  # noqa: F401 -- a fixture
from tests.access.realm import Realm
from tests.looks.screen import Screen
from tests.looks.sheets import ROLES, Sheet, every_page
from tests.support.undone import undone

#: No place to break in it.
UNBROKEN = "Ketuaan" * 27


@pytest.fixture(scope="package")
def sheets(built: Realm, django_db_blocker: Any) -> dict[str, list[Sheet]]:  # noqa: F811
    """Role -> its pages. In the lists there is a nomenklatur of words that do not end, and a selection for it."""
    with django_db_blocker.unblock(), undone():
        wide = built.steps.nomenklatur("jaksel", UNBROKEN)
        built.steps.submitted(wide, no_surat_pengantar=UNBROKEN[:90], panitia=[{"nama": UNBROKEN[:90]}])
        found = {role: list(every_page(built, role)) for role in ROLES}
    return found


@pytest.fixture
def screen(page: Any) -> Screen:
    return Screen(page)

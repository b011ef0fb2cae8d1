"""All pages of all people, as answered in the realm of the access matrix, where nothing is committed.

They are asked for before a browser runs: inside its loop Django has another connection, which sees none of it.
"""

from __future__ import annotations

import fcntl
import pickle
from typing import Any

import pytest

from tests.access.conftest import built  # noqa: F401 -- a fixture
from tests.access.realm import Realm
from tests.looks.screen import Screen
from tests.looks.sheets import ROLES, Sheet, every_page
from tests.support.database import Servers
from tests.support.undone import undone

#: No place to break in it.
UNBROKEN = "Ketuaan" * 27


@pytest.fixture(scope="package")
def sheets(
    request: pytest.FixtureRequest, servers: Servers, django_db_setup: None, django_db_blocker: Any
) -> dict[str, list[Sheet]]:
    """Role -> its pages. In the lists there is a nomenklatur of words that do not end, and a selection for it.

    The first worker of a run that needs them asks for them, half a minute's work, and leaves them to the others.
    """
    kept = servers.folder / "sheets.pickle"
    with (servers.folder / "sheets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            return pickle.loads(kept.read_bytes())
        found = _asked(request.getfixturevalue("built"), django_db_blocker)
        kept.write_bytes(pickle.dumps(found))
    return found


def _asked(realm: Realm, django_db_blocker: Any) -> dict[str, list[Sheet]]:
    with django_db_blocker.unblock(), undone():
        wide = realm.steps.nomenklatur("jaksel", UNBROKEN)
        realm.steps.submitted(wide, no_surat_pengantar=UNBROKEN[:90], panitia=[{"nama": UNBROKEN[:90]}])
        return {role: list(every_page(realm, role)) for role in ROLES}


@pytest.fixture
def screen(page: Any) -> Screen:
    return Screen(page)

"""Fixtures every test may use: the database as the application's role, the object store, a browser.

- `db` (or `@pytest.mark.django_db`): everything is rolled back after the test.
- `committed_db`: commits are real; afterwards the worker gets a fresh clone. For races, kills, threads,
  other processes and the live server. `committed_db.renew()` does it in the middle of a test.
- `s3`: the worker's own bucket in the run's object store, emptied after the test.
- `private_s3`: an object store of one test alone, to be stopped and killed.
- `scanner`: a real virus scanner that the application uses, to be stopped and started.
- `page`: a page in a headless browser; `faults`: what it complains of.
"""

import gc
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import hypothesis
import pytest
from django.conf import settings

from tests.support.clamd import PLACES, Clamd, program
from tests.support.clock import OFFSET_VARIABLE, TrueTime, head
from tests.support.database import FOLDER_VARIABLE, Servers, WorkerDatabase, open_run
from tests.support.order import longest_first

# How fast a machine is decides no test.
hypothesis.settings.register_profile(
    "alur", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("alur")

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[SERVERS] = open_run()
    # Readers of several runs on one machine do not wait for each other's places.
    os.environ.setdefault("ALUR_READERS_DIR", os.environ[FOLDER_VARIABLE])
    os.environ.setdefault("ALUR_READERS", "8")
    settings.ALUR_AUTHORITY_DIR = Path(os.environ[FOLDER_VARIABLE]) / "authority"  # as its children read it


def pytest_unconfigure(config: pytest.Config) -> None:
    if servers := config.stash.get(SERVERS, None):
        servers.stop()


SERVERS = pytest.StashKey[Servers]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample", type=int, default=1, metavar="N", help="one in N test files, chosen by the commit"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file that is not in the sample is not even imported."""
    one_in = config.getoption("sample")
    if one_in == 1 or not collection_path.name.startswith("test_"):
        return None
    return zlib.crc32(f"{seed()}{collection_path.name}".encode()) % one_in != 0 or None


@cache
def seed() -> int:
    return int(head()[:8], 16)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if workers := os.environ.get("PYTEST_XDIST_WORKER_COUNT"):
        items[:] = longest_first(items, int(workers))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk it again and again, nor come after every 700 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def missing(message: str) -> NoReturn:
    """What a machine lacks is skipped with its reason, and fails where CI promised it."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def servers() -> Servers:
    return Servers(Path(os.environ[FOLDER_VARIABLE]))


# --- Database -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def worker_database(servers: Servers, worker_id: str) -> WorkerDatabase:
    return WorkerDatabase(servers, worker_id)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_database: WorkerDatabase
) -> Iterator[None]:
    """Replaces pytest-django's: it would create and migrate with the application's rights."""
    with django_db_blocker.unblock():
        worker_database.create()
    yield
    with django_db_blocker.unblock():
        worker_database.drop()


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    worker_database: WorkerDatabase,
) -> Iterator[None]:
    """Replaces pytest-django's for tests that commit: it would TRUNCATE, which the role may not."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"committed_db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("_django_db_helper")  # the one replaced here
        yield
        return
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            worker_database.renew()


@pytest.fixture
def committed_db(_django_db_helper: None, worker_database: WorkerDatabase) -> WorkerDatabase:
    return worker_database


@pytest.fixture
def transactional_db(committed_db: WorkerDatabase) -> WorkerDatabase:
    """What pytest-django's `live_server` asks for."""
    return committed_db


# --- Clock ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def the_store_keeps_true_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the clock is moved (`make test CLOCK=…`), the check that compares ours with the store's does not see it."""
    if os.environ.get(OFFSET_VARIABLE):
        monkeypatch.setattr("documents.storage.bucket.datetime", TrueTime)


# --- Object store ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def s3_bucket(servers: Servers, worker_id: str) -> SimpleNamespace:
    from django.core.files.storage import storages

    store = servers.s3()
    bucket = f"alur-{worker_id}"
    store.ensure_bucket(bucket)
    access, secret = (store.credentials[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    os.environ |= {
        "ALUR_S3_ENDPOINT_URL": store.endpoint,
        "ALUR_S3_BUCKET": bucket,
        "AWS_ACCESS_KEY_ID": access,
        "AWS_SECRET_ACCESS_KEY": secret,
    }
    settings.STORAGES["documents"]["OPTIONS"].update(
        endpoint_url=store.endpoint, bucket_name=bucket, access_key=access, secret_key=secret
    )
    storages._storages.clear()
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = ["'self'", store.endpoint]
    return SimpleNamespace(client=store.client(), bucket=bucket, endpoint=store.endpoint)


@pytest.fixture
def s3(s3_bucket: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """`client` (boto3), `bucket` (name), `endpoint` (URL); `storages["documents"]` writes there."""
    _empty(s3_bucket)  # a worker's job in a test without this fixture may have stored something
    yield s3_bucket
    for unfinished in s3_bucket.client.list_multipart_uploads(Bucket=s3_bucket.bucket).get("Uploads", []):
        s3_bucket.client.abort_multipart_upload(
            Bucket=s3_bucket.bucket, Key=unfinished["Key"], UploadId=unfinished["UploadId"]
        )
    _empty(s3_bucket)


def _empty(s3: SimpleNamespace) -> None:
    for page in s3.client.get_paginator("list_object_versions").paginate(Bucket=s3.bucket):
        for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.client.delete_object(
                Bucket=s3.bucket,
                Key=entry["Key"],
                VersionId=entry["VersionId"],
                BypassGovernanceRetention=True,
            )


@pytest.fixture
def service_folder(servers: Servers) -> Path:
    """An empty folder for servers of one test. If the run is killed, the next one finds and ends what
    runs there, which `tmp_path` cannot promise."""
    return Path(tempfile.mkdtemp(dir=servers.folder))


@pytest.fixture
def private_s3(service_folder: Path) -> Iterator[Any]:
    """A running `project.services.s3.S3` with its bucket; `stop()` and `start()` at will."""
    from project.services.credentials import Credentials
    from project.services.s3 import S3

    store = S3(service_folder, Credentials(service_folder))
    store.start()
    store.ensure_bucket()
    yield store
    store.stop(patience=0)


# --- Virus scanner --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def clamd(servers: Servers) -> Iterator[Clamd]:
    """The worker's own clamd. Without the program the test is skipped, and fails where CI promised one."""
    if program() is None:
        missing(f"no virus scanner on this machine (looked for clamd in PATH and {', '.join(PLACES)})")
    daemon = Clamd(Path(tempfile.mkdtemp(dir=servers.folder)))
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def scanner(clamd: Clamd, settings: Any) -> Iterator[Clamd]:
    """`clamd`, running at the beginning of the test and used by the application until its end."""
    clamd.start()
    settings.CLAMD_ADDRESS = clamd.address
    yield clamd
    clamd.start()


# --- Browser --------------------------------------------------------------------------------------------


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A Playwright page, 1280 × 900, in the browser the machine has. Without one the test is skipped,
    and fails where CI promised one."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        missing(f"no browser on this machine (looked for {', '.join(BROWSERS)})")
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would take it for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        connections.close_all()  # inside its loop Django keeps others: those of the test before were cut
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="id-ID", timezone_id="Asia/Jakarta"
        )
        yield context.new_page()
        context.close()
        browser.close()


@pytest.fixture
def faults(page: Any) -> Iterator[list[str]]:
    """What the browser complains of: a blocked script, an error that nobody caught. At the end there is none, but
    for those that the test took off the list. A refusal of the server is no fault of the page; its own failure is."""
    found: list[str] = []

    def said(message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            found.append(message.text)

    def answered(answer: Any) -> None:
        if answer.status >= 500:
            found.append(f"{answer.status} {answer.url}")

    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", said)
    page.on("response", answered)
    yield found
    assert found == []


@pytest.fixture
def demo_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """demo_of("jpt", …): `load_demo` tells the parts of these types alone. The exam event's takes its real minute."""
    from cases.core.declared.registry import case_type
    from cases.core.management.commands import load_demo

    def only(*keys: str) -> None:
        monkeypatch.setattr(load_demo, "case_types", lambda: [case_type(key) for key in keys])

    return only

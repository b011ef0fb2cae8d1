"""pytest: `tests/conftest.py` starts the servers and puts their addresses in DATABASES and STORAGES, and
in the environment for the processes that a test starts."""

import os
from pathlib import Path

from project.settings.base import *  # noqa: F403
from project.settings.base import DATA_DIR, DOCUMENTS_STORAGE
from project.settings.base import INSTALLED_APPS as PRODUCT_APPS
from project.settings.environment import database, owner_database

# Types that the product does not have: one built along docs/new-case-type.md, a tree of three, one whose children
# are moved many at once, and a tree whose acts call for signed documents.
INSTALLED_APPS = [*PRODUCT_APPS, "tests.thirdtype", "tests.treetype", "tests.manytype", "tests.papertree"]

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "test-only-not-secret-" + "x" * 40

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "postgresql://alur_app@localhost/unset")),
    "owner": owner_database(os.environ.get("DATABASE_OWNER_URL", "postgresql://alur_owner@localhost/unset")),
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

STORAGES = {
    "default": DOCUMENTS_STORAGE,
    "documents": DOCUMENTS_STORAGE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Made by the first worker of a run that signs, and shared by all; tests/conftest.py knows the folder.
ALUR_AUTHORITY_DIR = Path(os.environ.get("ALUR_TEST_DIR") or DATA_DIR) / "authority"

CLAMD_ADDRESS = None  # the fixture `scanner` sets it

# A lock taken out of the order of all presses is an error (workflows.locks), and not a deadlock once in a while.
WORKFLOWS_WATCH_LOCKS = True

DEMO = True
DEMO_PASSWORD = "alur-demo-2026"

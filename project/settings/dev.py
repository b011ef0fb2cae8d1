"""`make run`: embedded PostgreSQL and S3, e-mails as files, demo accounts."""

import os

from project.settings.environment import database, load_services, owner_database

load_services()

from project.settings.base import *  # noqa: E402,F403

DEBUG = os.environ.get("ALUR_DEBUG") == "1"
ALLOWED_HOSTS = (
    ["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]", os.environ.get("ALUR_HOST", "127.0.0.1")]
)

# Generated once per data folder by project.services; the fallback serves commands before the first start.
SECRET_KEY = os.environ.get("ALUR_SECRET_KEY", "demo-only-not-secret-" + "x" * 40)

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", "postgresql://alur_app@localhost/alur")),
    "owner": owner_database(os.environ.get("DATABASE_OWNER_URL", "postgresql://alur_owner@localhost/alur")),
}

# On the console they would bury the address and the accounts: the demo alone sends some fifty.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "email"

DEMO = True
DEMO_PASSWORD = "alur-demo-2026"

"""Production: everything from the environment, nothing guessed; the demo cannot be loaded here."""

import os

from django.core.exceptions import ImproperlyConfigured

from project.settings.environment import (
    base_url,
    database,
    encrypted,
    hosts,
    mail_server,
    owner_database,
    required,
)

for _name in ("ALUR_S3_ENDPOINT_URL", "ALUR_S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    required(_name)

for _name in ("ALUR_S3_ENDPOINT_URL", "ALUR_BSRE_URL"):  # files and passphrases go there
    encrypted(_name)

if os.environ.get("ALUR_S3_ENCRYPTION", "") not in ("", "AES256", "aws:kms"):
    raise ImproperlyConfigured("ALUR_S3_ENCRYPTION must be AES256, aws:kms or unset.")

from project.settings.base import *  # noqa: E402,F403

DEBUG = False
DEMO = False
ALUR_BASE_URL = base_url(required("ALUR_BASE_URL"))
ALLOWED_HOSTS = hosts(required("ALUR_ALLOWED_HOSTS"), ALUR_BASE_URL)
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS]

SECRET_KEY = required("ALUR_SECRET_KEY")
for _name in (
    "ALUR_SECRET_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "ALUR_BSRE_PASSWORD",
):
    if any(word in os.environ.get(_name, "").lower() for word in ("demo", "test-only")):
        raise ImproperlyConfigured(f"{_name} holds a demo secret; production needs one of its own.")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("ALUR_SECRET_KEY is shorter than 50 characters.")

DATABASES = {"default": database(required("DATABASE_URL"))}
# Only the machine that migrates knows the owner's password; web and workers need not.
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = owner_database(required("DATABASE_OWNER_URL"))
    if DATABASES["owner"]["USER"] == DATABASES["default"]["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_URL and DATABASE_OWNER_URL name the same role; "
            "the application must not own the tables, or it could alter its own history."
        )

_SIGNERS = {
    "pkcs12": ("ALUR_TRUST_ROOTS", "ALUR_TSA_URL"),
    "bsre": ("ALUR_TRUST_ROOTS", "ALUR_BSRE_URL", "ALUR_BSRE_USER", "ALUR_BSRE_PASSWORD"),
}  # what each needs; anybody could sign with the demo's authority
if required("ALUR_SIGNER") not in _SIGNERS:
    raise ImproperlyConfigured("ALUR_SIGNER must be pkcs12 or bsre; the demo's signatures prove nothing.")
for _name in _SIGNERS[ALUR_SIGNER]:
    required(_name)

globals().update(mail_server(required("ALUR_EMAIL_URL")))
DEFAULT_FROM_EMAIL = required("ALUR_EMAIL_FROM")

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-alur"
CSRF_COOKIE_NAME = "__Host-alur-csrf"
ALUR_KNOWN_COOKIE = "__Host-alur-perangkat"

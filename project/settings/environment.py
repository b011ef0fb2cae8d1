"""Reading the environment: every variable Alur knows is named in `VARIABLES`.

The embedded PostgreSQL and S3 (`project.services`) write their addresses and generated secrets to
`$ALUR_DATA_DIR/services.env`; `load_services` takes them from there, so that `manage.py` in a second
terminal reaches the servers that `make run` started. Production never reads that file.
"""

import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR: Final = Path(__file__).resolve().parents[2]

VARIABLES: Final = {
    "ALUR_DATA_DIR": "folder of the embedded servers and of collected static files (default ./var)",
    "ALUR_HOST": "address the web server binds to (default 127.0.0.1)",
    "ALUR_PORT": "its port (default 8000)",
    "ALUR_ALLOWED_HOSTS": "host names the site answers to, comma separated (production: required)",
    "ALUR_BASE_URL": "address of the site in letters, QR codes and e-mails (production: required, https://…)",
    "ALUR_DEBUG": "1 shows Django's debug pages (development only)",
    "ALUR_SECRET_KEY": "Django's signing key, at least 50 characters",
    "ALUR_LETTER_ADDRESS": "address of the supervising body, printed on its letters",
    "ALUR_EMAIL_URL": "outgoing mail, smtp+tls://user:password@host:587 (production: required)",
    "ALUR_EMAIL_FROM": "sender of notifications",
    "ALUR_S3_ENDPOINT_URL": "address of the object store",
    "ALUR_S3_BUCKET": "bucket of the documents (versioned, object lock enabled, private)",
    "ALUR_S3_REGION": "its region (default us-east-1)",
    "ALUR_S3_ENCRYPTION": "encryption asked of it for every object: AES256 or aws:kms (default: the bucket's own)",
    "ALUR_S3_KMS_KEY": "id of the key, with aws:kms",
    "AWS_ACCESS_KEY_ID": "key of the object store",
    "AWS_SECRET_ACCESS_KEY": "its secret",
    "ALUR_SIGNER": "who signs documents: pkcs12, bsre, or demo (default; refused in production)",
    "ALUR_TRUST_ROOTS": "PEM file or folder of the certificate authorities whose signatures count",
    "ALUR_TSA_URL": "timestamp authority, RFC 3161 over HTTP (with pkcs12)",
    "ALUR_BSRE_URL": "address of BSrE's eSign client service, without /api (with bsre)",
    "ALUR_BSRE_USER": "this application's user name there",
    "ALUR_BSRE_PASSWORD": "its password",
    "ALUR_PROXIES": "reverse proxies in front of the web processes (default 0); each appends to X-Forwarded-For",
    "ALUR_CLAMD": "virus scanner: unix:/run/clamav/clamd.ctl or tcp:host:3310 (unset: files are not scanned)",
    "ALUR_READERS": "programs that read received PDFs at once on one machine (default: its processors, at least 2)",
    "ALUR_READERS_DIR": "folder of their locks (default: that of temporary files)",
    "ALUR_CLAMD_MAX_BYTES": "largest file it is given, in bytes (default 104857600)",
    "DATABASE_URL": "PostgreSQL as the application's role; it owns no table",
    "DATABASE_OWNER_URL": "PostgreSQL as the owner of the tables; used by migrations only",
}


def data_dir() -> Path:
    """Absolute folder of everything the embedded servers keep."""
    return Path(os.environ.get("ALUR_DATA_DIR") or BASE_DIR / "var").expanduser().resolve()


def read_env_file(path: Path) -> dict[str, str]:
    """`KEY=value` lines of `path`; empty when the file is not there."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def load_services() -> None:
    """Fill what the environment leaves unset from the embedded servers' `services.env`."""
    for key, value in read_env_file(data_dir() / "services.env").items():
        if key in VARIABLES:
            os.environ.setdefault(key, value)


def required(name: str) -> str:
    """The variable's value; ImproperlyConfigured naming it when it is unset or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {VARIABLES[name]}.")
    return value


def origin_of(url: str) -> list[str]:
    """The origin of an address as a Content-Security-Policy names it; none for an empty one."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme and parts.hostname else []


def scanner_address(value: str) -> str | tuple[str, int] | None:
    """What a socket connects to, from `unix:<path>` or `tcp:<host>:<port>`; None for an empty value."""
    kind, _, rest = value.partition(":")
    host, _, port = rest.rpartition(":")
    if not value:
        return None
    if kind == "unix" and rest.startswith("/"):
        return rest
    if kind == "tcp" and host and port.isdigit():
        return host.strip("[]"), int(port)
    raise ImproperlyConfigured("ALUR_CLAMD must be unix:/path/of/the/socket or tcp:host:port.")


def database(url: str) -> dict[str, Any]:
    """A Django DATABASES entry for a PostgreSQL `url` (a percent-encoded socket folder may be the host).

    A transaction that waits more than 5 s for a lock gives up, so that a stuck holder cannot take the
    web workers with it; a statement ends after 60 s, an idle transaction after 60 s.
    """
    config: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    if config.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("Alur runs on PostgreSQL only; the database URL must be postgresql://…")
    limits = "-c lock_timeout=5000 -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "options": limits, "application_name": "alur"}
    config["ATOMIC_REQUESTS"] = False  # the gate opens its own transaction; refusals are logged outside it
    return config


def owner_database(url: str) -> dict[str, Any]:
    """As `database`, for migrations: they may rewrite a large table, so a statement is not cut off."""
    config = database(url)
    config["OPTIONS"] = {
        **config["OPTIONS"],
        "options": "-c lock_timeout=30000",
        "application_name": "alur-owner",
    }
    config["CONN_MAX_AGE"] = 0
    return config


def base_url(value: str) -> str:
    """The address of the site in letters and e-mails, without a slash at the end.

    ImproperlyConfigured unless it is https:// with a name: what is printed under a QR code cannot be taken back.
    """
    parts = urlsplit(value)
    whole = (
        parts.scheme == "https" and parts.hostname and not (parts.query or parts.fragment or parts.username)
    )
    if not whole or parts.path not in ("", "/") or any(c.isspace() or not c.isprintable() for c in value):
        raise ImproperlyConfigured(
            f"ALUR_BASE_URL must be https:// with the name of the site and nothing behind it, not {value!r}."
        )
    return value.rstrip("/")


def encrypted(name: str) -> None:
    """ImproperlyConfigured for the address of a service, if one is given, that is not https://."""
    value = os.environ.get(name, "")
    if value and not (urlsplit(value).scheme == "https" and urlsplit(value).hostname):
        raise ImproperlyConfigured(f"{name} must be https://…: what goes there is nobody else's.")


def hosts(value: str, base: str) -> list[str]:
    """ALLOWED_HOSTS; ImproperlyConfigured for a wildcard, for what is no name, or when the site's own is missing."""
    found = [host.strip().lower() for host in value.split(",") if host.strip()]
    for host in found:
        if not re.fullmatch(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", host):
            raise ImproperlyConfigured(
                f"ALUR_ALLOWED_HOSTS must be names of hosts, comma separated; {host!r} is none "
                "(* would let anybody choose the address in our pages)."
            )
    own = urlsplit(base).hostname or ""
    if not any(own == host.strip("[]") or (host.startswith(".") and own.endswith(host)) for host in found):
        raise ImproperlyConfigured(f"ALUR_ALLOWED_HOSTS does not hold {own}, the name in ALUR_BASE_URL.")
    return found


def proxies(value: str) -> int:
    """ALUR_PROXIES; ImproperlyConfigured for what is no number from 0 to 9."""
    if value and not re.fullmatch(r"[0-9]", value):
        raise ImproperlyConfigured(
            f"ALUR_PROXIES must be the number of front servers, 0 to 9, not {value!r}."
        )
    return int(value or 0)


def mail_server(url: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for `smtp://`, `smtp+tls://` (STARTTLS) or `smtp+ssl://`."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
        raise ImproperlyConfigured("ALUR_EMAIL_URL must be smtp[+tls|+ssl]://user:password@host:port.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 10,  # seconds
    }

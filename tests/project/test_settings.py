"""Production refuses to start half configured or with the demo's secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "ALUR_ALLOWED_HOSTS": "alur.example.go.id",
    "ALUR_SECRET_KEY": "k" * 60,
    "ALUR_EMAIL_URL": "smtp+tls://pengirim:rahasia@surat.example.go.id:587",
    "ALUR_EMAIL_FROM": "alur@example.go.id",
    "ALUR_S3_ENDPOINT_URL": "https://s3.example.go.id",
    "ALUR_S3_BUCKET": "dokumen",
    "AWS_ACCESS_KEY_ID": "kunci",
    "AWS_SECRET_ACCESS_KEY": "rahasia",
    "DATABASE_URL": "postgresql://alur_app:a@db.example.go.id/alur",
}


def load(variables):
    """(exit code, standard error) of importing the production settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALUR_", "AWS_", "DATABASE_"))}
    process = subprocess.run(
        [sys.executable, "-c", "import project.settings.prod as s; print(s.EMAIL_HOST, s.EMAIL_USE_TLS)"],
        env=kept | variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return process.returncode, process.stdout, process.stderr


def test_complete():
    assert load(COMPLETE) == (0, "surat.example.go.id True\n", "")


@pytest.mark.parametrize("name", COMPLETE)
def test_an_unset_variable_is_named(name):
    code, _, error = load({k: v for k, v in COMPLETE.items() if k != name})
    assert code == 1
    assert f"ImproperlyConfigured: {name} is not set" in error


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ALUR_SECRET_KEY", "demo-" + "k" * 60, "ALUR_SECRET_KEY holds a demo secret"),
        ("AWS_SECRET_ACCESS_KEY", "demo-abc", "AWS_SECRET_ACCESS_KEY holds a demo secret"),
        ("DATABASE_URL", "postgresql://alur_app:demo-abc@h/alur", "DATABASE_URL holds a demo secret"),
        ("ALUR_SECRET_KEY", "kurang", "shorter than 50"),
        ("DATABASE_URL", "sqlite:///alur.db", "PostgreSQL only"),
        ("DATABASE_OWNER_URL", "postgresql://alur_app:a@h/alur", "name the same role"),
        ("ALUR_EMAIL_URL", "surat.example.go.id", "ALUR_EMAIL_URL must be"),
    ],
)
def test_a_wrong_value_is_refused(name, value, message):
    code, _, error = load(COMPLETE | {name: value})
    assert code == 1
    assert message in error

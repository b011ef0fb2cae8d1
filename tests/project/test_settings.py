"""Production refuses to start half configured or with the demo's secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "ALUR_BASE_URL": "https://alur.example.go.id/",
    "ALUR_ALLOWED_HOSTS": "alur.example.go.id, [2001:db8::1]",
    "ALUR_SECRET_KEY": "k" * 60,
    "ALUR_EMAIL_URL": "smtp+tls://pengirim:rahasia@surat.example.go.id:587",
    "ALUR_EMAIL_FROM": "alur@example.go.id",
    "ALUR_S3_ENDPOINT_URL": "https://s3.example.go.id",
    "ALUR_S3_BUCKET": "dokumen",
    "AWS_ACCESS_KEY_ID": "kunci",
    "AWS_SECRET_ACCESS_KEY": "rahasia",
    "DATABASE_URL": "postgresql://alur_app:a@db.example.go.id/alur",
    "ALUR_SIGNER": "bsre",
    "ALUR_TRUST_ROOTS": "/etc/alur/roots.pem",
    "ALUR_BSRE_URL": "https://esign.example.go.id",
    "ALUR_BSRE_USER": "alur",
    "ALUR_BSRE_PASSWORD": "rahasia",
}


def load(variables, show="s.EMAIL_HOST, s.EMAIL_USE_TLS"):
    """(exit code, standard output, standard error) of importing the production settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALUR_", "AWS_", "DATABASE_"))}
    process = subprocess.run(
        [sys.executable, "-c", f"import project.settings.prod as s; print({show})"],
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
        ("ALUR_S3_ENCRYPTION", "rot13", "must be AES256, aws:kms or unset"),
        ("ALUR_SIGNER", "demo", "the demo's signatures prove nothing"),
        ("ALUR_SIGNER", "lain", "ALUR_SIGNER must be pkcs12 or bsre"),
        ("ALUR_SIGNER", "pkcs12", "ALUR_TSA_URL is not set"),
        ("ALUR_BASE_URL", "http://alur.example.go.id", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "javascript:alert(1)", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "https://", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "https://alur.example.go.id/a?b", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "https://orang@alur.example.go.id", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "https://alur.example.go.id/ x", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "alur.example.go.id", "ALUR_BASE_URL must be https://"),
        ("ALUR_BASE_URL", "https://lain.example.go.id", "does not hold lain.example.go.id"),
        ("ALUR_ALLOWED_HOSTS", "*", "must be names of hosts"),
        ("ALUR_ALLOWED_HOSTS", "alur.example.go.id, *", "must be names of hosts"),
        ("ALUR_ALLOWED_HOSTS", "https://alur.example.go.id", "must be names of hosts"),
        ("ALUR_ALLOWED_HOSTS", ",", "does not hold alur.example.go.id"),
        ("ALUR_PROXIES", "-1", "ALUR_PROXIES must be the number of front servers"),
        ("ALUR_PROXIES", "satu", "ALUR_PROXIES must be the number of front servers"),
        ("ALUR_PROXIES", "99", "ALUR_PROXIES must be the number of front servers"),
        ("ALUR_S3_ENDPOINT_URL", "http://s3.example.go.id", "ALUR_S3_ENDPOINT_URL must be https://"),
        ("ALUR_BSRE_URL", "http://esign.example.go.id", "ALUR_BSRE_URL must be https://"),
        ("ALUR_BSRE_PASSWORD", "demo-abc", "ALUR_BSRE_PASSWORD holds a demo secret"),
    ],
)
def test_a_wrong_value_is_refused(name, value, message):
    code, _, error = load(COMPLETE | {name: value})
    assert code == 1
    assert message in error


def test_the_addresses_of_the_site_are_what_was_set():
    show = "s.ALUR_BASE_URL, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.ALUR_PROXIES"
    variables = {"ALUR_ALLOWED_HOSTS": ".example.go.id", "ALUR_PROXIES": "2"}
    _, out, error = load(COMPLETE | variables, show)
    assert (out, error) == (
        "https://alur.example.go.id ['.example.go.id'] ['https://*.example.go.id'] 2\n",
        "",
    )


@pytest.mark.parametrize(
    ("variables", "sent"),
    [
        ({}, {}),
        ({"ALUR_S3_ENCRYPTION": "AES256"}, {"ServerSideEncryption": "AES256"}),
        (
            {"ALUR_S3_ENCRYPTION": "aws:kms", "ALUR_S3_KMS_KEY": "kunci-1"},
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "kunci-1"},
        ),
    ],
)
def test_encryption_goes_with_every_object(variables, sent):
    code, out, error = load(COMPLETE | variables, "s.DOCUMENTS_OPTIONS['object_parameters']")
    assert (code, error) == (0, "")
    assert out == f"{ {'ContentDisposition': 'attachment', **sent} }\n"

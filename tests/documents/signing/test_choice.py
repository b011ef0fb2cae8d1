"""The settings name the signer and the authorities that count."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from documents.signing import prepare_fields, signer, verify
from documents.signing.bsre import Bsre
from documents.signing.demo import DemoAuthority
from documents.signing.pkcs12 import Pkcs12
from documents.signing.trust import roots

from .material import FIRST, document, request


@pytest.mark.parametrize(
    ("name", "kind", "demonstration"),
    [("demo", DemoAuthority, True), ("pkcs12", Pkcs12, False), ("bsre", Bsre, False)],
)
def test_the_signer_that_is_named(name, kind, demonstration, settings):
    settings.ALUR_SIGNER = name
    settings.ALUR_BSRE_URL, settings.ALUR_BSRE_USER, settings.ALUR_BSRE_PASSWORD = "https://b.go.id", "u", "p"
    chosen = signer()
    assert (type(chosen), chosen.key, chosen.demo) == (kind, name, demonstration)
    assert chosen.label


@pytest.mark.parametrize(("name", "demonstration"), [("demo", False), ("lain", True), ("", True)])
def test_no_demo_outside_a_demo_and_nothing_unknown(name, demonstration, settings):
    settings.ALUR_SIGNER, settings.DEMO = name, demonstration
    with pytest.raises(ImproperlyConfigured, match="ALUR_SIGNER"):
        signer()


def test_the_demo_works_as_tests_are_set_up():
    signed = signer().sign(prepare_fields(document(), [FIRST]), request())
    assert verify(signed).genuine


def test_a_folder_of_authorities(settings, other, tmp_path):
    (tmp_path / "a.pem").write_bytes(other.path.read_bytes() * 2)
    (tmp_path / "b.crt").write_bytes(other.path.read_bytes())
    (tmp_path / "catatan.txt").write_text("bukan sertifikat")
    settings.ALUR_TRUST_ROOTS, settings.ALUR_SIGNER = str(tmp_path), "pkcs12"
    assert [root.serial_number for root in roots().certificates] == [other.root.serial_number] * 3
    assert roots().demo is None


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"]
)
def test_authorities_that_cannot_be_read_are_named(content, settings, tmp_path):
    path = tmp_path / "roots.pem"
    if content is not None:
        path.write_bytes(content)
    settings.ALUR_TRUST_ROOTS = str(path)
    with pytest.raises(ImproperlyConfigured, match="ALUR_TRUST_ROOTS"):
        roots()


def test_the_package_starts_without_the_programs_of_pyhanko():
    """Its command line and its report generator are no part of us."""
    unwanted = "('click', 'yaml', 'PIL', 'pyhanko.cli')"
    code = f"import sys, documents.signing; print([m for m in sys.modules if m.startswith({unwanted})])"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"

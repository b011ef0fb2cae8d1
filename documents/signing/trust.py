"""Whose certificates count: the authorities this installation names, and the demo's own in a demo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import demo


@dataclass(frozen=True)
class Roots:
    """certificates: every trusted authority; demo: the one among them that is the demo's, if any."""

    certificates: tuple[x509.Certificate, ...]
    demo: x509.Certificate | None = None


def roots() -> Roots:
    """Read afresh each time: an authority that is added or removed counts at once."""
    named = _named(settings.ALUR_TRUST_ROOTS) if settings.ALUR_TRUST_ROOTS else ()
    der = demo.root(settings.ALUR_AUTHORITY_DIR) if settings.DEMO and settings.ALUR_SIGNER == "demo" else None
    if der is None:
        return Roots(named)
    own = x509.Certificate.load(der)
    return Roots((*named, own), own)


def _named(place: str | Path) -> tuple[x509.Certificate, ...]:
    """Certificates of a PEM file, or of all *.pem and *.crt in a folder."""
    path = Path(place)
    files = sorted([*path.glob("*.pem"), *path.glob("*.crt")]) if path.is_dir() else [path]
    try:
        blocks = [block for file in files for block in pem.unarmor(file.read_bytes(), multiple=True)]
        found = tuple(x509.Certificate.load(der) for kind, _, der in blocks if kind == "CERTIFICATE")
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"ALUR_TRUST_ROOTS cannot be read: {error}") from error
    if not found:
        raise ImproperlyConfigured("ALUR_TRUST_ROOTS names no certificate.")
    return found

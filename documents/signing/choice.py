"""The signer this installation uses."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .bsre import Bsre
from .demo import DemoAuthority
from .pkcs12 import Pkcs12
from .signers import Signer
from .timestamps import HttpTimeStamper


def signer() -> Signer:
    """The signer that ALUR_SIGNER names: demo, pkcs12 or bsre."""
    match settings.ALUR_SIGNER:
        case "demo" if settings.DEMO:
            return DemoAuthority(settings.ALUR_AUTHORITY_DIR)
        case "pkcs12":
            return Pkcs12(HttpTimeStamper(settings.ALUR_TSA_URL))
        case "bsre":
            return Bsre(settings.ALUR_BSRE_URL, settings.ALUR_BSRE_USER, settings.ALUR_BSRE_PASSWORD)
    raise ImproperlyConfigured("ALUR_SIGNER must be pkcs12 or bsre; demo is for demonstrations only.")

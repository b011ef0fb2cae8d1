"""A timestamp authority over HTTP that does not do as it should: nothing is signed, nobody waits for long."""

import time

import pytest

from documents.errors import SignerUnavailable
from documents.signing.pkcs12 import Pkcs12
from documents.signing.timestamps import HttpTimeStamper

from .material import FIRST, request


@pytest.fixture
def sign(prepared, other):
    def make(url: str) -> bytes:
        credentials = {"sertifikat": other.p12("p"), "passphrase": "p"}
        return Pkcs12(HttpTimeStamper(url, seconds=0.5)).sign(
            prepared, request(FIRST, credentials=credentials)
        )

    return make


def test_a_signature_carries_its_answer(sign, tsa):
    assert b"/ETSI.CAdES.detached" in sign(tsa.url)


@pytest.mark.parametrize("mode", ["hang", "error", "garbage", "rejected"])
def test_misbehaving(mode, sign, tsa):
    tsa.mode = mode
    began = time.monotonic()
    with pytest.raises(SignerUnavailable, match="tidak ada yang tersimpan"):
        sign(tsa.url)
    assert time.monotonic() - began < 5


def test_gone(sign, tsa):
    tsa.stop()
    with pytest.raises(SignerUnavailable):
        sign(tsa.url)

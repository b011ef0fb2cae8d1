"""How many rounds of key derivation a .p12 file asks for, read before anybody derives a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asn1crypto.core import Void
from asn1crypto.pkcs12 import Pfx, SafeContents

_DIGESTS = {"sha1", "sha224", "sha256", "sha384", "sha512"}
_DERIVATIONS = {"pbkdf1", "pbkdf2", "pkcs12_kdf"}
_PLAIN_BAGS = {"key_bag", "cert_bag", "crl_bag", "secret_bag"}


def rounds_of(file: bytes) -> int:
    """The sum of all counts that can be seen from outside: of the MAC, of encrypted parts and of keys.

    Raises ValueError for what is no PKCS#12, and for what no usual program writes: nested bags, other
    derivations and MACs, public-key modes, counts below one. Bags inside encrypted parts are not seen.
    """
    try:
        return sum(_counts(Pfx.load(file, strict=True)))
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("no usual PKCS#12 file") from error


def _counts(pfx: Any) -> Iterator[int]:
    _must(pfx["auth_safe"]["content_type"].native == "data")
    if not isinstance(pfx["mac_data"], Void):
        _must(pfx["mac_data"]["mac"]["digest_algorithm"]["algorithm"].native in _DIGESTS)
        yield _at_least_one(pfx["mac_data"]["iterations"].native)
    for part in pfx.authenticated_safe:
        kind = part["content_type"].native
        if kind == "encrypted_data":
            yield _derivation(part["content"]["encrypted_content_info"]["content_encryption_algorithm"])
            continue
        _must(kind == "data")
        for bag in SafeContents.load(part["content"].native, strict=True):
            if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                yield _derivation(bag["bag_value"]["encryption_algorithm"])
            else:
                _must(bag["bag_id"].native in _PLAIN_BAGS)


def _derivation(algorithm: Any) -> int:
    _must(algorithm.kdf in _DERIVATIONS)
    return _at_least_one(algorithm.kdf_iterations)


def _at_least_one(count: Any) -> int:
    _must(isinstance(count, int) and count >= 1)
    return int(count)


def _must(right: bool) -> None:
    if not right:
        raise ValueError("no usual PKCS#12 file")

"""Values as the ledger writes and hashes them: plain JSON, canonical bytes (RFC 8785), digests, keyed ones too."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import rfc8785


def plain(value: Any) -> Any:
    """A value as JSON: decimals, dates and ids as strings, objects by their key."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if hasattr(value, "pk"):
        return str(value.pk)
    if isinstance(value, bytes | int | float | uuid.UUID):
        return value.hex() if isinstance(value, bytes) else str(value)
    if isinstance(value, set | frozenset):
        return sorted(plain(v) for v in value)
    if hasattr(value, "__iter__"):
        return [plain(v) for v in value]
    return str(value)


def canonical(body: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps(dict(body))


def digest(body: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(body)).digest()


def keyed(value: Any, salt: str) -> str:
    return hmac.digest(bytes.fromhex(salt), rfc8785.dumps(value), "sha256").hex()


#: The same bytes as RFC 8785 for nearly every body of ours, ten times faster. Good for saying yes only: whoever is not
#: convinced by it asks `digest` and `keyed`.
quick = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def is_digest(body: Mapping[str, Any], expected: bytes) -> bool:
    same = hashlib.sha256(quick(body).encode()).digest() == expected
    return same or digest(body) == expected


def is_keyed(value: Any, salt: str, expected: Any) -> bool:
    same = hmac.digest(bytes.fromhex(salt), quick(value).encode(), "sha256").hex() == expected
    return same or hmac.compare_digest(keyed(value, salt), str(expected))


def keyed_flat(values: Mapping[str, Any], salt: str) -> bytes:
    """As `keyed` of values under ASCII names; texts and whole numbers, which nearly all are, ten times faster."""
    flat = all(isinstance(value, str | int | None) for value in values.values())
    text = quick(values).encode() if flat else rfc8785.dumps(dict(values))
    return hmac.digest(bytes.fromhex(salt), text, "sha256")

"""The connection to the object store and the names of our objects in it.

Keys are opaque and tell neither name nor date. They all lie under one prefix, so that a sweep can
never reach what something else keeps in the bucket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import storages

from documents.errors import StorageUnavailable

PREFIX = "berkas/"
KEY = re.compile(PREFIX + r"[0-9a-f]{32}\Z")


def backend() -> Any:
    """django-storages' S3Storage of the documents; its `bucket` is boto3's resource."""
    return storages["documents"]


def client() -> Any:
    """boto3's client of the same connection."""
    return backend().connection.meta.client


@contextmanager
def reachable() -> Iterator[None]:
    """Whatever keeps the store from doing its work becomes StorageUnavailable."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise StorageUnavailable from error


def new_key() -> str:
    return f"{PREFIX}{uuid4().hex}"


def full(key: str) -> str:
    """The key with the storage's own `location` before it, as S3 knows the object."""
    location = backend().location.strip("/")
    return f"{location}/{key}" if location else key


def short(full_key: str) -> str:
    return full_key.removeprefix(full(""))

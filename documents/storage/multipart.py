"""Objects that arrive in parts, sent by somebody else straight to the store (S3 multipart uploads).

The address of a part carries its checksum and its length inside the signature: the store refuses other
bytes, and an address with another checksum was not signed by us.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from .client import PREFIX, backend, client, full, new_key, reachable


class PartsGone(Exception):
    """The store knows no such multipart upload: it was completed, given up or expired."""


@dataclass(frozen=True)
class Part:
    """A part that the store has received; size in bytes, etag as the store calls it."""

    size: int
    etag: str


def begin_parts(content_type: str) -> tuple[str, str]:
    """Open a multipart upload under a new key; (key, the store's id of it)."""
    key = new_key()
    parameters = {**backend().get_object_parameters(key), "ContentType": content_type}
    with reachable():
        answer = client().create_multipart_upload(**_place(key), ChecksumAlgorithm="SHA256", **parameters)
    return key, str(answer["UploadId"])


def part_url(
    key: str, multipart: str, number: int, *, size: int, sha256: str, seconds: int
) -> tuple[str, dict[str, str]]:
    """Address to PUT one part to within `seconds`, and the headers to send with it (Content-Length apart).

    size in bytes; sha256 in hex. Both are signed.
    """
    checksum = _base64(sha256)
    parameters = {
        **_place(key),
        "UploadId": multipart,
        "PartNumber": number,
        "ContentLength": size,
        "ChecksumSHA256": checksum,
    }
    url = client().generate_presigned_url("upload_part", Params=parameters, ExpiresIn=seconds)
    return str(url), {"x-amz-checksum-sha256": checksum}


def received_parts(key: str, multipart: str) -> dict[int, Part]:
    """What the store has, by number; a part that was sent twice counts once. Raises PartsGone."""
    found = {}
    with _known():
        pages = client().get_paginator("list_parts").paginate(**_place(key), UploadId=multipart)
        for page in pages:
            for part in page.get("Parts", []):
                found[part["PartNumber"]] = Part(part["Size"], part["ETag"])
    return found


def join_parts(key: str, multipart: str, digests: Mapping[int, str]) -> None:
    """Make the parts one object. digests: number -> SHA-256 in hex. Raises PartsGone."""
    received = received_parts(key, multipart)
    parts = [
        {"PartNumber": number, "ETag": received[number].etag, "ChecksumSHA256": _base64(digest)}
        for number, digest in sorted(digests.items())
        if number in received
    ]
    with _known():
        client().complete_multipart_upload(
            **_place(key), UploadId=multipart, MultipartUpload={"Parts": parts}
        )


def drop_parts(key: str, multipart: str) -> None:
    """Forget what was received. Dropping nothing is no error."""
    try:
        with _known():
            client().abort_multipart_upload(**_place(key), UploadId=multipart)
    except PartsGone:
        pass


def abort_parts_older_than(moment: datetime, spared: Collection[str] = ()) -> int:
    """Drop multipart uploads begun before `moment` and never finished, but for those whose id is spared."""
    aborted = 0
    with reachable():
        for parts in backend().bucket.multipart_uploads.filter(Prefix=full(PREFIX)):
            if parts.initiated < moment and parts.id not in spared:
                parts.abort()
                aborted += 1
    return aborted


def _place(key: str) -> dict[str, Any]:
    return {"Bucket": backend().bucket_name, "Key": full(key)}


def _base64(hexadecimal: str) -> str:
    return b64encode(bytes.fromhex(hexadecimal)).decode()


@contextmanager
def _known() -> Iterator[None]:
    with reachable():
        try:
            yield
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchUpload":
                raise PartsGone from error
            raise

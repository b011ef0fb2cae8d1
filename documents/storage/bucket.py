"""What the bucket itself promises, asked of the store for `manage.py check --deploy`.

Every question has a short time-out of its own and is asked once, so that a store which hangs is named
within seconds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .client import backend, full, new_key

CONNECT, ANSWER = 3, 5  # seconds
_EVERYBODY = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)
#: A store that does not know a question about policies is still tried without a key.
_UNKNOWN = ("NotImplemented", "MethodNotAllowed")
_ONCE = Config(connect_timeout=CONNECT, read_timeout=ANSWER, retries={"total_max_attempts": 1})


class Unreachable(Exception):
    """The store does not answer, does not know the bucket or refuses our key; the message says which."""


class NotTold(Exception):
    """The store does not tell; the message names the request it refused."""


@dataclass(frozen=True)
class Probe:
    """What became of an object written for a moment.

    encryption: as the store reports it, "" for none; strangers_read: it was read without a key; nosniff: the
    answer forbids guessing its type.
    """

    encryption: str
    strangers_read: bool
    nosniff: bool


class Bucket:
    """The bucket of the documents. Every method may raise Unreachable, those about settings also NotTold."""

    def __init__(self) -> None:
        self.name: str = backend().bucket_name
        self.endpoint: str = backend().endpoint_url or "AWS"
        self._client = self._make_client(_ONCE)
        self._stranger = self._make_client(_ONCE.merge(Config(signature_version=UNSIGNED)))

    def reach(self) -> float:
        """By how many seconds our clock is ahead of the store's (it tells whole seconds)."""
        before = datetime.now(UTC)
        with _answering():
            try:
                answer = self._client.head_bucket(Bucket=self.name)
            except ClientError as error:
                raise Unreachable(self._said(error)) from error
        after = datetime.now(UTC)
        theirs = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return (before + (after - before) / 2 - theirs).total_seconds()

    def versioned(self) -> bool:
        return bool(self._ask("get_bucket_versioning").get("Status") == "Enabled")

    def locks(self) -> bool:
        """Whether objects can be locked at all; only a bucket made so can."""
        return bool(self._lock_configuration().get("ObjectLockEnabled") == "Enabled")

    def locks_by_default(self) -> bool:
        """Whether it locks every object by itself, also those that no act has used."""
        return "Rule" in self._lock_configuration()

    def encryption(self) -> str:
        """AES256, aws:kms or another: what the bucket does by default; "" for nothing."""
        answer = self._ask("get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
        rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
        found = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") for rule in rules]
        return str(next(filter(None, found), ""))

    def public_by(self) -> list[str]:
        """What opens the bucket to everybody: its policy, its access list, or that it simply answers."""
        found = []
        status = self._ask("get_bucket_policy_status", "NoSuchBucketPolicy", *_UNKNOWN)
        if status.get("PolicyStatus", {}).get("IsPublic"):
            found.append("its bucket policy")
        grants = self._ask("get_bucket_acl").get("Grants", [])
        if any(grant["Grantee"].get("URI") in _EVERYBODY for grant in grants):
            found.append("its access control list")
        if self._strangers_may("list_objects_v2", MaxKeys=1):
            found.append("an answer to a listing without a key")
        return found

    def probe(self) -> Probe:
        """Write a small object as every document is written, read it with and without a key, remove it.

        Left behind by a crash in between, it is swept as an object without a row.
        """
        key = full(new_key())
        body = io.BytesIO(b"alur check")
        with self._told("put_object"):
            written = self._client.put_object(
                Bucket=self.name, Key=key, Body=body, **backend().get_object_parameters(key)
            )
        version = {"VersionId": written["VersionId"]} if written.get("VersionId") else {}
        try:
            with self._told("get_object"):
                answer = self._client.get_object(Bucket=self.name, Key=key)
            headers = answer["ResponseMetadata"]["HTTPHeaders"]
            return Probe(
                encryption=answer.get("ServerSideEncryption", ""),
                strangers_read=self._strangers_may("get_object", Key=key),
                nosniff=headers.get("x-content-type-options", "").lower() == "nosniff",
            )
        finally:
            with self._told("delete_object"):
                self._client.delete_object(Bucket=self.name, Key=key, **version)

    # --- helpers ------------------------------------------------------------------------------------------

    def _make_client(self, config: Config) -> Any:
        storage = backend()
        session = storage._create_session()
        return session.client(
            "s3",
            region_name=storage.region_name,
            endpoint_url=storage.endpoint_url,
            verify=storage.verify,
            config=storage.client_config.merge(config),
        )

    def _lock_configuration(self) -> Any:
        answer = self._ask("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError")
        return answer.get("ObjectLockConfiguration", {})

    def _ask(self, request: str, *absent: str) -> Any:
        """The answer; empty where the store gives one of the codes that say there is no such thing."""
        with self._told(request):
            try:
                return getattr(self._client, request)(Bucket=self.name)
            except ClientError as error:
                if error.response["Error"].get("Code") in absent:
                    return {}
                raise

    def _strangers_may(self, request: str, **parameters: Any) -> bool:
        with _answering():
            try:
                getattr(self._stranger, request)(Bucket=self.name, **parameters)
            except ClientError:
                return False
        return True

    @contextmanager
    def _told(self, request: str) -> Iterator[None]:
        with _answering():
            try:
                yield
            except ClientError as error:
                code = error.response["Error"].get("Code")
                raise NotTold(f"{request}: {code}") from error

    def _said(self, error: ClientError) -> str:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == 404:
            return f"there is no bucket {self.name!r}"
        if status == 403:
            return f"the key may not use the bucket {self.name!r} (wrong key or secret, or a clock far off)"
        return f"the store answers {status}"


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BotoCoreError as error:
        raise Unreachable(str(error)) from error

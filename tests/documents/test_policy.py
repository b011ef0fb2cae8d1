"""The policy of docs/operations.md is enough for everything the application does and for nothing else (SJ-140).

Against a store of its own, where it is attached to a user as an operator would.
"""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.utils import timezone

from documents import storage
from documents.checks import check_bucket
from documents.locking import lock
from documents.receiving import receive
from documents.sweeping import sweep
from documents.verifying import Verification
from project.services.credentials import Credentials
from project.services.s3 import BUCKET, S3
from project.settings.environment import BASE_DIR

from . import material as m
from .store import use_options
from .test_locking import bind_one

pytestmark = pytest.mark.django_db

EVERYTHING = timedelta(seconds=-5)
OPERATIONS = BASE_DIR / "docs" / "operations.md"


class WithUsers(S3):
    """The local store where users may be made; it forbids that by default."""

    def _command(self) -> list[str]:
        return [*super()._command(), "-s3.iam.readOnly=false"]


@pytest.fixture
def store(service_folder: Path, settings: Any) -> Any:
    """`theirs`: a client with the application's key, with which its storage works too; `owner`: the store's."""
    server = WithUsers(service_folder, Credentials(service_folder))
    server.start()
    server.ensure_bucket()
    owner, iam = server.client(), client_of(server, "iam")
    owner.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )
    (policy,) = re.findall(r"```json\n(.*?)```", OPERATIONS.read_text(), re.S)
    made = iam.create_policy(PolicyName="alur", PolicyDocument=json.dumps(json.loads(policy)))
    iam.create_user(UserName="alur")
    iam.attach_user_policy(UserName="alur", PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName="alur")["AccessKey"]
    keys = (key["AccessKeyId"], key["SecretAccessKey"])
    use_options(
        settings, endpoint_url=server.endpoint, bucket_name=BUCKET, access_key=keys[0], secret_key=keys[1]
    )
    yield SimpleNamespace(theirs=client_of(server, "s3", keys), owner=owner)
    server.stop(patience=0)


def client_of(server: S3, service: str, keys: tuple[str, str] | None = None) -> Any:
    own = server.credentials["AWS_ACCESS_KEY_ID"], server.credentials["AWS_SECRET_ACCESS_KEY"]
    access, secret = keys or own
    return boto3.client(
        service, endpoint_url=server.endpoint, region_name="us-east-1", aws_access_key_id=access,
        aws_secret_access_key=secret, config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )  # fmt: skip


def test_it_is_enough_and_no_more(store, pengirim):
    assert [message.id for message in check_bucket()] == ["documents.W007"]
    (attachment,) = bind_one(pengirim)
    unused = receive(io.BytesIO(m.PDF), "b.pdf", uploader=pengirim)
    assert lock([attachment.pk]) == 1
    key, multipart = storage.begin_parts("video/mp4")
    assert storage.received_parts(key, multipart) == {}
    storage.drop_parts(key, multipart)
    storage.begin_parts("video/mp4")
    told = list(Verification(hashes=True, orphan_age=EVERYTHING, grace=EVERYTHING).findings())
    assert [finding.fault.value for finding in told] == ["unggahan terputus"]
    swept = sweep(EVERYTHING)
    assert (swept.uploads, swept.parts) == (1, 1)
    assert not storage.stored_object(unused.storage_key).versions

    version = storage.stored_object(attachment.storage_key).newest.id
    one = {"Bucket": BUCKET, "Key": attachment.storage_key, "VersionId": version}
    for name, parameters in FORBIDDEN.items():
        request = name.split()[0]
        more = one if request in ("delete_object", "put_object_retention") else {"Bucket": BUCKET}
        with pytest.raises(ClientError) as error:
            getattr(store.theirs, request)(**{**more, **parameters})
        assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403, name
    assert storage.held(attachment.storage_key, version).until > timezone.now() + timedelta(days=3600)
    assert store.owner.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    store.owner.delete_object(**one, BypassGovernanceRetention=True)  # as a lawful removal does


_SOON = {"Mode": "GOVERNANCE", "RetainUntilDate": timezone.now() + timedelta(days=1)}
FORBIDDEN: dict[str, dict[str, Any]] = {
    "delete_object": {},
    "delete_object bypass": {"BypassGovernanceRetention": True},
    "put_object_retention bypass": {"Retention": _SOON, "BypassGovernanceRetention": True},
    "put_object": {"Key": "lain/a", "Body": b"x"},
    "put_bucket_versioning": {"VersioningConfiguration": {"Status": "Suspended"}},
    "put_bucket_acl": {"ACL": "public-read"},
    "put_bucket_policy": {"Policy": "{}"},
    "put_bucket_lifecycle_configuration": {
        "LifecycleConfiguration": {
            "Rules": [{"ID": "a", "Status": "Enabled", "Prefix": "", "Expiration": {"Days": 1}}]
        }
    },
    "put_object_lock_configuration": {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
    "delete_bucket_encryption": {},
    "delete_bucket": {},
}

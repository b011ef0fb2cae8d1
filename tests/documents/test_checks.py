"""`check --deploy` asks real buckets, each made wrong in one way, beside the good one (SJ-140)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from django.core.checks import run_checks

from documents import storage
from documents.checks import check_bucket, check_scanner
from tests.support.clock import TrueTime

from .store import use_options

pytestmark = pytest.mark.req("SJ-143")


@pytest.fixture(autouse=True)
def none_told_to_sniff():
    """SeaweedFS's own answers lack the header that a proxy adds: that warning has tests of its own, which undo this."""
    from documents import checks

    known = dict(checks._CHECKS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            checks._CHECKS, 7, lambda bucket: (m for m in known[7](bucket) if m.id != "documents.W007")
        )
        yield patch


@pytest.fixture
def bucket(s3, settings):
    """bucket("name", lock=…, versions=…): the documents' storage leads there; emptied and removed later."""
    made = []

    def make(name: str, *, lock: bool = True, versions: bool = True, encrypted: bool = True) -> str:
        name = f"{s3.bucket}-{name}"
        s3.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        if versions:
            s3.client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if encrypted:
            s3.client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=default("AES256"))
        made.append(name)
        use_options(settings, bucket_name=name)
        return name

    yield make
    for name in made:
        page = s3.client.list_object_versions(Bucket=name)
        left = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        for entry in left:
            s3.client.delete_object(
                Bucket=name, Key=entry["Key"], VersionId=entry["VersionId"], BypassGovernanceRetention=True
            )
        s3.client.delete_bucket(Bucket=name)


def default(algorithm: str) -> dict:
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]}


def ids() -> list[str]:
    found = check_bucket()
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_a_good_bucket_has_nothing_to_say_and_is_left_as_it_was(bucket, s3):
    name = bucket("baik")
    assert ids() == []
    assert "Versions" not in s3.client.list_object_versions(Bucket=name)


def test_it_runs_with_deploy_only(bucket):
    bucket("tanpa-kunci", lock=False)
    found = {m.id for m in run_checks(tags=["documents"], include_deployment_checks=True)}
    assert found == {"documents.E005", "documents.W008"}
    assert run_checks(tags=["documents"]) == []


def test_without_versions(bucket):
    """An object lock brings versions along, so such a bucket has neither."""
    bucket("tanpa-versi", lock=False, versions=False)
    assert ids() == ["documents.E004", "documents.E005"]


def test_without_object_lock(bucket):
    bucket("tanpa-kunci", lock=False)
    assert ids() == ["documents.E005"]


def test_locking_everything_by_itself(bucket, s3):
    name = bucket("kunci-sendiri")
    s3.client.put_object_lock_configuration(
        Bucket=name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
        },
    )
    assert ids() == ["documents.W005"]


class TestPrivate:
    def test_by_its_policy(self, bucket, s3):
        name = bucket("terbuka")
        everything = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        self.allow(s3, name, ["s3:ListBucket", "s3:GetObject"], everything)
        found = check_bucket()
        assert [m.id for m in found] == ["documents.E003", "documents.E003"]
        assert "its bucket policy, an answer to a listing without a key" in found[0].msg
        assert "was read without any key" in found[1].msg

    def test_by_an_object_that_anybody_reads(self, bucket, s3):
        """Under our prefix alone: only reading a real object finds it whatever the policy is called."""
        name = bucket("terbaca")
        self.allow(s3, name, ["s3:GetObject"], [f"arn:aws:s3:::{name}/berkas/*"])
        found = check_bucket()
        assert [m.id for m in found] == ["documents.E003", "documents.E003"]
        assert "was read without any key" in found[1].msg

    def test_by_its_access_list(self, bucket, s3):
        name = bucket("daftar")
        s3.client.put_bucket_ownership_controls(
            Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
        )
        s3.client.put_bucket_acl(Bucket=name, ACL="public-read")
        assert "documents.E003" in ids()
        assert "its access control list" in check_bucket()[0].msg

    def allow(self, s3, name, actions, resources):
        statement = {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        s3.client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))


class TestEncryption:
    def test_by_neither_is_warned_about(self, bucket):
        bucket("polos", encrypted=False)
        assert ids() == ["documents.W006"]

    def test_by_our_header(self, bucket, settings):
        bucket("kepala", encrypted=False)
        settings.DOCUMENTS_ENCRYPTION = {"ServerSideEncryption": "AES256"}
        use_options(settings, object_parameters=dict(settings.DOCUMENTS_ENCRYPTION))
        assert ids() == []

    def test_asked_for_and_not_had(self, bucket, settings):
        """The setting says KMS, objects are stored otherwise."""
        bucket("lain")
        settings.DOCUMENTS_ENCRYPTION = {"ServerSideEncryption": "aws:kms"}
        assert ids() == ["documents.E006"]

    def test_asked_for_and_refused_by_the_store(self, bucket, settings):
        """This store has no key service: it says so when an object is written."""
        bucket("kms")
        settings.DOCUMENTS_ENCRYPTION = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "tidak-ada"}
        use_options(settings, object_parameters=dict(settings.DOCUMENTS_ENCRYPTION))
        (message,) = check_bucket()
        assert message.id == "documents.E007"
        assert "put_object" in message.msg


class TestReaching:
    def test_nobody_listens(self, s3, settings):
        use_options(settings, endpoint_url=f"http://127.0.0.1:{free_port()}")
        self.said("Could not connect to the endpoint URL")

    def test_a_store_that_hangs_is_named_within_seconds(self, s3, settings):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            use_options(settings, endpoint_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
            began = time.monotonic()
            self.said("Read timeout")
            assert 4 < time.monotonic() - began < 8

    def test_no_such_bucket(self, s3, settings):
        use_options(settings, bucket_name="tidak-ada")
        self.said("there is no bucket 'tidak-ada'")

    def test_a_wrong_secret(self, s3, settings):
        use_options(settings, secret_key="keliru")
        self.said("the key may not use the bucket")

    def said(self, text: str) -> None:
        (message,) = check_bucket()
        assert message.id == "documents.E001"
        assert text in message.msg


@pytest.mark.parametrize(
    ("ahead", "expected"), [(0, []), (8, []), (-8, []), (15, ["documents.E002"]), (-15, ["documents.E002"])]
)
def test_clocks_apart(bucket, monkeypatch, ahead, expected):
    bucket("jam")

    class Shifted(datetime):
        @classmethod
        def now(cls, tz=None):
            return TrueTime.now(tz) + timedelta(seconds=ahead)

    monkeypatch.setattr(f"{storage.Bucket.__module__}.datetime", Shifted)
    assert ids() == expected


def test_a_store_that_lets_types_be_guessed_is_warned_about(bucket, none_told_to_sniff):
    none_told_to_sniff.undo()
    bucket("tebak")
    assert ids() == ["documents.W007"]


def test_the_command(bucket):
    """As an operator runs it, in a process of its own: fails on the bad bucket, passes on the good one."""
    for name, options, code in (("baik", {}, 0), ("buruk", {"lock": False}, 1)):
        environment = {**os.environ, "ALUR_S3_BUCKET": bucket(name, **options)}
        for moved in ("LD_PRELOAD", "FAKETIME"):  # an operator's clock is the store's (tests.support.clock)
            environment.pop(moved, None)
        environment["DJANGO_SETTINGS_MODULE"] = "project.settings.test"
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--tag", "documents"],
            env=environment, check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert ("documents.E005" in done.stderr) == bool(code)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(("address", "expected"), [(None, ["documents.W008"]), (("127.0.0.1", 3310), [])])
def test_files_handed_out_unscanned_must_be_a_decision(settings, address, expected):
    settings.CLAMD_ADDRESS = address
    assert [message.id for message in check_scanner()] == expected

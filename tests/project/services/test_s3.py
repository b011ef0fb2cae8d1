"""The embedded S3 is found again, keeps versions and locks, and lets nobody in without keys."""

import socket
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import httpx
import psutil
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from project.services.credentials import Credentials
from project.services.s3 import BUCKET, S3


def test_a_second_start_finds_the_running_store_and_keeps_its_objects(private_s3, service_folder):
    private_s3.client().put_object(Bucket=BUCKET, Key="a", Body=b"satu")
    again = S3(service_folder, Credentials(service_folder))

    assert again.start() is False
    assert again.pid() == private_s3.pid()

    again.stop()
    assert private_s3.pid() is None
    assert again.start() is True
    again.ensure_bucket()
    assert again.client().get_object(Bucket=BUCKET, Key="a")["Body"].read() == b"satu"


def test_every_version_is_kept(private_s3):
    client = private_s3.client()
    for body in (b"satu", b"dua"):
        client.put_object(Bucket=BUCKET, Key="a", Body=body)
    client.delete_object(Bucket=BUCKET, Key="a")

    found = client.list_object_versions(Bucket=BUCKET)["Versions"]
    bodies = {
        client.get_object(Bucket=BUCKET, Key="a", VersionId=version["VersionId"])["Body"].read()
        for version in found
    }
    assert bodies == {b"satu", b"dua"}


def test_only_pages_of_this_site_may_send_parts(private_s3):
    private_s3.allow_origins(["http://127.0.0.1:8000"])
    for origin, status in (("http://127.0.0.1:8000", 200), ("http://contoh.test", 403)):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "x-amz-checksum-sha256",
        }
        answer = httpx.options(f"{private_s3.endpoint}/{BUCKET}/a", headers=asked, trust_env=False)
        assert answer.status_code == status, origin
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if status == 200 else None)


def test_a_locked_object_is_not_deleted(private_s3):
    client = private_s3.client()
    version = client.put_object(
        Bucket=BUCKET,
        Key="a",
        Body=b"satu",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(hours=1),
    )["VersionId"]

    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=BUCKET, Key="a", VersionId=version)
    assert client.get_object(Bucket=BUCKET, Key="a")["Body"].read() == b"satu"


def test_wrong_keys_are_refused(private_s3):
    stranger = boto3.client(
        "s3",
        endpoint_url=private_s3.endpoint,
        region_name="us-east-1",
        aws_access_key_id=private_s3.credentials["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key="salah",
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        stranger.list_objects_v2(Bucket=BUCKET)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(("door", "path"), [("S3", ""), ("FILER", "/buckets")])
def test_no_door_is_open_without_keys(private_s3, door, path, method):
    private_s3.client().put_object(Bucket=BUCKET, Key="a", Body=b"satu")
    address = f"http://127.0.0.1:{private_s3.credentials.get(f'S3_PORT_{door}')}{path}/{BUCKET}/a"

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=5)

    assert refusal.value.code in {401, 403}
    refusal.value.close()
    assert private_s3.client().get_object(Bucket=BUCKET, Key="a")["Body"].read() == b"satu"


def test_it_listens_on_this_machine_only(private_s3):
    connections = psutil.Process(private_s3.pid()).net_connections(kind="inet")
    listening = {each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def _bind_soon(squatter, port):
    """A killed store may hold its port for a moment longer."""
    for _ in range(50):
        try:
            return squatter.bind(("127.0.0.1", port))
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"port {port} is never given back")


def test_a_port_that_was_taken_meanwhile_is_replaced(private_s3):
    private_s3.stop(patience=0)
    taken = int(private_s3.credentials.get("S3_PORT_S3"))
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # past connections linger on the port
        _bind_soon(squatter, taken)
        squatter.listen()
        assert private_s3.start() is True
    assert private_s3.endpoint != f"http://127.0.0.1:{taken}"
    assert private_s3.client().list_buckets()["Buckets"][0]["Name"] == BUCKET


def test_a_socket_another_store_left_behind_is_avoided(private_s3):
    private_s3.stop(patience=0)
    port = private_s3.credentials.get("S3_PORT_FILER_GRPC")
    left = Path(f"/tmp/seaweedfs-filer-grpc-{port}.sock")
    left.touch()
    try:
        assert private_s3.start() is True
        assert private_s3.credentials.get("S3_PORT_FILER_GRPC") != port
    finally:
        left.unlink()

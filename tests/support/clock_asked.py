"""Run by `test_clock.py` in a run of its own, with the clock moved by eight days."""

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import OperationalError, connection, transaction


def test_all_agree(db, s3):
    began = dt.datetime.fromisoformat(os.environ["ALUR_ASKED"]) + dt.timedelta(days=8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    ours = dt.datetime.now(dt.UTC)
    time.sleep(0.01)
    for moved in (theirs, ours):
        assert dt.timedelta(0) <= moved - began < dt.timedelta(minutes=5)
    name = storages["documents"].save("asked", ContentFile(b"isi"))
    written = s3.client.head_object(Bucket=s3.bucket, Key=name)["LastModified"]
    assert abs(written - ours) < dt.timedelta(minutes=5)


def test_waiting_ends(db):
    """Time-outs of PostgreSQL fire (busy rows, deadlocks), and a Python that reads none of our paths sleeps."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '100ms'")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(20)")
        transaction.set_rollback(True)
    subprocess.run([sys.executable, "-I", "-c", "import time; time.sleep(0.01)"], check=True)

"""The ground the tests stand on: real privileges, real commits, a real object store."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, connections


def test_the_application_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == ("alur_app", 0)


@pytest.mark.parametrize(
    "statement", ["TRUNCATE auth_group CASCADE", "CREATE TABLE lain (id int)", "DROP TABLE auth_group"]
)
def test_the_application_may_not(db, statement):
    with connection.cursor() as cursor, pytest.raises(Exception, match=r"permission denied|must be owner"):
        cursor.execute(statement)


class TestCommits:
    """Two tests, one name: whichever comes second must find nothing of the first."""

    @pytest.mark.parametrize("turn", [1, 2])
    def test_are_real_and_do_not_leak(self, committed_db, turn):
        assert not Group.objects.filter(name="sisa").exists()
        Group.objects.create(name="sisa")
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            assert other.execute("SELECT count(*) FROM auth_group WHERE name = 'sisa'").fetchone() == (1,)

    @pytest.fixture
    def group(self, db):
        return Group.objects.create(name="sisa")

    def test_count_for_fixtures_that_only_ask_for_db(self, group, committed_db):
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            assert other.execute("SELECT count(*) FROM auth_group WHERE name = 'sisa'").fetchone() == (1,)

    def test_are_rolled_back_otherwise(self, group):
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            assert other.execute("SELECT count(*) FROM auth_group WHERE name = 'sisa'").fetchone() == (0,)

    def test_reach_a_process_of_its_own(self, group, committed_db):
        code = """if True:
            import django; django.setup()
            from django.contrib.auth.models import Group
            print(Group.objects.filter(name="sisa").count())
        """
        output = subprocess.check_output([sys.executable, "-c", code], text=True)
        assert output.strip() == "1"


def test_live_server(live_server):
    assert live_server.url.startswith("http://")
    assert connections["default"].settings_dict["USER"] == "alur_app"


@pytest.mark.parametrize("turn", [1, 2])
def test_documents_are_kept_in_s3_and_emptied(s3, turn):
    storage = storages["documents"]
    assert storage.listdir("")[1] == []
    name = storage.save("satu.txt", ContentFile(b"halo"))
    with storage.open(name) as file:
        assert file.read() == b"halo"
    assert s3.client.get_object(Bucket=s3.bucket, Key=name)["Body"].read() == b"halo"

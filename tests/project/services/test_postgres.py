"""The embedded PostgreSQL is found again, keeps strangers out, and separates owner and application."""

import os

import psycopg
import pytest

from project.services.credentials import Credentials
from project.services.postgres import FAST_AND_UNSAFE, SOCKET_PATH_LIMIT, Postgres


@pytest.fixture
def server(service_folder):
    server = Postgres(service_folder, Credentials(service_folder), FAST_AND_UNSAFE)
    server.start()
    server.ensure_roles()
    server.ensure_database()
    yield server
    server.stop()


def test_a_second_start_finds_the_running_server_and_keeps_its_rows(server, service_folder):
    with server.connect("alur_owner", "alur") as connection:
        connection.execute("CREATE TABLE isi AS SELECT 7 AS angka")
    again = Postgres(service_folder, Credentials(service_folder))

    assert again.start() is False
    assert again.pid() == server.pid()

    again.stop()
    assert server.pid() is None
    assert again.start() is True
    assert again.ensure_database() is False
    with again.connect("alur_app", "alur") as connection:
        assert connection.execute("SELECT angka FROM isi").fetchall() == [(7,)]


def test_a_pid_file_that_names_some_other_process_is_not_believed(server):
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")

    assert server.pid() is None
    assert server.start() is True


def test_the_application_reads_and_writes_rows_and_owns_nothing(server):
    with server.connect("alur_owner", "alur") as connection:
        connection.execute("CREATE TABLE isi (id bigserial, angka int)")
    with server.connect("alur_app", "alur") as connection:
        connection.execute("INSERT INTO isi (angka) VALUES (1)")
        connection.execute("UPDATE isi SET angka = 2")
        assert connection.execute("SELECT angka FROM isi").fetchall() == [(2,)]
        for statement in (
            "TRUNCATE isi",
            "CREATE TABLE lain (id int)",
            "ALTER TABLE isi DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_nobody_enters_without_the_password(server):
    url = server.url("postgres").replace(server.credentials["POSTGRES_PASSWORD"], "salah")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_the_socket_of_a_deep_folder_lies_in_a_short_one(service_folder):
    deep = service_folder.joinpath(*["folder-yang-dalam"] * 6)
    server = Postgres(deep, Credentials(deep), FAST_AND_UNSAFE)
    try:
        server.start()
        assert len(str(server.socket_dir / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
        with server.connect() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        server.stop()


def test_the_secrets_are_generated_once_and_readable_by_their_owner_only(service_folder):
    first = Credentials(service_folder)

    assert Credentials(service_folder)["ALUR_SECRET_KEY"] == first["ALUR_SECRET_KEY"]
    assert first["ALUR_SECRET_KEY"].startswith("demo-")
    assert first.path.stat().st_mode & 0o777 == 0o600

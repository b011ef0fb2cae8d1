"""The virus scanner of `make run`: the machine's clamd, with signatures that are there."""

from __future__ import annotations

import io
import os
import subprocess
import time

import pytest

from documents.scanning import ping, scan
from project.services import clamd
from project.settings.environment import scanner_address
from tests.conftest import missing
from tests.support.clamd import WORD


@pytest.fixture
def base(tmp_path):
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "alur.ndb").write_text(f"Alur.Uji:0:*:{WORD.hex()}\n")
    return folder


def test_without_signatures_there_is_none(tmp_path):
    empty = tmp_path / "kosong"
    empty.mkdir()
    own = clamd.Clamd(tmp_path, [empty, tmp_path / "tidak-ada"])
    assert (own.command, own.address) == ([], "")
    assert scanner_address(own.address) is None


def test_without_clamd_there_is_none(tmp_path, base, monkeypatch):
    monkeypatch.setattr(clamd, "program", lambda: None)
    assert clamd.Clamd(tmp_path, [base]).command == []


@pytest.mark.parametrize("depth", [0, 4], ids=["socket", "port"])
def test_it_runs_with_the_signatures_of_the_machine(tmp_path, base, settings, depth):
    if clamd.program() is None:
        missing("clamd is not installed")
    folder = tmp_path.joinpath(*["folder-dengan-nama-panjang"] * depth)
    own = clamd.Clamd(folder, [base])
    assert own.address.startswith("tcp:127.0.0.1:" if depth else "unix:/")
    process = subprocess.Popen(own.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        settings.CLAMD_ADDRESS = scanner_address(own.address)
        deadline = time.monotonic() + 60
        while not ping():
            assert process.poll() is None, (folder / "clamd" / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)

        assert scan(io.BytesIO(b"halo")).state == "clean"
        assert scan(io.BytesIO(WORD)).state == "quarantined"
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert os.path.isdir(folder / "clamd")

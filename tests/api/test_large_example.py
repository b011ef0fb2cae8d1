"""The example of docs/api.md is run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cases.organisations.demo import create_demo_accounts
from cases.organisations.tokens import issue
from documents.large import check_next
from documents.models import Upload
from tests.support.sending import PART, digest, video

ROOT = Path(__file__).parents[2]
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/api.md").read_text("utf-8"), re.M | re.S)
PASSWORD = "rahasia-sekali-12"


@pytest.mark.req("SJ-143")
def test_the_example_sends_a_recording(
    committed_db: Any, live_server: Any, s3: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DOCUMENTS_PART_BYTES = PART
    create_demo_accounts(PASSWORD)
    token, _ = issue("jaksel", PASSWORD, None, "127.0.0.1")
    content = video(PART + 5)
    (tmp_path / "rekaman.mp4").write_bytes(content)
    inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    program = subprocess.Popen(
        [sys.executable, "-c", EXAMPLE, str(tmp_path / "rekaman.mp4")],
        env={**inherited, "ALUR": live_server.url, "TOKEN": token, "KIND": "rekaman_ruang"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 30
        while program.poll() is None and time.monotonic() < deadline:
            if not check_next():
                time.sleep(0.1)
        printed, _ = program.communicate(timeout=5)
    finally:
        program.kill()
        program.wait()
    upload = Upload.objects.get()
    assert (printed.strip(), upload.sha256) == (str(upload.pk), digest(content))

"""SIGKILL while a letter is written and while it is signed: one letter, one signature, or as if nothing had been."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from cases.dokumen.models import Dokumen
from documents.models import Attachment, Upload
from documents.sweeping import sweep
from tests.cases.core.dokumen.conftest import Desk
from tests.documents.store import stored
from tests.support import killed
from tests.support.jobs import take_up
from tests.support.killed import KILLED, kill_at
from tests.support.world import acts_of, fresh, live_sound, traces

pytestmark = pytest.mark.req("CB-239")

WRITING = {
    "the file is stored": ("documents.storage:put", 1),
    "its row is written": ("documents.models:Upload.objects.create", 1),
    "the document is made": ("cases.dokumen.jobs:perform", 1),
    "it is submitted": ("cases.dokumen.jobs:perform", 2),
}
SIGNING = {
    "the service has signed": "cases.dokumen.files:_proof",
    "the signed file is stored": "documents.storage:put",
    "the entry is written": "workflows.ledger:record",
    "all but the commit": "cases.core.doing.subjects:CaseDetail.settle",
}


@pytest.fixture
def desk(committed_db, s3):
    return Desk()


def store():
    return dict(settings.STORAGES["documents"]["OPTIONS"])


@pytest.mark.parametrize("where", WRITING)
def test_the_worker_that_writes_a_letter(desk, s3, where):
    seleksi = desk.steps.approved()
    place, passing = WRITING[where]
    assert kill_at(place, killed.worker_with, store(), passing=passing) == KILLED
    connection.close()
    assert not Dokumen.objects.exists()
    take_up()
    assert kill_at("", killed.worker_with, store()) == 0
    letter = desk.of(seleksi, "surat_persetujuan")
    assert (letter.state, acts_of(letter)) == ("menunggu_ttd", ["buat", "ajukan"])
    assert Attachment.objects.filter(boundary=letter.pk).count() == 1
    live_sound(letter)
    left = len(stored(s3)) - Upload.objects.filter(storage_key__startswith="berkas/").count()
    assert left == 1, "the file of the killed attempt has no row"
    assert sweep(timedelta(0)).objects == 1
    assert letter.berkas.storage_key in stored(s3)


@pytest.mark.parametrize("where", SIGNING)
def test_the_press_that_signs(desk, where):
    letter = desk.approval()
    before = traces()
    data = {"sidik": letter.berkas.sha256}
    victim = (str(letter.pk), "tanda_tangani", "asisten1", data)
    assert kill_at(SIGNING[where], killed.press_with, store(), *victim) == KILLED
    connection.close()
    assert traces() == before
    letter = desk.sign(fresh(letter), "asisten1")
    assert (letter.state, letter.berkas.version) == ("ditandatangani", 2)
    live_sound(letter)

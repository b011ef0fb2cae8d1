"""A file that the scanner refuses after an act has used it: it satisfies no guard, and people are told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from cases.core.models import Notification
from documents.binding import current
from documents.models import Attachment, ScanState
from documents.receiving import receive
from tests.cases.jpt.steps import Steps
from tests.support.clamd import WORD
from tests.support.jobs import deliver_all, put_back, rows
from tests.support.world import World, refused

from .material import PDF
from .test_scanning import with_attachment

pytestmark = [pytest.mark.req("SJ-79", "SJ-143")]

TOLD = "Berkas {label} dikarantina: ditolak pemeriksaan; unggah kembali berkas yang bersih"


@pytest.fixture
def steps(db: None, s3: Any) -> Steps:
    return Steps(World().people)


def reviewed(steps: Steps, scanner: Any, content: bytes) -> Any:
    """A plan under review whose letter waits for the scanner."""
    scanner.stop()
    letter = receive(io.BytesIO(content), "Surat Rahasia.pdf", uploader=steps.people.jaksel)
    seleksi = steps.reviewed(surat_pengantar_rencana=[str(letter.pk)])
    deliver_all()
    Notification.objects.all().delete()
    mail.outbox.clear()
    scanner.start()
    call_command("run_timers", once=True)
    return seleksi


def test_a_quarantined_letter_counts_as_none_and_people_are_told(steps, scanner):
    seleksi = reviewed(steps, scanner, with_attachment("a.json", WORD))
    letter = Attachment.objects.get(boundary=seleksi.pk, kind="surat_pengantar_rencana")
    assert letter.scan_state == ScanState.QUARANTINED
    assert not current(letter.owner_type, seleksi.pk, letter.kind).exists()
    with refused("E-GUARD", guard="surat_pengantar_ada"):
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")

    taken = rows("notice")
    deliver_all()
    put_back(taken)
    deliver_all()
    text = TOLD.format(label=letter.kind_label)
    told = Notification.objects.values_list("user__username", "case", "text").order_by("user__username")
    assert list(told) == [("asisten1", seleksi.pk, text), ("jaksel", seleksi.pk, text)]
    assert all("Rahasia" not in f"{message.subject}{message.body}" for message in mail.outbox)

    call_command("run_timers", once=True)
    deliver_all()
    assert Notification.objects.count() == 2, "once"


def test_a_clean_letter_lets_the_plan_pass_and_nobody_is_told(steps, scanner):
    seleksi = reviewed(steps, scanner, PDF)
    deliver_all()
    assert not Notification.objects.exists()
    approved = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")
    assert approved.state == "disetujui"

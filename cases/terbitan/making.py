"""The worker's part: read what is printed, render it, store it, say that it is ready.

A fault that lies in what was asked ends in a sentence (`gagal`), and so does one that comes again each time; while
the store is down the job is repeated.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from cases.core.models import Notification
from cases.core.reading.selectors import get_subject_for
from cases.core.reading.words import saat
from cases.organisations.badan import supervising_body
from cases.organisations.zones import day_at, reading, zone_for
from documents.errors import DocumentError, StorageUnavailable
from documents.kinds import MEGABYTE, FileClass
from documents.models import Upload
from documents.receiving import receive
from documents.rendering import render
from workflows.errors import Refused
from workflows.jobs import LONG, Order, Queue, job

from .jenis import jenis
from .models import Terbitan
from .requests import TOPIC

logger = logging.getLogger(__name__)

FILE_PRINT = FileClass("CETAKAN", ("pdf",), 64 * MEGABYTE)
#: How long a print can be fetched; afterwards it is asked for anew. Its code and digest stay.
KEPT = dt.timedelta(days=7)
#: Rows from which the person is told when it is ready (SJ-55).
TOLD_FROM = 5000
#: Times a fault of ours is tried again before the person is told; an open print counts against MOST_OPEN.
MOST_ATTEMPTS = 5
GIVEN_UP = (
    "Cetakan tidak dapat dibuat karena kesalahan sistem. Pesan lagi nanti, atau hubungi pengelola sistem."
)


@job(TOPIC, Queue.FILES, label="Cetakan", waits=LONG, limit=120)
def make(order: Order) -> None:
    """Idempotent: what is ready or has failed stays as it is."""
    ordered = (
        Terbitan.objects.select_for_update(of=["self"], no_key=True)
        .select_related("pemohon", "pemohon__institution")
        .get(pk=order.data["id"])
    )
    if not ordered.open:
        return
    try:
        with transaction.atomic():  # what failed half way is undone, so that `gagal` can be written
            _make(ordered)
    except StorageUnavailable:
        if not order.last:
            raise
        _give_up(ordered, GIVEN_UP)
    except Exception:
        if order.attempt < MOST_ATTEMPTS:
            raise
        logger.exception("print %s (%s) given up", ordered.pk, ordered.jenis)
        _give_up(ordered, GIVEN_UP)


def _make(ordered: Terbitan) -> None:
    try:
        data = content(ordered)
        pdf = render(jenis(ordered.jenis).layout, data)
        upload = receive(
            io.BytesIO(pdf), ordered.file_name, uploader=ordered.pemohon, file_class=FILE_PRINT, own=True
        )
    except StorageUnavailable:
        raise
    except (Refused, DocumentError) as fault:
        logger.warning("print %s (%s) failed: %s", ordered.pk, ordered.jenis, fault)
        _give_up(ordered, fault.message)
        return
    Upload.objects.filter(pk=upload.pk).update(keep_until=Now() + KEPT)
    ordered.baris = len(data["baris"]) if "baris" in data else None
    ordered.upload, ordered.sha256, ordered.ukuran = upload, upload.sha256, upload.size
    ordered.siap_pada = timezone.now()
    ordered.save(update_fields=["baris", "upload", "sha256", "ukuran", "siap_pada"])
    if (ordered.baris or 0) > TOLD_FROM:
        _tell(ordered)


def _give_up(ordered: Terbitan, sentence: str) -> None:
    ordered.gagal = sentence
    ordered.save(update_fields=["gagal"])


def content(ordered: Terbitan) -> Mapping[str, Any]:
    """What the layout prints: the kind's own data in the frame every print has."""
    kind, person = jenis(ordered.jenis), ordered.pemohon
    subject = get_subject_for(person, ordered.case_id, f"cetak_{kind.key}") if kind.of_case else None
    asked = day_at(ordered.diminta_pada, None)
    body = supervising_body(asked)
    with reading(person):
        built = kind.build(person, subject, ordered.parameter)
    return {
        "badan": {"nama": body.nama if body is not None else "Alur", "alamat": settings.ALUR_LETTER_ADDRESS},
        "judul": ordered.judul,
        "jenis": kind.label,
        "tanggal": asked.isoformat(),
        "pembuat": str(person),
        "dibuat": timezone.localtime(ordered.diminta_pada).isoformat(),
        "waktu_cetak": saat(ordered.diminta_pada, zone_for(person)),
        "verifikasi": {"kode": ordered.kode, "alamat": verification_url(ordered.kode)},
        **built,
    }


def verification_url(kode: str) -> str:
    return f"{settings.ALUR_BASE_URL}/verifikasi/{kode}/"


def _tell(ordered: Terbitan) -> None:
    Notification.objects.bulk_create(
        [
            Notification(
                user=ordered.pemohon,
                url=reverse("terbitan:cetakan", args=[ordered.pk]),
                text=f"{ordered.judul} siap diunduh"[:300],
                created_at=timezone.now(),
                dedupe=f"terbitan:{ordered.pk}",
            )
        ],
        ignore_conflicts=True,
    )

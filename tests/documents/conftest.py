"""A person who sends files, kinds to bind them to, and short ways to receive and bind."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from uuid_utils.compat import uuid7

from documents.binding import bind
from documents.kinds import FILE_ANY, FILE_IMG, Kind, Kinds, kinds
from documents.models import Attachment, Upload
from documents.receiving import receive

from .material import PDF

KINDS = (
    Kind("surat_uji", "Surat uji"),
    Kind("surat_kecil", "Surat kecil", max_bytes=1000, retention=10),
    Kind("foto_uji", "Foto uji", types=FILE_IMG),
    Kind("lampiran_uji", "Lampiran uji", types=FILE_ANY),
)


@pytest.fixture(autouse=True)
def registered_kinds() -> Iterator[Kinds]:
    """The kinds of these tests beside those of the case types, for the duration of a test."""
    with kinds.lent():
        kinds.register(*KINDS)
        yield kinds


def make_user(name: str) -> Any:
    return get_user_model().objects.create_user(name, nama=name, email=f"{name}@contoh.go.id", role="auditor")


@pytest.fixture
def pengirim(db: None) -> Any:
    return make_user("pengirim")


@pytest.fixture
def orang_lain(db: None) -> Any:
    return make_user("oranglain")


@pytest.fixture
def received(s3: Any, pengirim: Any) -> Callable[..., Upload]:
    """received("a.pdf", content): an upload of `pengirim` (or of uploader=…)."""

    def make(name: str = "surat.pdf", content: bytes = PDF, **options: Any) -> Upload:
        return receive(io.BytesIO(content), name, **{"uploader": pengirim, **options})

    return make


@pytest.fixture
def bound(received: Callable[..., Upload], pengirim: Any) -> Callable[..., list[Attachment]]:
    """bound(*uploads, kind=…): attachments of one owner per call, unless `owner_id` is given."""

    def make(*uploads: Upload, **options: Any) -> list[Attachment]:
        options = {
            "kind": "surat_uji",
            "boundary": uuid7(),
            "owner_type": "uji.Perkara",
            "owner_id": uuid7(),
            "act": "simpan",
            "state": "baru",
            "uploader": pengirim,
            **options,
        }
        with transaction.atomic():
            return bind(uploads or [received()], **options)

    return make

"""Ordering prints in tests, and reading what came of them."""

from __future__ import annotations

import html
import re

from cases.terbitan.models import Terbitan
from documents import storage
from tests.support.browsing import Page
from tests.support.jobs import deliver_all


def made(ordered: Terbitan) -> Terbitan:
    deliver_all()
    ordered.refresh_from_db()
    return ordered


def order_on(page: Page) -> dict[str, str]:
    """What the button on a page sends."""
    (form,) = re.findall(r'<form[^>]*action="/terbitan/".*?</form>', page.body, re.S)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    return {name: html.unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def pdf_of(ordered: Terbitan) -> bytes:
    assert ordered.upload is not None
    return storage.read(ordered.upload.storage_key, 10**8)

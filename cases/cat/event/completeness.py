"""The matrix of CB-241: which Dokumen Seleksi each titik lokasi owes, and which are there."""

from __future__ import annotations

from typing import Any


def gaps(acara: Any) -> list[str]:
    """What is missing, a sentence each: "Berita acara penyelenggaraan 01/12/2026 — Gedung A"."""
    raise NotImplementedError

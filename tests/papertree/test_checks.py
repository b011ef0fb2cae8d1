"""A kind of signed document that names what is not there does not start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.checks import run_checks

from cases.dokumen.checks import check_one

from .documents import JENIS

RECORD = JENIS[0]


def faults(**given: Any) -> list[tuple[str | None, str]]:
    return [(error.id, error.msg) for error in check_one(replace(RECORD, **given))]


def test_the_projects_kinds_pass() -> None:
    assert run_checks(tags=["dokumen"]) == []
    assert faults() == []


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (
            {"key": "ba_sidangg"},
            "E001",
            "ba_sidangg: is no registered document kind, which its files are of",
        ),
        ({"keeper": "notuliss"}, "E002", "ba_sidang: `keeper` names notuliss, which is no role"),
        (
            {"signed": ("sidangg", "sahkan")},
            "E003",
            "ba_sidang: `signed` names the machine sidangg, which is not installed",
        ),
        (
            {"signed": ("sidang", "sahkann")},
            "E003",
            "ba_sidang: `signed` names sahkann, which is no act of sidang",
        ),
        (
            {"signed": ("sidang", "tutup")},
            "E003",
            "ba_sidang: `signed` names tutup of sidang, which DK-6 does not cause",
        ),
    ],
)
def test_a_misspelt_name(given: Any, code: str, said: str) -> None:
    assert faults(**given) == [(f"dokumen.{code}", said)]

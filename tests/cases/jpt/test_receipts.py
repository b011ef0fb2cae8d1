"""Receipts of whatever stands in the history of a selection: page and PDF, of the case and of its candidates."""

import re

import pytest

from cases.terbitan.requests import request_print
from tests.cases.core.printing import made, pdf_of
from tests.support.pdf import words_of
from workflows.models import LedgerEntry

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")


@pytest.mark.req("SJ-101", "SJ-140")
def test_of_a_decision_about_a_candidate(steps, browse, s3):
    seleksi, found = steps.scoring()
    best = min(found.values(), key=lambda kandidat: kandidat.rank_key)
    steps.do(best, "jaksel", "terima")
    entry = LedgerEntry.objects.get(object_id=best.pk, act="terima")
    address = f"/kasus/{seleksi.pk}/tanda-terima/{entry.seq}/"
    page = browse("jaksel").get(address)
    rows = {row["label"]: str(row["value"]) for row in page.response.context["rows"]}
    assert (rows["Tindakan"], rows["Tentang"], rows["Status sesudahnya"]) == (
        "Terima",
        best.called(),
        "Diterima (3 besar)",
    )
    assert set(rows) >= {"Total nilai", "Peringkat", "Oleh", "Institusi", "Nomor catatan"}
    text = words_of(
        pdf_of(made(request_print(steps.people.jaksel, "tanda_terima", {"seq": entry.seq}, seleksi.pk)))
    )
    for label, value in rows.items():
        assert set(re.findall(r"\w+", f"{label} {value}")) <= set(re.findall(r"\w+", text)), label
    assert not UUID.search(page.text + text)
    assert browse("bogor").get(address).status == 404


def test_every_entry_has_one(steps, browse):
    """From the plan to the swearing-in: no line of a history whose receipt fails, says a key or says nothing."""
    seleksi = steps.finished()
    auditor = browse("auditor")
    for entry in LedgerEntry.objects.filter(stream=seleksi.pk):
        page = auditor.get(f"/kasus/{seleksi.pk}/tanda-terima/{entry.seq}/")
        assert page.status == 200, (entry.act, entry.object_type)
        rows = {row["label"]: str(row["value"]) for row in page.response.context["rows"]}
        assert rows["Tindakan"], entry.act
        assert ("Tentang" in rows) is (entry.object_type == "kandidat"), (entry.act, rows)
        assert not UUID.search(page.text), (entry.act, UUID.search(page.text))

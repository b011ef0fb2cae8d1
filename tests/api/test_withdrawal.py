"""Tarik berkas over the API (SJ-140), and the files of a finding (SJ-141)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.jpt.models import Temuan
from documents.models import Attachment
from tests.cases.jpt.steps import Steps


@pytest.mark.req("SJ-140")
def test_withdraw(api: Any, accounts: Any) -> None:
    seleksi = Steps(accounts).reviewed()
    found = Attachment.objects.get(boundary=seleksi.pk)
    address, reason = f"/documents/{found.pk}/withdraw", {"alasan": "Salah berkas"}
    assert api("asisten1").post(address, reason)[0] == 403
    assert api("bogor").post(address, reason)[0] == 404
    person = api("jaksel")
    status, body = person.post(address, {})
    assert (status, body["code"], list(body["errors"])) == (422, "E-REQ", ["alasan"])
    assert person.post(address, reason, if_match='"1"')[1]["code"] == "E-STALE"
    status, body = person.post(address, reason, if_match=f'"{seleksi.version}"')
    assert (status, body["withdraw_reason"], body["version"]) == (200, "Salah berkas", 1)
    assert person.post(address, reason)[1]["code"] == "E-STATE"
    (row,) = api("auditor").get(f"/cases/{seleksi.pk}/documents")[1]["items"]
    assert (row["id"], row["withdraw_reason"], bool(row["withdrawn_at"])) == (
        str(found.pk),
        "Salah berkas",
        True,
    )
    assert person.get(f"/cases/{seleksi.pk}")[1]["data"]["surat_pengantar_rencana"] == []


@pytest.mark.req("SJ-141")
@pytest.mark.parametrize("of_a_selection", [True, False])
def test_files_of_a_finding_are_kasns_own(api: Any, accounts: Any, of_a_selection: bool, s3: Any) -> None:
    steps = Steps(accounts)
    seleksi = steps.reviewed() if of_a_selection else None
    values = {
        "kode": Temuan.Kode.values[0],
        "institusi": str(accounts.jaksel.institution_id),
        "tanggal": "2026-01-05",
        "uraian": "<p>Pengisian tanpa seleksi.</p>",
        "seleksi": str(seleksi.pk) if seleksi else "",
        "lampiran_temuan": [steps.file("asisten2", "bukti.pdf"), steps.file("asisten2", "bukti-2.pdf")],
    }
    foreign = {**values, "lampiran_temuan": [steps.file("asisten1")]}
    refused = api("asisten2").post("/temuan", {"data": foreign})[1]
    assert (refused["code"], list(refused["errors"]), Temuan.objects.count()) == (
        "E-REF",
        ["lampiran_temuan"],
        0,
    )
    status, body = api("asisten2").post("/temuan", {"data": values})
    assert (status, len(body["lampiran"])) == (201, 2)
    address = f"/documents/{body['lampiran'][0]}/download"
    assert [api(who).get(address)[0] for who in ("asisten1", "auditor")] == [200, 200]
    assert [api(who).get(address)[0] for who in ("jaksel", "bogor")] == [404, 404]
    if seleksi is not None:
        listed = api("jaksel").get(f"/cases/{seleksi.pk}/documents")[1]["items"]
        assert {row["kind"] for row in listed} == {"surat_pengantar_rencana"}
        last = api("jaksel").get(f"/cases/{seleksi.pk}/history")[1]["items"][0]
        assert last["act"] == "pilih_petugas", "the case's own ledger says nothing of a finding"

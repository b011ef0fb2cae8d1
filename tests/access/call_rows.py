"""Role × API call: a row for every call of the published document (see `tests.access.rows`)."""

from __future__ import annotations

from tests.access.realm import ASISTEN, KASN, OUTSIDE, OWN, READER, SUPERVISORS
from tests.access.rows import INTERNALS, OWNER, Row, Target, everybody, only
from tests.access.targets import (
    account,
    acts,
    an_institution,
    cases,
    consents,
    dead_address,
    documents,
    drawn_sample,
    failed_job,
    kandidat,
    kandidat_rows,
    large,
    lists,
    new_case,
    no_data,
    notifications,
    official,
    orders,
    own_print,
    prints,
    tasks,
    types,
    upload,
)

_SAME = everybody(200)
#: (method, path below /api/v1) -> row; the paths are those of the OpenAPI document.
API: dict[tuple[str, str], Row] = {
    ("POST", "/auth/token"): Row(
        everybody(422), open=dict.fromkeys(("nobody", "baru", "mantan", "tutup"), 422)
    ),
    ("GET", "/case-types"): Row(_SAME),
    ("GET", "/case-types/{key}"): Row(_SAME, types()),
    ("GET", "/case-types/{key}/diagram.svg"): Row(_SAME, types()),
    ("GET", "/jobs/failed"): Row(only(200, *SUPERVISORS)),
    ("GET", "/jobs/answered"): Row(only(200, *SUPERVISORS)),
    ("GET", "/jobs/addresses"): Row(only(200, *SUPERVISORS)),
    ("POST", "/jobs/addresses/{pk}/use-again"): Row(
        only(422, *SUPERVISORS), dead_address(data={"alasan": ""})
    ),
    ("GET", "/notifications/mail"): Row(_SAME),
    ("POST", "/notifications/mail"): Row(everybody(422)),
    ("POST", "/jobs/failed/{pk}/{name}"): Row(only(422, *SUPERVISORS), failed_job(data={"alasan": ""})),
    ("GET", "/cases"): Row(_SAME),
    ("POST", "/cases"): Row(only(422, *OWN, "bogor"), new_case),
    ("GET", "/cases/{case_id}"): Row(_SAME, cases("case_id")),
    ("POST", "/cases/{case_id}/transitions/{name}"): Row({}, acts("case_id")),
    ("GET", "/cases/{case_id}/history"): Row(_SAME, cases("case_id")),
    ("GET", "/cases/{case_id}/documents"): Row(_SAME, cases("case_id")),
    ("GET", "/cases/{case_id}/documents/archive"): Row(_SAME, cases("case_id")),
    ("DELETE", "/cases/{case_id}/consents/{consent_id}"): Row(
        everybody(404), consents("case_id", "consent_id")
    ),
    ("GET", "/cases/{case_id}/consents/{consent_id}/files/{file_id}"): Row(
        everybody(404), consents("case_id", "consent_id", "file_id")
    ),
    ("GET", "/cases/{case_id}/{children}"): Row(
        _SAME, kandidat(child="", case="case_id", children="kandidat")
    ),
    ("POST", "/cases/{case_id}/{children}"): Row(
        only(422, *OWN), kandidat(child="", case="case_id", children="kandidat")
    ),
    ("POST", "/cases/{case_id}/{children}/transitions/{name}"): Row(
        only(200, *OWN),
        kandidat_rows(child="", case="case_id", children="kandidat", name="tidak_lanjut"),
    ),
    ("GET", "/{children}/{child_id}"): Row(_SAME, kandidat(children="kandidat")),
    ("POST", "/{children}/{child_id}/transitions/{name}"): Row(
        only(422, *OWN), kandidat(children="kandidat", name="tidak_lanjut")
    ),
    ("GET", "/tasks"): Row(_SAME),
    ("POST", "/tasks/{task_id}/claim"): Row(only(200, *OWN), tasks()),
    ("POST", "/tasks/{task_id}/release"): Row(everybody(403), tasks()),
    ("POST", "/tasks/{task_id}/takeover"): Row(only(409, *OWN), tasks()),
    ("POST", "/tasks/{task_id}/reassign"): Row(
        only(200, *OWN), tasks(lambda realm: {"to": str(realm.people.jaksel2.pk)})
    ),
    ("GET", "/notifications"): Row(_SAME),
    ("POST", "/notifications/{notification_id}/read"): Row(_SAME, notifications),
    ("GET", "/penugasan"): Row(only(200, *INTERNALS, others=404)),
    ("GET", "/petugas"): Row(only(200, *INTERNALS, others=404)),
    ("POST", "/petugas"): Row({**only(403, *INTERNALS, others=404), "admin": 422}, no_data),
    ("GET", "/petugas/{pk}"): Row(_SAME, account(INTERNALS)),
    ("GET", "/petugas/{pk}/history"): Row(_SAME, account(INTERNALS)),
    ("POST", "/petugas/{pk}/transitions/{name}"): Row(
        only(422, "admin"), account(INTERNALS, {"data": {}}, name="nonaktifkan")
    ),
    ("GET", "/daftar"): Row(only(200, *KASN, "auditor", others=404)),
    ("GET", "/daftar/{kode}"): Row(only(200, *KASN, "auditor", others=404), lists()),
    ("GET", "/daftar/{kode}/history"): Row(only(200, *KASN, "auditor", others=404), lists()),
    ("POST", "/daftar/{kode}/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*KASN, "auditor"), 403), "admin": 422},
        lists({"data": {}}, kode="kompetensi", name="tambah_kompetensi"),
    ),
    ("GET", "/ketidakhadiran"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/ketidakhadiran/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*ASISTEN, "auditor"), 403), **dict.fromkeys(SUPERVISORS, 422)},
        lambda realm: [Target({"name": "catat_ketidakhadiran"}, data={"data": {}})],
    ),
    ("GET", "/institusi"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/institusi"): Row(only(422, "admin"), lambda realm: [Target(data={"data": {}})]),
    ("GET", "/institusi/{pk}"): Row(only(200, *KASN, "auditor", others=404), an_institution()),
    ("GET", "/institusi/{pk}/history"): Row(only(200, *KASN, "auditor", others=404), an_institution()),
    ("POST", "/institusi/{pk}/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*KASN, "auditor"), 403), "admin": 422},
        an_institution({"data": {}}, name="ganti_nama"),
    ),
    ("GET", "/sampel"): Row(only(200, *KASN, "auditor", others=404)),
    ("GET", "/sampel/{pk}"): Row(only(200, *KASN, "auditor", others=404), drawn_sample),
    ("GET", "/temuan"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/sampel"): Row(only(422, "komisioner"), lambda realm: [Target(data={"data": {}})]),
    ("POST", "/temuan"): Row(only(422, *KASN), lambda realm: [Target(data={"data": {}})]),
    ("GET", "/verify/{kode}"): Row(_SAME, prints, open=dict.fromkeys(OUTSIDE, 200)),
    ("POST", "/verify"): Row(everybody(422), open=dict.fromkeys(OUTSIDE, 422)),
    ("POST", "/prints"): Row(everybody(202), orders(api=True)),
    ("GET", "/prints/{print_id}"): Row(_SAME, own_print("print_id")),
    ("GET", "/pejabat"): Row(_SAME),
    ("GET", "/pejabat/{pk}"): Row(_SAME, official),
    ("POST", "/pejabat"): Row(only(422, *OWN, "bogor"), lambda realm: [Target(data={"data": {}})]),
    ("POST", "/uploads"): Row(only(422, *OWN, *READER, "bogor", "dicabut", *SUPERVISORS, *ASISTEN), upload),
    ("POST", "/uploads/large"): Row(
        only(422, *OWN, *READER, "bogor", "dicabut", *SUPERVISORS, *ASISTEN),
        lambda realm: [Target(data={"name": "a.svg", "size": 1, "kind": "rekaman_ruang"})],
    ),
    ("GET", "/uploads/large/{upload_id}"): Row(only(200, *OWNER), large("upload_id")),
    ("POST", "/uploads/large/{upload_id}/parts"): Row(only(422, *OWNER), large("upload_id", {"parts": []})),
    ("POST", "/uploads/large/{upload_id}/finish"): Row(only(409, *OWNER), large("upload_id")),
    ("DELETE", "/uploads/large/{upload_id}"): Row(only(200, *OWNER), large("upload_id")),
    ("GET", "/documents/{document_id}/download"): Row(_SAME, documents("document_id")),
    ("POST", "/documents/{document_id}/withdraw"): Row(everybody(409), documents("document_id")),
}
#: Not calls of the API: its document, and the address it is built on.
API_FRAME = {"api/v1/openapi.json", "api/v1/"}

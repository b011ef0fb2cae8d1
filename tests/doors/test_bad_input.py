"""The "Bad input" of the catalogue, sent over HTTP: each scene is led to once, everything in it must be refused.

The rows of §15.5 are in test_illegal_moves.py; here are the codes of forms and guards, requirement by requirement.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cases.organisations.models import Choice
from tests.cases.jpt.steps import Steps
from tests.support.world import traces

from .doors import DOORS
from .scenes import NOBODY, SCENES, Attempt, post


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)


@pytest.fixture
def door(people: Any) -> Any:
    door = DOORS["api"]()
    for person in vars(people).values():
        door.enter(person)
    return door


def told(answer: Any) -> tuple[set[str], set[str]]:
    assert answer.status >= 400, answer
    assert all(answer.sentences), "a refusal is a sentence"
    return answer.codes, answer.fields


def refused(door: Any, obj: Any, people: Any, attempts: Iterator[Attempt]) -> None:
    before = traces()
    for who, act, values, code, field in attempts:
        codes, fields = told(door.act(getattr(people, who), obj, act, values, None))
        assert codes == {code}, (who, act, values, codes, fields)
        assert not field or field in fields, (act, values, fields)
    assert traces() == before


# --- Creation: the attempts name no object --------------------------------------------------------------------------


@pytest.mark.req("SJ-02", "SJ-34", "SJ-35", "SJ-37")
def test_tambah_nomenklatur(steps: Steps, door: Any, people: Any) -> None:
    steps.nomenklatur(upto="baru")
    same = {"unit_kerja": "dinas  SOSIAL", "jabatan": "kepala dinas sosial"}
    rows: list[tuple[dict[str, Any], str, str]] = [
        ({"unit_kerja": ""}, "E-REQ", "unit_kerja"),
        ({"jabatan": " "}, "E-REQ", "jabatan"),
        ({"jabatan": "x" * 201}, "E-RNG", "jabatan"),
        ({"level": ""}, "E-REQ", "level"),
        ({"level": "Eselon"}, "E-REF", "level"),
        ({"kompetensi_manajerial": [{"kompetensi": NOBODY}]}, "E-REF", "kompetensi_manajerial"),
        (same, "E-DUP", "jabatan"),
    ]
    before = traces()
    for changes, code, field in rows:
        answer = door.create(people.jaksel, "nomenklatur", "tambah_nomenklatur", post(steps, **changes))
        assert told(answer) == ({code}, {field}), changes
    assert told(door.create(people.asisten1, "nomenklatur", "tambah_nomenklatur", post(steps)))[0] == {
        "E-PERM"
    }
    assert traces() == before
    client = door.clients["jaksel"]
    status, refusal = client.get("/cases?type=nomenklatur&institution=bukan-id&petugas=x&dari=kemarin")[:2]
    assert (status, set(refusal["errors"])) == (422, {"institution", "petugas", "dari"})
    assert len(client.get("/cases?type=nomenklatur")[1]["items"]) == 1


@pytest.mark.req("SJ-60", "SJ-61", "SJ-62", "SJ-64", "SJ-65", "SJ-67", "SJ-68", "SJ-69", "SJ-70", "SJ-71")
def test_tambah_seleksi(steps: Steps, door: Any, people: Any) -> None:
    own, foreign = steps.nomenklatur(), steps.nomenklatur(who="bogor", unit="Dinas Bogor")
    other = str(Choice.objects.get(daftar="alasan_seleksi", nama="Lainnya").pk)
    row = {"kegiatan": "Ujian", "mulai": "05/12/2026", "akhir": "06/12/2026"}
    rows: list[tuple[dict[str, Any], str, str]] = [
        ({"nomenklatur": []}, "E-REQ", "nomenklatur"),
        ({"nomenklatur": [str(foreign.pk)]}, "E-REF", "nomenklatur"),
        ({"no_surat_pengantar": ""}, "E-REQ", "no_surat_pengantar"),
        ({"surat_pengantar_rencana": [NOBODY]}, "E-REF", "surat_pengantar_rencana"),
        ({"cara_pengisian": ""}, "E-REQ", "cara_pengisian"),
        ({"cara_pengisian": NOBODY}, "E-REF", "cara_pengisian"),
        ({"alasan": NOBODY}, "E-REF", "alasan"),
        ({"alasan": other, "deskripsi_alasan": "<p> </p>"}, "E-REQ", "deskripsi_alasan"),
        ({"metode_seleksi": []}, "E-REQ", "metode_seleksi"),
        ({"metode_seleksi": ["undian"]}, "E-REF", "metode_seleksi"),
        ({"bobot_wawancara": ""}, "E-REQ", "bobot_wawancara"),
        ({"bobot_wawancara": 9}, "E-RNG", "bobot_wawancara"),
        ({"bobot_wawancara": 101}, "E-RNG", "bobot_wawancara"),
        ({"bobot_wawancara": "30,505"}, "E-FMT", "bobot_wawancara"),
        ({"bobot_wawancara": 29}, "E-RNG", ""),
        ({"panitia": []}, "E-REQ", "panitia"),
        ({"panitia": [{"nama": "", "keterangan": "Ketua"}]}, "E-REQ", "panitia"),
        ({"jadwal": []}, "E-REQ", "jadwal"),
        ({"jadwal": [{**row, "akhir": ""}]}, "E-REQ", "jadwal"),
        ({"jadwal": [{**row, "akhir": "04/12/2026"}]}, "E-RNG", "jadwal"),
        ({"jadwal": [{**row, "mulai": "31/02/2026"}]}, "E-FMT", "jadwal"),
    ]
    plan = steps.plan(own)
    before = traces()
    for changes, code, field in rows:
        codes, fields = told(door.create(people.jaksel, "jpt", "tambah_seleksi", {**plan, **changes}))
        assert codes == {code}, (changes, codes, fields)
        assert not field or field in fields, (changes, fields)
    draft = {"nomenklatur": [str(own.pk)], "jadwal": [{**row, "mulai": "2026/12/05"}]}
    assert told(door.create(people.jaksel, "jpt", "simpan_draf", draft)) == ({"E-FMT"}, {"jadwal"})
    assert traces() == before


@pytest.mark.req("SJ-47", "SJ-48", "SJ-51")
def test_tambah_pejabat(steps: Steps, door: Any, people: Any) -> None:
    own, foreign = steps.nomenklatur(), steps.nomenklatur(who="bogor", unit="Dinas Bogor")
    official = steps.official(nomenklatur=str(own.pk))
    rows: list[tuple[dict[str, Any], str, str]] = [
        ({"nama": ""}, "E-REQ", "nama"),
        ({"sk": ""}, "E-REQ", "sk"),
        ({"mulai": ""}, "E-REQ", "mulai"),
        ({"mulai": "31/02/2016"}, "E-FMT", "mulai"),
        ({"akhir": "31/10/2026"}, "E-RNG", "akhir"),
        ({"pengangkatan": NOBODY}, "E-REF", "pengangkatan"),
        ({"nomenklatur": str(foreign.pk)}, "E-REF", "nomenklatur"),
        ({"nomenklatur": ""}, "E-REQ", "nomenklatur"),
    ]
    before = traces()
    for changes, code, field in rows:
        assert told(door.add_official(people.jaksel, {**official, **changes})) == ({code}, {field}), changes
    assert told(door.add_official(people.asisten1, official))[0] == {"E-PERM"}
    assert traces() == before
    assert door.clients["bogor"].get(f"/pejabat?nomenklatur={own.pk}")[1]["items"] == []


@pytest.mark.req("SJ-63")
def test_a_file_that_is_no_document(door: Any, people: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = door.clients["jaksel"]
    for name, content in (("surat.pdf", b"bukan pdf"), ("surat.pdf", b""), ("surat.svg", b"<svg/>")):
        answer = client.client.post(
            "/api/v1/uploads",
            {"file": SimpleUploadedFile(name, content)},
            HTTP_AUTHORIZATION=f"Bearer {client.token}",
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "E-FILE")


# --- Acts on one object ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scene",
    [pytest.param(scene, marks=pytest.mark.req(*refs), id=scene.__name__) for scene, refs in SCENES.items()],
)
def test_bad_input(steps: Steps, door: Any, people: Any, scene: Any) -> None:
    obj, attempts = scene(steps)
    refused(door, obj, people, iter(attempts))

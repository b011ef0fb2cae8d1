"""What an act is refused without is marked on its page and told by its schema, whoever asks for it."""

import re

import pytest
from django.test import Client

from tests.api.conftest import Api
from workflows.errors import Refused
from workflows.gate import perform
from workflows.machine import declared

pytestmark = pytest.mark.req("SJ-116")


@pytest.fixture
def seleksi(steps):
    return steps.reported()


def browser_of(person):
    client = Client()
    client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    return client


def marked(body):
    """Names of the fields with a star."""
    parts = re.split(r'data-field="([^"]+)"', body)
    return {
        name for name, part in zip(parts[1::2], parts[2::2], strict=True) if 'class="alur-required"' in part
    }


def test_lulus_marks_recommendation_and_file(steps, seleksi):
    page = browser_of(steps.people.asisten1).get(f"/kasus/{seleksi.pk}/t/lulus/")
    assert marked(page.content.decode()) == {"rekomendasi", "rekomendasi_pelaporan"}
    _status, body = Api("asisten1").call("GET", f"/cases/{seleksi.pk}")
    (offer,) = [o for o in body["available"] if o["name"] == "lulus"]
    assert offer["schema"]["required"] == ["rekomendasi", "rekomendasi_pelaporan"]
    assert offer["schema"]["properties"]["rekomendasi_pelaporan"]["minItems"] == 1
    assert offer["schema"]["properties"]["rekomendasi"]["minLength"] == 1


def test_and_says_at_each_field_what_is_missing(steps, seleksi):
    path = f"/cases/{seleksi.pk}/transitions/lulus"
    status, body = Api("asisten1").call("POST", path, {"data": {"rekomendasi": "<p>Baik.</p>"}})
    assert (status, body["code"]) == (409, "E-GUARD")
    assert body["errors"] == {"rekomendasi_pelaporan": [{"code": "E-REQ", "message": "Field Wajib Diisi"}]}
    page = browser_of(steps.people.asisten1).post(f"/kasus/{seleksi.pk}/t/lulus/", {"no_surat": "1/2026"})
    text = page.content.decode()
    assert page.status_code == 409
    assert text.count("Field Wajib Diisi</a>") == 2
    assert "Kode E-" not in text
    assert 'value="1/2026"' in text


def test_a_report_with_fewer_than_three_marks_its_reason(steps):
    def marks(accepted):
        seleksi, _ = steps.top_three(accepted)
        page = browser_of(steps.people.jaksel).get(f"/kasus/{seleksi.pk}/t/pelaporan/?langkah=1")
        return "alasan_kurang_tiga" in marked(page.content.decode())

    assert marks(2) is True


def test_a_report_with_fewer_than_three_asks_for_it(steps):
    seleksi, _ = steps.top_three(2)
    page = browser_of(steps.people.jaksel).get(f"/kasus/{seleksi.pk}/t/pelaporan/?langkah=1")
    assert page.content.decode().count("Alasan kurang dari tiga") == 1


def test_a_report_with_three_does_not(steps):
    seleksi, _ = steps.top_three(3)
    page = browser_of(steps.people.jaksel).get(f"/kasus/{seleksi.pk}/t/pelaporan/?langkah=1")
    assert "alasan_kurang_tiga" not in marked(page.content.decode())
    assert "Alasan kurang dari tiga" not in page.content.decode()  # there is nothing to give a reason for


def test_a_guard_demands_fields_that_its_form_has(steps, seleksi):
    found = {
        (row.name, name): name in row.row.form.base_fields
        for row in declared(type(seleksi))
        for name in row.row.demanded
    }
    assert found == {("lulus", "rekomendasi"): True, ("lulus", "rekomendasi_pelaporan"): True}
    with pytest.raises(Refused):
        perform(seleksi, "lulus", actor=steps.people.asisten1, data={})

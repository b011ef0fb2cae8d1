"""One name of the supervising body at a time, from the data."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from cases.organisations.badan import in_words, role_label, short_name, supervising_body
from cases.organisations.models import SupervisingBody
from tests.support.browsing import Page

KASN_DAY, BKN_DAY = dt.date(2020, 5, 5), dt.date(2026, 11, 30)


@pytest.mark.parametrize(("day", "name"), [(KASN_DAY, "KASN"), (BKN_DAY, "BKN")])
def test_words_and_roles_name_the_body_of_the_day(people, day, name):
    with time_machine.travel(dt.datetime.combine(day, dt.time(5)), tick=False):
        assert (short_name(), str(in_words("Petugas {badan}"))) == (name, f"Petugas {name}")
        assert role_label("kasn_admin") == f"Admin {name}"
    assert role_label("kasn_admin", day) == f"Admin {name}"
    assert (role_label("kasn_asisten", day), role_label("sistem")) == ("Asisten", "")


def test_before_there_was_one(people):
    assert supervising_body(dt.date(2010, 1, 1)) is None
    assert short_name(dt.date(2010, 1, 1)) == "badan pengawas"


def test_a_page_says_one_name_and_a_new_body_is_said_at_once(people):
    """Footer, board and refusals take it from the same rows, read once per request."""
    client = Client()
    client.force_login(people.admin, backend="cases.organisations.auth.backends.AccountBackend")
    before = Page(client.get("/penyelia/"))
    assert "Badan Kepegawaian Negara" in before.text
    assert "Beban kerja petugas BKN" in before.text
    assert "Admin BKN" in before.text
    SupervisingBody.objects.filter(valid_to=None).update(valid_to=dt.date(2025, 12, 31))
    SupervisingBody.objects.create(
        nama="Badan Baru", singkatan="BB", valid_from=dt.date(2026, 1, 1), legal_basis="Contoh"
    )
    after = Page(client.get("/penyelia/"))
    for said in ("Badan Baru", "Beban kerja petugas BB", "Admin BB"):
        assert said in after.text
    assert "BKN" not in after.text

"""Names however they are capitalised; what is no password (SJ-09, SJ-13, SJ-15)."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from cases.organisations.auth.passwords import check_password_choice
from cases.organisations.models import Institution, User
from cases.organisations.tokens import issue
from workflows.errors import Refused
from workflows.models import AccessLog

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/akun/masuk/"


@pytest.mark.req("SJ-09")
@pytest.mark.parametrize("typed", ["jaksel", "Jaksel", "JAKSEL", " jakseL "])
def test_a_name_is_one_name(make_user: Callable[..., User], typed: str) -> None:
    user = make_user("Jaksel")
    client = Client()
    assert client.post(LOGIN, {"username": typed, "password": PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert issue(typed, PASSWORD, None, "192.0.2.7")[0]


@pytest.mark.req("SJ-13")
def test_two_names_that_differ_in_capitals_are_refused_by_form_and_table(
    make_user: Callable[..., User],
) -> None:
    make_user("jaksel")
    with pytest.raises(ValidationError) as refused:
        make_user("Jaksel")
    assert "E-DUP" in {e.code for found in refused.value.error_dict.values() for e in found}
    other = make_user("lain")
    with pytest.raises(IntegrityError, match="user_username_ci"), transaction.atomic():
        User.objects.filter(pk=other.pk).update(username="JAKSEL")


@pytest.mark.req("SJ-09")
def test_five_failures_are_five_however_the_name_is_written(make_user: Callable[..., User]) -> None:
    make_user("budi")
    client = Client()
    typed = ["budi", "Budi", "BUDI", "bUdi", "buDI", "budI"]
    found = [client.post(LOGIN, {"username": one, "password": "salah"}).status_code for one in typed]
    assert found == [200] * 4 + [429] * 2
    assert client.post(LOGIN, {"username": "budi", "password": PASSWORD}).status_code == 429
    with pytest.raises(Refused) as refused:
        issue("BUDI", PASSWORD, None, "127.0.0.1")
    assert refused.value.code == "E-PERM"
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"budi"}
    assert set(AccessLog.objects.values_list("detail__username", flat=True)) == {"budi"}


@pytest.mark.req("SJ-09")
def test_a_browser_is_known_however_the_name_is_written(make_user: Callable[..., User]) -> None:
    make_user("budi")
    own = Client()
    own.post(LOGIN, {"username": "Budi", "password": PASSWORD})
    own.post("/akun/keluar/")
    for _ in range(5):
        Client().post(LOGIN, {"username": "budi", "password": "salah"})
    assert own.post(LOGIN, {"username": "BUDI", "password": PASSWORD}).status_code == 302


COMMON = [
    " " * 20,
    "            a",
    "123456789012",
    "1234 5678 9012 34",
    "19750312 199803 1 001",
    "password1234",
    "passwordpassword",
    "P@ssw0rd-2026!",
    "qwertyuiop123",
    "abcdefghijkl",
    "Indonesia2026",
    "indonesia-1945-merdeka"[:14],
    "Bismillah 12345",
    "r4hasia-2026-12",
    "Sayangku!!!2026",
    "KataSandi#12345",
    "pancasila.17081945",
    "passwordku2026",
]
GOOD = [
    "kuda biru enam lari",
    "sandi-untuk-uji-2026",
    "Tr0mbon di atap seng",
    "ﷺ kucing tidur pagi",
    "jalan Merdeka ke laut",
    "indonesia kopi susu 7",
]


@pytest.mark.req("SJ-13", "SJ-15")
@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_chooses_first_is_no_password(make_user: Callable[..., User], password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_password_choice(password, make_user("zulaikha"))
    assert refused.value.code == "E-RNG"


@pytest.mark.req("SJ-13", "SJ-15")
@pytest.mark.parametrize("password", GOOD)
def test_what_is_one(make_user: Callable[..., User], password: str) -> None:
    check_password_choice(password, make_user("zulaikha"))


@pytest.mark.req("SJ-13", "SJ-15")
@pytest.mark.parametrize(
    "password", ["Zulaikha20261", "zulaikha.zulaikha", "hartono-1975-12", "kotabogor-2026", "humas.bogor-99"]
)
def test_an_own_name_is_none(make_user: Callable[..., User], bogor: Institution, password: str) -> None:
    user = make_user("zulaikha", nama="Siti Hartono", email="humas.bogor@example.com", institution=bogor)
    with pytest.raises(ValidationError, match="terlalu mirip"):
        check_password_choice(password, user)
    check_password_choice(password, make_user("orang-lain", email="x@example.com"))


@pytest.mark.req("SJ-15")
def test_the_page_refuses_them_too(make_user: Callable[..., User]) -> None:
    client, user = Client(), make_user("budi")
    client.force_login(user)
    data = {"password_lama": PASSWORD, "password_baru": "Indonesia2026", "konfirmasi": "Indonesia2026"}
    found = client.post("/akun/ganti-password/", data).context["form"].coded_errors()["password_baru"][0]
    assert (found.code, found.message) == (
        "E-RNG",
        "Password ini termasuk yang paling sering dipakai; pilih yang lain.",
    )
    assert User.objects.get().check_password(PASSWORD)

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client

from cases.organisations.auth.lock import ADDRESS_LIMIT
from cases.organisations.models import Institution, User
from cases.organisations.tokens import issue
from tests.support.browsing import read
from workflows.models import AccessLog

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "Username atau password salah."


def log() -> list[tuple[str, str]]:
    return list(AccessLog.objects.order_by("at", "id").values_list("action", "outcome"))


def errors(response: object) -> list[str]:
    return [str(error) for error in response.context["form"].non_field_errors()]  # type: ignore[attr-defined]


def masuk(client: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post("/akun/masuk/", {"username": username, "password": password, **extra})


@pytest.mark.req("SJ-09")
def test_login_and_logout(client: Client, make_user: Callable[..., User]) -> None:
    user = make_user("budi")
    response = masuk(client, "budi")
    assert (response.status_code, response["Location"]) == (302, "/")
    page = client.get("/notifikasi/")
    assert page.status_code == 200
    header = read(re.search(r"<header\b.*?</header>", page.content.decode(), re.S)[0])
    assert (user.display_name in header, "Log Out" in header) == (True, True)
    response = client.post("/akun/keluar/")
    assert (response.status_code, response["Location"]) == (302, "/akun/masuk/")
    assert client.get("/notifikasi/").status_code == 302
    assert log() == [("login", "ok"), ("logout", "ok")]
    assert set(AccessLog.objects.values_list("actor", flat=True)) == {user.pk}


@pytest.mark.req("SJ-09")
def test_logout_is_a_post(client: Client, make_user: Callable[..., User]) -> None:
    client.force_login(make_user())
    looked = client.get("/akun/keluar/")
    assert (looked.status_code, looked["Location"]) == (302, "/")
    assert client.get("/notifikasi/").status_code == 200
    assert log() == []


@pytest.mark.req("SJ-09", "SJ-21")
def test_one_message_whatever_is_wrong(
    client: Client, make_user: Callable[..., User], bogor: Institution
) -> None:
    make_user("budi")
    make_user("pasif", is_active=False)
    make_user("petugas", institution=bogor)
    Institution.objects.filter(pk=bogor.pk).update(is_active=False)
    attempts = [("budi", "salah"), ("tidak-ada", PASSWORD), ("pasif", PASSWORD), ("petugas", PASSWORD)]
    pages = [masuk(client, *attempt) for attempt in attempts]
    assert [errors(page) for page in pages] == [[WRONG]] * 4
    assert {page.status_code for page in pages} == {200}
    assert log() == [("login_gagal", "E-PERM")] * 4
    assert client.get("/notifikasi/").status_code == 302
    assert masuk(client, "budi").status_code == 302


def test_the_log_names_accounts_and_not_what_else_was_typed(
    client: Client, make_user: Callable[..., User]
) -> None:
    make_user("budi")
    masuk(client, "budi", "salah")
    masuk(client, PASSWORD, "salah")
    details = list(AccessLog.objects.order_by("at", "id").values_list("detail", flat=True))
    assert details == [{"alasan": "password", "username": "budi"}, {"alasan": "password"}]


@pytest.mark.req("SJ-09")
@pytest.mark.parametrize(
    "data", [{}, {"username": "budi"}, {"password": PASSWORD}, {"username": "a\0b", "password": "x"}]
)
def test_incomplete_or_odd_input_is_no_attempt(client: Client, data: dict[str, str]) -> None:
    response = client.post("/akun/masuk/", data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert log() == []


@pytest.mark.parametrize("typed", [" budi ", "bu\u200bdi", "budi\ufeff", "\tbudi\r\n"])
def test_what_is_not_seen_in_a_name_keeps_nobody_out(
    client: Client, make_user: Callable[..., User], typed: str
) -> None:
    make_user("budi")
    assert masuk(client, typed).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["username", "password"])
@pytest.mark.parametrize("junk", ["a\0b", "\ud83d", "\uffff", "x" * 300])
def test_no_text_is_an_error_of_ours(
    client: Client, make_user: Callable[..., User], name: str, junk: str
) -> None:
    make_user("budi")
    sent = {"username": "budi", "password": PASSWORD} | {name: junk.encode("utf-8", "surrogatepass")}
    response = client.post("/akun/masuk/", sent)
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.req("SJ-15")
@pytest.mark.parametrize("new", ["kuda  biru  enam", "  kuda biru enam  ", "kuda\u200bbiru\u00a0enam"])
def test_a_password_is_what_was_typed_wherever_it_is_typed(
    client: Client, make_user: Callable[..., User], new: str
) -> None:
    user = make_user("budi")
    client.force_login(user)
    data = {"password_lama": PASSWORD, "password_baru": new, "konfirmasi": new}
    assert client.post("/akun/ganti-password/", data).status_code == 302
    client.post("/akun/keluar/")
    assert (
        masuk(client, "budi", new.replace("\u200b", "").strip().replace("  ", " ") + "x").status_code == 200
    )  # type: ignore[attr-defined]
    assert masuk(client, "budi", new).status_code == 302  # type: ignore[attr-defined]
    assert issue("budi", new, None, "192.0.2.9")


@pytest.mark.req("SJ-15")
@pytest.mark.parametrize("name", ["password_lama", "password_baru", "konfirmasi"])
def test_a_password_nobody_can_keep_is_refused(
    client: Client, make_user: Callable[..., User], name: str
) -> None:
    client.force_login(make_user("budi"))
    data = {"password_lama": PASSWORD, "password_baru": NEW, "konfirmasi": NEW} | {name: "a\0bcdefghijkl"}
    response = client.post("/akun/ganti-password/", data)
    assert response.status_code == 200
    found = response.context["form"].coded_errors()[name][0]
    assert (found.code, found.message) == ("E-FMT", "Isi memuat karakter yang tidak dapat disimpan (U+0000).")


@pytest.mark.req("SJ-09")
def test_the_password_is_not_echoed(client: Client, make_user: Callable[..., User]) -> None:
    make_user("budi")
    response = masuk(client, "budi", "rahasia-salah-ketik")
    assert "rahasia-salah-ketik" not in response.content.decode()
    assert 'value="budi"' in response.content.decode()


@pytest.mark.req("SJ-09")
def test_back_to_the_page_asked_for(client: Client, make_user: Callable[..., User]) -> None:
    make_user("budi")
    response = client.get("/notifikasi/")
    assert response["Location"] == "/akun/masuk/?next=/notifikasi/"
    assert masuk(client, "budi", next="/notifikasi/")["Location"] == "/notifikasi/"


@pytest.mark.req("SJ-09")
@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_never_to_another_site(client: Client, make_user: Callable[..., User], target: str) -> None:
    make_user("budi")
    assert masuk(client, "budi", next=target)["Location"] == "/"


@pytest.mark.req("SJ-09")
def test_five_failures_lock_for_fifteen_minutes(client: Client, make_user: Callable[..., User]) -> None:
    make_user("budi")
    make_user("cici")
    with time_machine.travel("2026-08-10 08:00Z", tick=False) as clock:
        for _ in range(4):
            assert masuk(client, "budi", "salah").status_code == 200
        assert masuk(client, "budi", "salah").status_code == 429
        clock.shift(timedelta(minutes=14))
        response = masuk(client, "budi")
        assert response.status_code == 429
        assert "Coba lagi dalam 15 menit" in response.content.decode()
        assert client.get("/notifikasi/").status_code == 302
        assert masuk(client, "cici").status_code == 302
        client.logout()
        clock.shift(timedelta(minutes=1, seconds=1))
        assert masuk(client, "budi").status_code == 302
    assert AccessLog.objects.filter(detail__alasan="terkunci", detail__username="budi").count() == 2


@pytest.mark.req("SJ-09")
def test_a_login_clears_the_count(client: Client, make_user: Callable[..., User]) -> None:
    make_user("budi")
    for _ in range(3):
        for _ in range(4):
            assert masuk(client, "budi", "salah").status_code == 200
        assert masuk(client, "budi").status_code == 302
        client.logout()


@pytest.mark.req("SJ-09")
def test_a_name_that_does_not_exist_is_locked_too(client: Client) -> None:
    assert [masuk(client, "siapa", "salah").status_code for _ in range(6)] == [200] * 4 + [429] * 2


@pytest.mark.req("SJ-09")
def test_who_tries_every_name_is_locked_and_the_colleagues_are_not(
    client: Client, make_user: Callable[..., User]
) -> None:
    """One address, as a whole office has it: a stranger goes through the names; known browsers go on."""
    make_user("budi")
    make_user("cici")
    colleague, newcomer, elsewhere = Client(), Client(), Client(REMOTE_ADDR="203.0.113.9")
    assert masuk(colleague, "budi").status_code == 302
    colleague.post("/akun/keluar/")
    with time_machine.travel("2026-08-10 08:00Z", tick=False) as clock:
        statuses = [masuk(client, f"nama{n}", "salah").status_code for n in range(ADDRESS_LIMIT + 10)]
        assert statuses == [200] * ADDRESS_LIMIT + [429] * 10
        assert masuk(newcomer, "cici").status_code == 429
        assert masuk(colleague, "cici").status_code == 429  # known to another account only
        assert masuk(elsewhere, "cici").status_code == 302
        assert masuk(colleague, "budi").status_code == 302
        clock.shift(timedelta(minutes=15, seconds=1))
        assert masuk(newcomer, "cici").status_code == 302


@pytest.mark.req("SJ-09")
def test_a_known_browser_is_not_locked_by_what_others_get_wrong_but_by_itself(
    client: Client, make_user: Callable[..., User]
) -> None:
    make_user("budi")
    own = Client()
    assert masuk(own, "budi").status_code == 302
    own.post("/akun/keluar/")
    assert [masuk(client, "budi", "salah").status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert masuk(own, "budi").status_code == 302
    own.post("/akun/keluar/")
    assert [masuk(own, "budi", "salah").status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert masuk(own, "budi").status_code == 429


def test_the_mark_of_a_known_browser_is_signed_and_names_nobody(
    client: Client, make_user: Callable[..., User], settings: Any
) -> None:
    make_user("budi")
    masuk(client, "budi")
    cookie = client.cookies[settings.ALUR_KNOWN_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], "budi" in cookie.value) == (True, "Lax", False)
    for value in (cookie.value[:-1] + "x", "x" * 5000, "", "a:b:c"):
        stranger = Client()
        stranger.cookies[settings.ALUR_KNOWN_COOKIE] = value
        assert masuk(stranger, "budi", "salah").status_code == 200
    assert masuk(Client(), "budi", "salah").status_code == 429  # all of them counted as strangers


@pytest.mark.req("SJ-21")
def test_deactivation_ends_a_running_session(
    client: Client, make_user: Callable[..., User], bogor: Institution
) -> None:
    user = make_user(institution=bogor)
    client.force_login(user)
    assert client.get("/notifikasi/").status_code == 200
    Institution.objects.filter(pk=bogor.pk).update(is_active=False)
    assert client.get("/notifikasi/").status_code == 302


@pytest.mark.req("SJ-15")
def test_a_password_handed_over_must_be_replaced_first(
    client: Client, make_user: Callable[..., User]
) -> None:
    user = make_user("budi", wajib_ganti_password=True)
    masuk(client, "budi")
    for path in ("/notifikasi/", "/", "/akun/dua-faktor/"):
        assert client.get(path)["Location"] == "/akun/ganti-password/"
    assert client.get("/akun/ganti-password/").status_code == 200
    response = client.get("/api/v1/cases")
    assert (response.status_code, response.json()["code"]) == (403, "E-PERM")
    assert "Ganti password" in response.json()["message"]
    new = {
        "password_lama": PASSWORD,
        "password_baru": "sandi-saya-sendiri",
        "konfirmasi": "sandi-saya-sendiri",
    }
    response = client.post("/akun/ganti-password/", new)
    assert response["Location"] == "/"
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Password sudah diganti."]
    assert client.get("/notifikasi/").status_code == 200
    assert client.get("/api/v1/cases").status_code == 401
    user.refresh_from_db()
    assert user.check_password("sandi-saya-sendiri")
    assert log() == [("login", "ok"), ("wajib_ganti_password", "E-PERM"), ("ganti_password", "ok")]


@pytest.mark.req("SJ-15")
def test_logout_is_possible_before_that(client: Client, make_user: Callable[..., User]) -> None:
    client.force_login(make_user(wajib_ganti_password=True))
    assert client.post("/akun/keluar/")["Location"] == "/akun/masuk/"
    assert client.get("/akun/ganti-password/")["Location"].startswith("/akun/masuk/")


NEW = "sandi-biru-2026"


@pytest.mark.req("SJ-15", "SJ-13")
@pytest.mark.parametrize(
    ("old", "new", "again", "field", "code", "message"),
    [
        ("bukan-sandi-saya", NEW, NEW, "password_lama", "E-RNG", "Password lama salah."),
        (
            PASSWORD,
            PASSWORD,
            PASSWORD,
            "password_baru",
            "E-RNG",
            "Password baru harus berbeda dari password lama.",
        ),
        (PASSWORD, "sebelas-ch1", "sebelas-ch1", "password_baru", "E-RNG", "Password minimal 12 karakter."),
        (
            PASSWORD,
            NEW,
            "lain-sama-sekali",
            "konfirmasi",
            "E-RNG",
            "Konfirmasi tidak sama dengan password baru.",
        ),
        (PASSWORD, " " * 12, " " * 12, "password_baru", "E-RNG", "Password minimal 12 karakter."),
        (
            PASSWORD,
            "aaaabbbbcccc",
            "aaaabbbbcccc",
            "password_baru",
            "E-RNG",
            "Password memuat sedikitnya 5 karakter berbeda.",
        ),
        ("", NEW, NEW, "password_lama", "E-REQ", "Field Wajib Diisi"),
        (PASSWORD, "", "", "password_baru", "E-REQ", "Field Wajib Diisi"),
    ],
)
def test_bad_input_of_ganti_password(
    client: Client,
    make_user: Callable[..., User],
    old: str,
    new: str,
    again: str,
    field: str,
    code: str,
    message: str,
) -> None:
    user = make_user("budi")
    client.force_login(user)
    data = {"password_lama": old, "password_baru": new, "konfirmasi": again}
    response = client.post("/akun/ganti-password/", data)
    assert response.status_code == 200
    found = response.context["form"].coded_errors()[field][0]
    assert (found.code, found.message) == (code, message)
    assert not any(text and text in response.content.decode() for text in (old, new, again))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert log() == [("ganti_password", "E-RNG")]
    good = {"password_lama": PASSWORD, "password_baru": NEW, "konfirmasi": NEW}
    assert client.post("/akun/ganti-password/", good).status_code == 302


@pytest.mark.req("SJ-15")
def test_other_sessions_end_with_the_old_password(make_user: Callable[..., User]) -> None:
    user = make_user("budi")
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        masuk(client, "budi")
    here.post("/akun/ganti-password/", {"password_lama": PASSWORD, "password_baru": NEW, "konfirmasi": NEW})
    assert here.get("/notifikasi/").status_code == 200
    assert elsewhere.get("/notifikasi/").status_code == 302
    user.refresh_from_db()
    assert not user.wajib_ganti_password


@pytest.mark.req("SJ-13")
def test_the_minimum_is_the_parameter(client: Client, make_user: Callable[..., User]) -> None:
    from django.utils import timezone

    from cases.organisations.parameters import set_parameter

    set_parameter("PANJANG_PASSWORD_MINIMAL", 6, valid_from=timezone.localdate(), legal_basis="Surat 1")
    client.force_login(make_user())
    data = {"password_lama": PASSWORD, "password_baru": "lima5", "konfirmasi": "lima5"}
    errors = client.post("/akun/ganti-password/", data).context["form"].coded_errors()
    assert errors["password_baru"][0].message == "Password minimal 6 karakter."
    data |= {"password_baru": "enam66", "konfirmasi": "enam66"}
    assert client.post("/akun/ganti-password/", data).status_code == 302


def test_lockout_is_configured() -> None:
    assert settings.AXES_FAILURE_LIMIT == 5
    assert settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"

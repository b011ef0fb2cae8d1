from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django_otp.oath import TOTP

from cases.organisations.accounts import hand_over_password
from cases.organisations.auth import second_factor
from cases.organisations.models import ApiToken, Institution, User
from cases.organisations.tokens import LIFETIME, NotAuthenticated, authenticate_token, issue
from workflows.errors import Refused
from workflows.models import AccessLog

from .conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-09")]
IP = "192.0.2.7"


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-08-10 08:00:05Z", tick=False) as traveller:
        yield traveller


def refusal(
    username: str, password: str = PASSWORD, otp: str | None = None
) -> tuple[type[Refused], str, str]:
    with pytest.raises(Refused) as refused:
        issue(username, password, otp, IP)
    return type(refused.value), refused.value.code, refused.value.message


def test_a_token_stands_for_its_user_until_it_expires(
    make_user: Callable[..., User], bogor: Institution, clock: time_machine.Traveller
) -> None:
    user = make_user("budi", institution=bogor)
    raw, expires = issue("budi", PASSWORD, None, IP)
    found = authenticate_token(raw)
    assert found == user
    assert found is not None
    assert found.api_scopes == {"baca", "tulis"}
    assert authenticate_token(raw + "x") is None
    assert authenticate_token("") is None
    clock.shift(LIFETIME - timedelta(seconds=1))
    assert authenticate_token(raw) == user
    clock.shift(timedelta(seconds=1))
    assert authenticate_token(raw) is None
    assert expires == ApiToken.objects.get().expires
    assert list(AccessLog.objects.values_list("action", "outcome")) == [("token", "ok")]


def test_only_the_digest_is_kept(make_user: Callable[..., User]) -> None:
    make_user("budi")
    raw, _ = issue("budi", PASSWORD, None, IP)
    stored = ApiToken.objects.values_list().get()
    assert raw not in repr([bytes(v) if isinstance(v, memoryview) else v for v in stored])
    assert len(ApiToken.objects.get().digest) == 32


def test_scopes_can_be_narrower(make_user: Callable[..., User]) -> None:
    make_user("budi")
    raw, _ = issue("budi", PASSWORD, None, IP, scopes=["baca"])
    found = authenticate_token(raw)
    assert found is not None
    assert found.api_scopes == {"baca"}


def test_one_message_whatever_is_wrong(make_user: Callable[..., User], bogor: Institution) -> None:
    make_user("budi")
    make_user("pasif", is_active=False)
    make_user("petugas", institution=bogor)
    Institution.objects.filter(pk=bogor.pk).update(is_active=False)
    attempts = [("budi", "salah"), ("tidak-ada", PASSWORD), ("pasif", PASSWORD), ("petugas", PASSWORD)]
    odd = [("a\0b", "x"), ("x" * 300, "x"), ("", ""), ("budi", "a\0b"), ("budi", "\ud83d"), ("\ud83d", "x")]
    wrong = (NotAuthenticated, "E-PERM", "Username atau password salah.")
    assert [refusal(*attempt) for attempt in [*attempts, *odd]] == [wrong] * 10
    assert issue("budi", PASSWORD, None, IP)
    assert issue(" bu\u200bdi ", PASSWORD, None, IP)


def test_failures_count_together_with_those_of_the_page(
    make_user: Callable[..., User], client: Client
) -> None:
    make_user("budi")
    for _ in range(3):
        client.post("/akun/masuk/", {"username": "budi", "password": "salah"}, REMOTE_ADDR=IP)
    assert refusal("budi", "salah")[0] is NotAuthenticated
    assert refusal("budi", "salah")[0] is Refused
    kind, code, message = refusal("budi")
    assert (kind, code) == (Refused, "E-PERM")
    assert "Coba lagi dalam 15 menit" in message
    assert issue("budi", PASSWORD, None, "192.0.2.8")
    assert AccessLog.objects.filter(action="token", detail__alasan="terkunci").count() == 2


def test_the_second_factor_is_needed_here_too(
    make_user: Callable[..., User], clock: time_machine.Traveller
) -> None:
    user = make_user("budi")
    device = second_factor.pending_device(user)

    def code() -> str:
        totp = TOTP(device.bin_key)
        return f"{totp.token():06d}"

    assert second_factor.confirm(user, code())
    clock.shift(timedelta(minutes=10))
    assert refusal("budi")[:2] == (NotAuthenticated, "E-REQ")
    assert refusal("budi", otp="000000")[:2] == (NotAuthenticated, "E-PERM")
    clock.shift(timedelta(minutes=1))
    good = code()
    raw, _ = issue("budi", PASSWORD, good, IP)
    assert authenticate_token(raw) == user
    assert refusal("budi", otp=good)[:2] == (NotAuthenticated, "E-PERM")
    assert refusal("budi", "salah", otp=good)[0] is NotAuthenticated


def test_wrong_codes_lock_like_wrong_passwords(
    make_user: Callable[..., User], clock: time_machine.Traveller
) -> None:
    user = make_user("budi")
    device = second_factor.pending_device(user)
    assert second_factor.confirm(user, f"{TOTP(device.bin_key).token():06d}")
    for _ in range(5):
        clock.shift(timedelta(minutes=1))
        assert refusal("budi", otp="000000")[0] is NotAuthenticated
    assert refusal("budi", otp=f"{TOTP(device.bin_key).token():06d}")[0] is Refused


@pytest.mark.req("SJ-15")
def test_a_password_handed_over_gives_no_token(make_user: Callable[..., User]) -> None:
    user = make_user("budi")
    raw, _ = issue("budi", PASSWORD, None, IP)
    assert authenticate_token(raw) == user
    hand_over_password(user, "sandi-dari-admin")
    assert not ApiToken.objects.exists()
    kind, code, message = refusal("budi", "sandi-dari-admin")
    assert (kind, code) == (Refused, "E-PERM")
    assert message == "Ganti password terlebih dahulu pada halaman Ganti Password."


@pytest.mark.req("SJ-15")
def test_a_flag_set_later_stops_a_token(make_user: Callable[..., User]) -> None:
    make_user("budi")
    raw, _ = issue("budi", PASSWORD, None, IP)
    assert authenticate_token(raw) is not None
    User.objects.update(wajib_ganti_password=True)
    assert authenticate_token(raw) is None


@pytest.mark.req("SJ-21")
def test_deactivation_stops_a_token(make_user: Callable[..., User], bogor: Institution) -> None:
    make_user("budi", institution=bogor)
    raw, _ = issue("budi", PASSWORD, None, IP)
    assert authenticate_token(raw) is not None
    Institution.objects.filter(pk=bogor.pk).update(is_active=False)
    assert authenticate_token(raw) is None


def test_a_new_password_ends_the_tokens(make_user: Callable[..., User], client: Client) -> None:
    client.force_login(make_user("budi"))
    raw, _ = issue("budi", PASSWORD, None, IP)
    new = "sandi-biru-2026"
    client.post("/akun/ganti-password/", {"password_lama": PASSWORD, "password_baru": new, "konfirmasi": new})
    assert authenticate_token(raw) is None
    assert issue("budi", new, None, IP)


def test_a_call_costs_one_statement(
    make_user: Callable[..., User], bogor: Institution, django_assert_num_queries: Callable[..., object]
) -> None:
    make_user("budi", institution=bogor)
    raw, _ = issue("budi", PASSWORD, None, IP)
    authenticate_token(raw)  # writes when it was last used, at most once a minute
    assert ApiToken.objects.get().last_used is not None
    with django_assert_num_queries(1):
        user = authenticate_token(raw)
        assert user is not None
        assert user.display_name == "Kota Bogor"


def test_expired_tokens_are_swept(make_user: Callable[..., User], clock: time_machine.Traveller) -> None:
    make_user("budi")
    issue("budi", PASSWORD, None, IP)
    clock.shift(LIFETIME)
    issue("budi", PASSWORD, None, IP)
    assert ApiToken.objects.count() == 1

"""SJ-09: the optional second factor (ARCHITECTURE §5): drift of one step, no replay, recovery codes."""

import base64
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.organisations.accounts import hand_over_password
from cases.organisations.auth import second_factor
from cases.organisations.models import User
from cases.organisations.tokens import authenticate_token, issue
from tests.support.jobs import deliver_all
from workflows.models import AccessLog

from .conftest import PASSWORD

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.req("SJ-09"),
]


def code(device: TOTPDevice, steps: int = 0) -> str:
    """What the phone shows now, or `steps` half-minutes later."""
    totp = TOTP(device.bin_key)
    totp.time = timezone.now().timestamp() + 30 * steps
    return f"{totp.token():06d}"


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-08-10 08:00:05Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def device(make_user: Callable[..., User], clock: time_machine.Traveller) -> TOTPDevice:
    """A confirmed device of the user `budi`, set up ten minutes ago."""
    user = make_user("budi")
    pending = second_factor.pending_device(user)
    confirmed = second_factor.confirm(user, code(pending))
    assert confirmed is not None
    clock.shift(timedelta(minutes=10))
    return confirmed


def first_step(client: Client, **extra: str) -> None:
    response = client.post("/akun/masuk/", {"username": "budi", "password": PASSWORD, **extra})
    assert (response.status_code, response["Location"]) == (302, "/akun/masuk/kode/")


def test_without_a_device_nobody_is_asked(client: Client, make_user: Callable[..., User]) -> None:
    make_user("budi")
    assert client.post("/akun/masuk/", {"username": "budi", "password": PASSWORD})["Location"] == "/"
    assert client.get("/akun/masuk/kode/")["Location"] == "/akun/masuk/"


def test_the_password_alone_opens_nothing(client: Client, device: TOTPDevice) -> None:
    first_step(client, next="/notifikasi/")
    assert client.get("/notifikasi/").status_code == 302
    assert client.get("/akun/masuk/kode/").status_code == 200
    response = client.post("/akun/masuk/kode/", {"kode": code(device)})
    assert response["Location"] == "/notifikasi/"
    assert client.get("/notifikasi/").status_code == 200
    assert list(AccessLog.objects.values_list("action", "outcome", "detail")) == [
        ("login", "ok", {"faktor_kedua": True})
    ]


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift(client: Client, device: TOTPDevice, steps: int, accepted: bool) -> None:
    first_step(client)
    response = client.post("/akun/masuk/kode/", {"kode": code(device, steps)})
    assert (response.status_code == 302) is accepted
    assert (client.get("/notifikasi/").status_code == 200) is accepted


def test_a_code_is_good_once(device: TOTPDevice) -> None:
    used = code(device)
    for client, accepted in ((Client(), True), (Client(), False)):
        first_step(client)
        assert (client.post("/akun/masuk/kode/", {"kode": used}).status_code == 302) is accepted
    assert AccessLog.objects.filter(action="login_gagal", detail__alasan="kode").count() == 1


def test_a_recovery_code_replaces_the_app_once(device: TOTPDevice) -> None:
    user = User.objects.get(username="budi")
    codes = second_factor.recovery_codes(user)
    assert len(set(codes)) == 10
    for client, accepted in ((Client(), True), (Client(), False)):
        first_step(client)
        assert (client.post("/akun/masuk/kode/", {"kode": codes[0]}).status_code == 302) is accepted
    assert second_factor.recovery_codes(user) == codes[1:]


def test_wrong_codes_lock_like_wrong_passwords(
    client: Client, device: TOTPDevice, clock: time_machine.Traveller
) -> None:
    first_step(client)
    statuses = []
    for _ in range(5):
        clock.shift(timedelta(seconds=40))
        statuses.append(client.post("/akun/masuk/kode/", {"kode": "000000"}).status_code)
    assert statuses == [200, 200, 200, 200, 429]
    assert client.post("/akun/masuk/", {"username": "budi", "password": PASSWORD}).status_code == 429
    clock.shift(timedelta(minutes=16))
    first_step(client)
    assert client.post("/akun/masuk/kode/", {"kode": code(device)}).status_code == 302


def test_a_lock_closes_an_open_second_step(client: Client, device: TOTPDevice) -> None:
    first_step(client)
    for _ in range(5):
        Client().post("/akun/masuk/", {"username": "budi", "password": "salah"})
    assert client.post("/akun/masuk/kode/", {"kode": code(device)}).status_code == 429
    assert client.get("/notifikasi/").status_code == 302


@pytest.mark.parametrize(
    "junk", ["", "abc", "１２３４５６", "1" * 17, "12\x0034", "12 34 56 78", "\uffff", "9" * 5000]
)
def test_junk_is_refused_and_not_an_error(client: Client, device: TOTPDevice, junk: str) -> None:
    first_step(client)
    response = client.post("/akun/masuk/kode/", {"kode": junk})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_second_step_does_not_wait_for_ever(
    client: Client, device: TOTPDevice, clock: time_machine.Traveller
) -> None:
    first_step(client)
    clock.shift(timedelta(minutes=6))
    assert client.post("/akun/masuk/kode/", {"kode": code(device)})["Location"] == "/akun/masuk/"


def test_the_password_replaced_between_the_steps(client: Client, device: TOTPDevice) -> None:
    """The first step proved the old password; it opens nothing any more."""
    first_step(client)
    hand_over_password(User.objects.get(), "sandi-dari-admin")
    response = client.post("/akun/masuk/kode/", {"kode": code(device)})
    assert (response.status_code, response["Location"]) == (302, "/akun/masuk/")
    assert client.get("/notifikasi/").status_code == 302


def test_deactivated_between_the_steps(client: Client, device: TOTPDevice) -> None:
    first_step(client)
    User.objects.filter(username="budi").update(is_active=False)
    assert client.post("/akun/masuk/kode/", {"kode": code(device)})["Location"] == "/akun/masuk/"
    assert client.get("/notifikasi/").status_code == 302


def test_setting_up(client: Client, make_user: Callable[..., User], clock: time_machine.Traveller) -> None:
    user = make_user("budi")
    client.force_login(user)
    assert "<svg" not in client.get("/akun/dua-faktor/aktifkan/").content.decode()
    assert "<svg" not in client.post("/akun/dua-faktor/aktifkan/", {"password": "salah"}).content.decode()
    assert not TOTPDevice.objects.exists()
    asked = client.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
    assert asked["Location"] == "/akun/dua-faktor/aktifkan/"
    page = client.get("/akun/dua-faktor/aktifkan/").content.decode()
    assert "<svg" in page
    assert "style=" not in page.split("<main")[1]
    assert client.get("/akun/dua-faktor/aktifkan/").content.decode().count("<svg") == 1
    pending = TOTPDevice.objects.get(user=user)
    key = "".join(second_factor.key_for_typing(pending).split())
    assert base64.b32decode(key + "=" * (-len(key) % 8)) == pending.bin_key
    assert second_factor.key_for_typing(pending) in page

    wrong = client.post("/akun/dua-faktor/aktifkan/", {"kode": code(pending, 9)})
    assert wrong.status_code == 200
    assert not second_factor.is_enabled(user)
    clock.shift(timedelta(seconds=5))  # the library slows down guessing
    right = client.post("/akun/dua-faktor/aktifkan/", {"kode": code(pending)})
    assert right["Location"] == "/akun/dua-faktor/"
    assert second_factor.is_enabled(user)

    shown = client.get("/akun/dua-faktor/").context["kode_pemulihan"]
    assert shown == second_factor.recovery_codes(user)
    assert client.get("/akun/dua-faktor/").context["kode_pemulihan"] is None
    assert client.get("/akun/dua-faktor/aktifkan/")["Location"] == "/akun/dua-faktor/"
    assert client.get("/notifikasi/").status_code == 200


def test_a_second_phone_cannot_be_slipped_in(device: TOTPDevice) -> None:
    other = second_factor.pending_device(device.user)
    assert second_factor.confirm(device.user, code(other)) is None
    assert list(TOTPDevice.objects.filter(confirmed=True)) == [device]


@pytest.mark.parametrize("path", ["kode-pemulihan", "nonaktifkan"])
def test_weakening_asks_for_the_password(client: Client, device: TOTPDevice, path: str) -> None:
    user = User.objects.get(username="budi")
    before = second_factor.recovery_codes(user)
    client.force_login(user)
    refused = client.post(f"/akun/dua-faktor/{path}/", {"password": "salah"})
    assert refused.context["form"].coded_errors()["password"][0].code == "E-RNG"
    assert (second_factor.is_enabled(user), second_factor.recovery_codes(user)) == (True, before)
    assert client.post(f"/akun/dua-faktor/{path}/", {"password": PASSWORD})["Location"] == "/akun/dua-faktor/"
    after = second_factor.recovery_codes(user)
    if path == "nonaktifkan":
        assert (second_factor.is_enabled(user), after) == (False, [])
    else:
        assert second_factor.is_enabled(user)
        assert (len(after), set(after) & set(before)) == (10, set())


@pytest.mark.parametrize("path", ["", "aktifkan/", "kode-pemulihan/", "nonaktifkan/"])
def test_pages_of_the_account_need_a_login(client: Client, path: str) -> None:
    assert client.get(f"/akun/dua-faktor/{path}")["Location"].startswith("/akun/masuk/?next=")


def test_the_same_code_twice_at_once_is_accepted_once(
    committed_db: object, make_user: Callable[..., User]
) -> None:
    user = make_user("budi")
    pending = second_factor.pending_device(user)
    assert second_factor.confirm(user, code(pending, -1))
    used, start = code(pending), threading.Barrier(4)

    def attempt(_: int) -> bool:
        try:
            start.wait()
            return second_factor.verify(user, used) is not None
        except second_factor.TooSoon:  # behind another that was refused
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]


def enable(client: Client, user: User) -> None:
    """As its owner does it, on the pages."""
    client.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
    pending = TOTPDevice.objects.get(user=user, confirmed=False)
    assert (
        client.post("/akun/dua-faktor/aktifkan/", {"kode": code(pending)})["Location"] == "/akun/dua-faktor/"
    )


class TestPasswordFirst:
    def test_the_key_is_one_that_was_not_seen_before(
        self, client: Client, make_user: Callable[..., User], clock: time_machine.Traveller
    ) -> None:
        """Who looked at the page of a colleague yesterday does not hold the key that is confirmed today."""
        user = make_user("budi")
        client.force_login(user)
        client.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
        seen = TOTPDevice.objects.get().key
        clock.shift(timedelta(seconds=601))
        page = client.get("/akun/dua-faktor/aktifkan/").content.decode()
        assert ("<svg" in page, 'name="password"' in page) == (False, True)
        assert (
            client.post("/akun/dua-faktor/aktifkan/", {"kode": code(TOTPDevice.objects.get())}).status_code
            == 200
        )
        assert not second_factor.is_enabled(user)
        client.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
        assert TOTPDevice.objects.get().key != seen

    def test_another_session_has_not_proved_it(
        self, make_user: Callable[..., User], clock: time_machine.Traveller
    ) -> None:
        user = make_user("budi")
        here, open_page = Client(), Client()
        for one in (here, open_page):
            one.force_login(user)
        here.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD})
        sent = open_page.post("/akun/dua-faktor/aktifkan/", {"kode": code(TOTPDevice.objects.get())})
        assert ("<svg" in sent.content.decode(), second_factor.is_enabled(user)) == (False, False)

    @pytest.mark.parametrize(
        ("path", "field", "action"),
        [
            ("/akun/dua-faktor/aktifkan/", "password", "faktor_kedua"),
            ("/akun/dua-faktor/nonaktifkan/", "password", "faktor_kedua"),
            ("/akun/dua-faktor/kode-pemulihan/", "password", "kode_pemulihan"),
            ("/akun/ganti-password/", "password_lama", "ganti_password"),
        ],
    )
    def test_tries_are_counted_like_those_of_the_login_and_logged(
        self,
        client: Client,
        make_user: Callable[..., User],
        clock: time_machine.Traveller,
        path: str,
        field: str,
        action: str,
    ) -> None:
        user = make_user("budi")
        if path.endswith(("nonaktifkan/", "pemulihan/")):
            second_factor.confirm(user, code(second_factor.pending_device(user)))
        client.force_login(user)
        sent = {"password_baru": "kuda biru enam", "konfirmasi": "kuda biru enam"}
        found = [client.post(path, {**sent, field: f"salah{n}"}).status_code for n in range(6)]
        assert found == [200] * 4 + [429] * 2
        assert client.post(path, {**sent, field: PASSWORD}).status_code == 429, "the right one too"
        assert Client().post("/akun/masuk/", {"username": "BUDI", "password": PASSWORD}).status_code == 429
        rows = AccessLog.objects.filter(action=action).order_by("at", "id")
        told = [(row.actor_id, row.outcome, row.detail["alasan"]) for row in rows]
        assert told == [(user.pk, "E-RNG", "password")] * 4 + [(user.pk, "E-RNG", "terkunci")]
        assert "salah" not in str(list(AccessAttempt.objects.values("get_data", "post_data")))
        assert client.get("/notifikasi/").status_code == 200, "the session itself goes on"
        clock.shift(timedelta(minutes=15, seconds=1))
        assert client.post(path, {**sent, field: PASSWORD}).status_code == 302

    def test_a_right_one_clears_the_count(
        self, client: Client, make_user: Callable[..., User], clock: time_machine.Traveller
    ) -> None:
        client.force_login(make_user("budi"))
        for _ in range(3):
            for _ in range(4):
                assert client.post("/akun/dua-faktor/aktifkan/", {"password": "salah"}).status_code == 200
            assert client.post("/akun/dua-faktor/aktifkan/", {"password": PASSWORD}).status_code == 302
            clock.shift(timedelta(seconds=601))


class TestOtherLogins:
    def test_on_and_off_end_them_but_not_this_one(
        self, make_user: Callable[..., User], clock: time_machine.Traveller
    ) -> None:
        user = make_user("budi")
        here, elsewhere = Client(), Client()
        for one in (here, elsewhere):
            one.post("/akun/masuk/", {"username": "budi", "password": PASSWORD})
        raw, _ = issue("budi", PASSWORD, None, "192.0.2.7")
        enable(here, user)
        assert (here.get("/notifikasi/").status_code, elsewhere.get("/notifikasi/").status_code) == (200, 302)
        assert authenticate_token(raw) is None
        clock.shift(timedelta(minutes=5))
        device = TOTPDevice.objects.get()
        elsewhere.post("/akun/masuk/", {"username": "budi", "password": PASSWORD})
        elsewhere.post("/akun/masuk/kode/", {"kode": code(device)})
        assert elsewhere.get("/notifikasi/").status_code == 200
        assert here.post("/akun/dua-faktor/nonaktifkan/", {"password": PASSWORD}).status_code == 302
        assert (here.get("/notifikasi/").status_code, elsewhere.get("/notifikasi/").status_code) == (200, 302)
        deliver_all()
        assert [m.subject for m in mail.outbox] == [
            "[Alur] Verifikasi dua langkah aktif",
            "[Alur] Verifikasi dua langkah nonaktif",
        ]

    def test_a_login_begun_before_does_not_end_in_a_session(
        self, client: Client, device: TOTPDevice, clock: time_machine.Traveller
    ) -> None:
        """The first step stood open while somebody took the second factor away and put on another."""
        first_step(client)
        user = User.objects.get()
        second_factor.remove(user)
        other = second_factor.pending_device(user)
        second_factor.confirm(user, code(other, -1))
        assert client.post("/akun/masuk/kode/", {"kode": code(other)})["Location"] == "/akun/masuk/"

    def test_what_was_logged_in_before_an_update_of_the_program_goes_on(
        self, client: Client, make_user: Callable[..., User]
    ) -> None:
        """At generation 0 a session proves what it always did."""
        user = make_user("budi")
        plain = salted_hmac(
            "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
            user.password,
            algorithm="sha256",
        )
        assert user.get_session_auth_hash() == plain.hexdigest()


class TestThrottle:
    def test_after_eight_recovery_codes_the_app_is_believed(
        self, device: TOTPDevice, clock: time_machine.Traveller
    ) -> None:
        for one in second_factor.recovery_codes(User.objects.get())[:8]:
            client = Client()
            first_step(client)
            assert client.post("/akun/masuk/kode/", {"kode": one.upper()}).status_code == 302
        client = Client()
        first_step(client)
        assert client.post("/akun/masuk/kode/", {"kode": code(device)}).status_code == 302
        assert issue_with(code(device, 1))

    def test_after_wrong_codes_of_the_app_a_recovery_code_is_believed_at_once(
        self, client: Client, device: TOTPDevice
    ) -> None:
        first_step(client)
        client.post("/akun/masuk/kode/", {"kode": "000000"})
        one = second_factor.recovery_codes(User.objects.get())[0]
        assert client.post("/akun/masuk/kode/", {"kode": one}).status_code == 302

    def test_who_is_too_fast_is_told_how_long_and_it_is_no_failure(
        self, client: Client, device: TOTPDevice, clock: time_machine.Traveller
    ) -> None:
        first_step(client)
        for _ in range(2):
            client.post("/akun/masuk/kode/", {"kode": "000000"})
            clock.shift(timedelta(milliseconds=1500))
        client.post("/akun/masuk/kode/", {"kode": "000000"})
        answer = client.post("/akun/masuk/kode/", {"kode": code(device)})
        [told] = answer.context["form"].errors["kode"]
        assert told == "Beberapa kode salah sebelum ini. Tunggu 1 detik, lalu kirim kode yang baru."
        failures = AccessLog.objects.filter(detail__alasan="kode").count()
        assert failures == sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 2
        clock.shift(timedelta(seconds=3))
        assert client.post("/akun/masuk/kode/", {"kode": code(device)}).status_code == 302

    def test_a_clock_that_drifts_away_is_followed(
        self, device: TOTPDevice, clock: time_machine.Traveller
    ) -> None:
        """Half a minute further off at each login, as far as two and a half minutes."""
        for steps in range(1, 6):
            clock.shift(timedelta(hours=1))
            client = Client()
            first_step(client)
            assert client.post("/akun/masuk/kode/", {"kode": code(device, steps)}).status_code == 302
        clock.shift(timedelta(hours=1))
        client = Client()
        first_step(client)
        assert client.post("/akun/masuk/kode/", {"kode": code(device, 0)}).status_code == 200


def issue_with(otp: str) -> str:
    return issue("budi", PASSWORD, otp, "192.0.2.7")[0]

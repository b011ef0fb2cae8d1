"""A forgotten password by e-mail: one answer for everybody, a link good once, and what ends with it (SJ-15)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.organisations.accounts import hand_over_password
from cases.organisations.auth import forgotten, second_factor
from cases.organisations.auth.sweeping import forget_logins
from cases.organisations.models import ApiToken, Institution, PasswordAsked, User
from cases.organisations.tokens import authenticate_token, issue
from tests.support.browsing import read
from tests.support.jobs import deliver_all
from workflows.models import AccessLog

from .conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-15")]
NEW = "kuda biru enam lari"
ASK, SENT, LOGIN = "/akun/lupa-password/", "/akun/lupa-password/terkirim/", "/akun/masuk/"


def ask(typed: str, client: Client | None = None, **extra: Any) -> Any:
    return (client or Client()).post(ASK, {"akun": typed}, **extra)


def link(number: int = -1) -> str:
    """The address in an e-mail that was sent, without our own host."""
    deliver_all()
    return re.search(r"http://[^/]+(/akun/atur-ulang/\S+)", str(mail.outbox[number].body))[1]  # type: ignore[index]


def open_link(client: Client, address: str) -> tuple[int, str]:
    """Follow it to its page: (status, address without the token)."""
    answer = client.get(address)
    if answer.status_code == 302:
        return client.get(answer["Location"]).status_code, answer["Location"]
    return answer.status_code, address


def choose(client: Client, page: str, new: str = NEW, again: str = "") -> Any:
    return client.post(page, {"password_baru": new, "konfirmasi": again or new})


@pytest.mark.parametrize("typed", ["budi", "BUDI", " Budi ", "budi@example.com", "Budi@Example.COM"])
def test_by_name_or_address_to_a_new_password(make_user: Callable[..., User], typed: str) -> None:
    make_user("budi")
    assert ask(typed)["Location"] == SENT
    client, address = Client(), link()
    assert [m.to for m in mail.outbox] == [["budi@example.com"]]
    status, page = open_link(client, address)
    assert (status, page.endswith("/baru/"), address.split("/")[4] in page) == (200, True, False)
    shown = client.get(page).content.decode()
    assert "Untuk akun <strong>budi</strong>." in shown, "one address may have several accounts"
    assert choose(client, page)["Location"] == LOGIN
    assert "Password sudah diganti" in client.get(LOGIN).content.decode()
    assert client.post(LOGIN, {"username": "budi", "password": NEW}).status_code == 302
    deliver_all()
    assert [m.subject for m in mail.outbox] == ["[Alur] Atur ulang password", "[Alur] Password diganti"]
    done = AccessLog.objects.filter(action="atur_ulang_password").values_list("outcome", flat=True)
    assert list(done) == ["ok"]


def test_nobody_learns_whether_there_is_such_an_account(
    make_user: Callable[..., User], bogor: Institution
) -> None:
    """Word for word and statement for statement the same, whoever is named."""
    make_user("budi")
    make_user("pasif", is_active=False)
    make_user("petugas", institution=bogor)
    Institution.objects.filter(pk=bogor.pk).update(is_active=False)
    answers, statements = set(), set()
    for typed in ("budi", "tidak-ada", "pasif", "petugas", "x@example.com", "budi@example.com", "?", "a b c"):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            answer = ask(typed)
        answers.add((answer.status_code, answer["Location"]))
        statements.add(len([q for q in caught if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert answers == {(302, SENT)}
    # a name is looked for only where it can be one; an account or not, the number is the same
    assert len(statements) <= 2
    assert read(Client().get(SENT).content.decode()).count("Bila username atau email itu milik akun") == 1
    deliver_all()
    assert {tuple(m.to) for m in mail.outbox} == {("budi@example.com",)}
    told = AccessLog.objects.filter(action="lupa_password").values_list("outcome", "detail__alasan")
    assert set(told) == {("ok", None), ("E-PERM", "nonaktif")}


def test_as_many_statements_for_a_name_that_exists_as_for_one_that_does_not(
    make_user: Callable[..., User],
) -> None:
    make_user("budi")
    counted = []
    for typed in ("budi", "bodi"):
        with CaptureQueriesContext(connection) as caught:
            ask(typed)
        counted.append(len(caught))
    assert counted[0] == counted[1]


def test_a_link_is_good_once_and_for_an_hour(make_user: Callable[..., User]) -> None:
    make_user("budi")
    with time_machine.travel("2026-08-10 08:00Z", tick=False) as clock:
        ask("budi")
        first, client = link(), Client()
        clock.shift(timedelta(minutes=59))
        _, page = open_link(client, first)
        assert choose(client, page).status_code == 302
        used, body = Client(), "Tautan tidak berlaku lagi"
        assert (used.get(first).status_code, body in used.get(first).content.decode()) == (410, True)
        ask("budi")
        deliver_all()
        second = link()
        clock.shift(timedelta(minutes=61))
        assert Client().get(second).status_code == 410
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize("meanwhile", ["handed over", "logged in", "shut", "other address", "second press"])
def test_a_link_ends_with_what_it_proved(make_user: Callable[..., User], meanwhile: str) -> None:
    user = make_user("budi")
    ask("budi")
    client = Client()
    _, page = open_link(client, link())
    if meanwhile == "handed over":
        hand_over_password(User.objects.get(), "sandi-dari-admin-9")
    elif meanwhile == "logged in":
        assert Client().post(LOGIN, {"username": "budi", "password": PASSWORD}).status_code == 302
    elif meanwhile == "shut":
        User.objects.update(is_active=False)
    elif meanwhile == "other address":
        User.objects.update(email="lain@example.com")
    else:
        other = Client()
        other.cookies = client.cookies
        assert choose(other, page, "lompat tinggi sekali").status_code == 302
    before = User.objects.get().password
    assert choose(client, page).status_code == 410
    assert User.objects.get(pk=user.pk).password == before


def test_what_was_logged_in_before_ends_but_the_second_factor_stays(make_user: Callable[..., User]) -> None:
    user = make_user("budi")
    here, raw = Client(), issue("budi", PASSWORD, None, "192.0.2.7")[0]
    here.post(LOGIN, {"username": "budi", "password": PASSWORD})
    device = second_factor.pending_device(user)
    device.confirmed = True
    device.save()
    ask("budi")
    client = Client()
    _, page = open_link(client, link())
    choose(client, page)
    assert here.get("/notifikasi/").status_code == 302
    assert (authenticate_token(raw), ApiToken.objects.count()) == (None, 0)
    asked = Client().post(LOGIN, {"username": "budi", "password": NEW})
    assert asked["Location"] == "/akun/masuk/kode/"


def test_who_was_locked_out_comes_in_again(make_user: Callable[..., User]) -> None:
    make_user("budi")
    client = Client()
    for _ in range(5):
        client.post(LOGIN, {"username": "Budi", "password": "salah"})
    assert client.post(LOGIN, {"username": "budi", "password": PASSWORD}).status_code == 429
    ask("budi")
    _, page = open_link(client, link())
    choose(client, page)
    assert client.post(LOGIN, {"username": "budi", "password": NEW}).status_code == 302


def test_a_password_handed_over_and_forgotten_is_replaced_by_an_own_one(
    make_user: Callable[..., User],
) -> None:
    make_user("budi", wajib_ganti_password=True)
    ask("budi")
    client = Client()
    _, page = open_link(client, link())
    choose(client, page)
    assert (User.objects.get().wajib_ganti_password, User.objects.get().check_password(NEW)) == (False, True)


@pytest.mark.parametrize(
    ("new", "again", "field"),
    [("pendek", "", "password_baru"), ("Indonesia-2026!", "", "password_baru"), (NEW, "lain", "konfirmasi")],
)
def test_the_new_one_is_judged_like_every_other(
    make_user: Callable[..., User], new: str, again: str, field: str
) -> None:
    make_user("budi")
    ask("budi")
    client = Client()
    _, page = open_link(client, link())
    answer = choose(client, page, new, again)
    assert (answer.status_code, list(answer.context["form"].coded_errors())) == (200, [field])
    assert choose(client, page).status_code == 302, "the link is still good"


@pytest.mark.parametrize("address", ["x/y", "AAAA/c-abc", "_/-", "MTIz/c8-1"])
def test_an_invented_link_is_an_answer_and_not_an_error(db: None, address: str) -> None:
    assert Client().get(f"/akun/atur-ulang/{address}/").status_code == 410


@pytest.mark.parametrize("junk", ["", "a\0b", "\uffff", "x" * 255])
def test_junk_is_refused_at_its_field(db: None, junk: str) -> None:
    answer = ask(junk)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["akun"])
    assert PasswordAsked.objects.count() == 0


class TestLimits:
    def test_one_address_over_all_names(self, make_user: Callable[..., User]) -> None:
        make_user("budi")
        with time_machine.travel("2026-08-10 08:00Z", tick=False) as clock:
            found = [ask(f"nama{n}").status_code for n in range(forgotten.OF_ADDRESS + 2)]
            assert found == [302] * forgotten.OF_ADDRESS + [429, 429]
            rows = PasswordAsked.objects.count()
            assert ask("budi").status_code == 429
            assert PasswordAsked.objects.count() == rows, "who asks too often fills no table"
            assert ask("budi", REMOTE_ADDR="203.0.113.9").status_code == 302
            clock.shift(timedelta(hours=1, seconds=1))
            assert ask("budi").status_code == 302

    def test_of_ipv6_a_subscriber(self, db: None) -> None:
        found = [
            ask(f"nama{n}", REMOTE_ADDR=f"2001:db8::{n + 1:x}").status_code
            for n in range(forgotten.OF_ADDRESS + 1)
        ]
        assert found[-1] == 429
        assert ask("x", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302

    def test_one_account_however_it_is_named_and_nobody_sees_it(self, make_user: Callable[..., User]) -> None:
        make_user("budi")
        typed = ["budi", "budi@example.com", "BUDI", "Budi@example.com", "bUdi"]
        answers = {ask(one, REMOTE_ADDR=f"192.0.2.{n}")["Location"] for n, one in enumerate(typed)}
        deliver_all()
        assert (answers, len(mail.outbox)) == ({SENT}, forgotten.OF_ACCOUNT)

    def test_accounts_of_one_address_get_an_email_each(self, make_user: Callable[..., User]) -> None:
        for n in range(forgotten.ACCOUNTS + 2):
            make_user(f"budi{n}", email="bersama@example.com")
        ask("Bersama@example.com")
        deliver_all()
        named = {re.search(r"Akun (\w+)", str(m.body))[1] for m in mail.outbox}  # type: ignore[index]
        assert len(named) == len(mail.outbox) == forgotten.ACCOUNTS

    def test_what_was_counted_is_forgotten_after_a_day(self, db: None) -> None:
        with time_machine.travel("2026-08-10 08:00Z", tick=False) as clock:
            ask("budi")
            assert PasswordAsked.objects.count() == 2
            clock.shift(timedelta(hours=25))
            forget_logins()
        assert PasswordAsked.objects.count() == 0

"""Sessions and tokens that have ended, and old failures, do not lie about for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cases.organisations.auth.sweeping import forget_logins
from cases.organisations.models import ApiToken, User
from cases.organisations.tokens import authenticate_token, issue

from .conftest import PASSWORD


@pytest.mark.django_db
def test_what_has_ended_goes_and_what_lives_stays(make_user: Callable[..., User]) -> None:
    make_user("budi")
    clients = [Client(), Client()]
    for client in clients:
        client.post("/akun/masuk/", {"username": "budi", "password": PASSWORD})
    kept, old = issue("budi", PASSWORD, None, "192.0.2.1")[0], issue("budi", PASSWORD, None, "192.0.2.1")[0]
    Client().post("/akun/masuk/", {"username": "budi", "password": "salah"})
    Client().post("/akun/masuk/", {"username": "cici", "password": "salah"})
    past = timezone.now() - timedelta(days=2)
    Session.objects.filter(session_key=clients[1].session.session_key).update(expire_date=past)
    ApiToken.objects.exclude(pk=ApiToken.objects.earliest("created").pk).update(expires=past)
    AccessAttempt.objects.filter(username="cici").update(attempt_time=past)
    assert forget_logins() == 3
    assert clients[0].get("/notifikasi/").status_code == 200
    assert clients[1].get("/notifikasi/").status_code == 302
    assert [authenticate_token(raw) is not None for raw in (kept, old)] == [True, False]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["budi"]
    assert forget_logins() == 0

"""Whom a request came from, as front servers tell it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cases.shell.middleware import ProxyMiddleware

FRONT = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "told", "found"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "198.51.100.1, 192.0.2.7:4711", "192.0.2.7"),
        (2, "198.51.100.1:1, 192.0.2.7", "198.51.100.1"),
        (0, "192.0.2.7:4711", FRONT),
        (2, "192.0.2.7", FRONT),
        (1, "", FRONT),
        (1, "unknown", FRONT),
        (1, "192.0.2.7:", FRONT),
        (1, "192.0.2.7:x", FRONT),
        (1, "192.0.2.7:999999999", FRONT),
        (1, "[2001:db8::7", FRONT),
        (1, "[2001:db8::7]x", FRONT),
        (1, "192.0.2.7:٣", FRONT),
    ],
)
def test_the_address_that_our_own_proxies_saw(settings, proxies, told, found):
    settings.ALUR_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": told})
    ProxyMiddleware(lambda _: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == found

"""The one deadline of an exchange, in whatever state the connection is."""

import socket
import threading
import time

import pytest

from documents.signing import exchange

from .serving import Handler, LocalServer


class _Dripping(Handler):
    def do_GET(self) -> None:  # noqa: N802
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
        self.drip()


class DrippingServer(LocalServer):
    handler = _Dripping


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "exchange"]


def ended() -> bool:
    until = time.monotonic() + 5
    while running() and time.monotonic() < until:
        time.sleep(0.05)
    return not running()


def test_headers_that_drip_are_cut_off():
    with DrippingServer() as server:
        began = time.monotonic()
        with pytest.raises(exchange.HttpFailure, match="in time"):
            exchange.send("GET", server.url, limit=1000, seconds=0.5)
        assert time.monotonic() - began < 5  # for a busy machine
        assert server.cut.wait(5), "the connection is closed"
    assert ended()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_silence_is_cut_off(scheme):
    """With https in the middle of the handshake, when TLS owns the socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        began = time.monotonic()
        with pytest.raises(exchange.HttpFailure, match="in time"):
            exchange.send("GET", f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", limit=1000, seconds=0.5)
        assert time.monotonic() - began < 5  # for a busy machine
        line, _ = server.accept()
        with line:
            line.settimeout(5)
            while line.recv(4096):
                pass  # what was asked; then the end
    assert ended()


def test_silence_that_the_socket_notices_first_is_the_same(monkeypatch):
    whole = exchange.urllib3.Timeout
    monkeypatch.setattr(exchange.urllib3, "Timeout", lambda **_: whole(connect=1, read=0.1))
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(exchange.HttpFailure, match="in time"),
    ):
        exchange.send("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", limit=1000, seconds=5)
    assert ended()


def test_no_time_no_exchange():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        with pytest.raises(exchange.HttpFailure, match="no time"):
            exchange.send("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", limit=1, seconds=0)
        with pytest.raises(TimeoutError):
            server.accept()

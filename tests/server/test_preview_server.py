"""The preview's server over real HTTP on loopback."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onboardgen.errors import EnvironmentFailure
from onboardgen.server import preview
from onboardgen.server.bell import Bell
from onboardgen.server.preview import Answer, preview_server

PAGE = Answer("text/html; charset=utf-8", b"<h1>Plan</h1>", "frame-ancestors 'none'")


@dataclass
class Served:
    """A running server with one page, and what it was asked for."""

    port: int
    bell: Bell
    states: dict[str, bytes]
    asked: list[str] = field(default_factory=list)

    def get(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={"Connection": "close", **headers})
        return connection.getresponse()

    def raw(self, sent: bytes) -> bytes:
        """The whole answer to these bytes, sent as they are."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received

    def listen(self, path: str) -> http.client.HTTPResponse:
        return self.get(path)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served(0, Bell(), {"acme/": b'{"version": "1"}'})

    def find(path: str) -> Answer | None:
        served.asked.append(path)
        if path == "acme/broken":
            raise RuntimeError("a bug")
        return {"acme/": PAGE, "acme/attachments/files/Größe 1#.pdf": PAGE}.get(path)

    with preview_server(0, find, served.states.get, served.bell) as address:
        served.port = urlsplit(address).port or 0
        yield served


def test_a_page_is_served_with_headers_that_keep_it_here(served: Served) -> None:
    response = served.get("/acme/?x=1")
    assert (response.status, response.read()) == (200, PAGE.content)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == PAGE.policy
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_head_has_the_headers_and_no_body(served: Served) -> None:
    response = served.get("/acme/", "HEAD")
    assert (response.status, response.read()) == (200, b"")
    assert response.headers["Content-Length"] == str(len(PAGE.content))


def test_names_of_attachments_are_decoded(served: Served) -> None:
    assert served.get("/acme/attachments/files/Gr%C3%B6%C3%9Fe%201%23.pdf").status == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_a_name_of_this_machine_is_answered(served: Served, host: str) -> None:
    assert served.get("/acme/", Host=f"{host}:{served.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost",
        "localhost:1",
        "",
        "127.0.0.1.evil.example",
    ],
)
def test_a_rebound_name_is_refused(served: Served, host: str) -> None:
    before = len(served.asked)
    response = served.get("/acme/", Host=host.format(port=served.port))
    assert response.status == 421
    assert b"Plan" not in response.read()
    assert len(served.asked) == before


def test_two_hosts_are_refused(served: Served) -> None:
    host = b"Host: 127.0.0.1:%d\r\n" % served.port
    answer = served.raw(b"GET /acme/ HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n")
    assert answer.startswith(b"HTTP/1.0 421")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_nothing_but_reading_is_allowed(served: Served, method: str) -> None:
    response = served.get("/acme/", method)
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_foreign_page_cannot_embed_but_may_link(served: Served, site: str) -> None:
    foreign = {"Sec-Fetch-Site": site}
    assert served.get("/acme/", **foreign, **{"Sec-Fetch-Mode": "no-cors"}).status == 403
    assert served.get("/acme/", **foreign, **{"Sec-Fetch-Mode": "navigate"}).status == 200


@pytest.mark.parametrize(
    "target",
    ["/../etc/passwd", "/acme/../../x", "/%2e%2e/%2e%2e/etc/passwd", "/acme/%00", "//etc/passwd"],
)
def test_what_is_not_in_the_table_is_not_there(served: Served, target: str) -> None:
    assert served.get(target).status == 404


def test_an_absolute_target_is_refused(served: Served) -> None:
    host = b"Host: 127.0.0.1:%d\r\n\r\n" % served.port
    answer = served.raw(b"GET http://evil.example/acme/ HTTP/1.1\r\n" + host)
    assert answer.startswith(b"HTTP/1.0 400")


def test_a_bug_is_told_to_whoever_asked_and_the_server_goes_on(served: Served) -> None:
    assert served.get("/acme/broken").status == 500
    assert served.get("/acme/").status == 200


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(sent=st.binary(max_size=300))
@example(sent=b"\r\n\r\n")
@example(sent=b"GET /\xff\xfe%ff HTTP/1.1\r\nHost: \xff\r\n\r\n")
@example(sent=b"GET / HTTP/9.9\r\n\r\n")
@example(sent=b"GET " + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n")
@example(sent=b"GET /acme/\r\n")
@example(sent=b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n")
def test_no_bytes_make_a_traceback(
    served: Served, capfd: pytest.CaptureFixture[str], sent: bytes
) -> None:
    served.raw(sent)
    assert capfd.readouterr() == ("", "")
    assert served.get("/acme/").status == 200


def lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The data of the events, as they come."""
    while line := response.fp.readline():
        if line.startswith(b"data: "):
            yield line.removeprefix(b"data: ").rstrip(b"\n")


def test_a_page_hears_its_state_at_once_and_at_every_ring(served: Served) -> None:
    response = served.listen("/acme/_events")
    heard = lines(response)
    assert next(heard) == b'{"version": "1"}'
    served.states["acme/"] = b'{"version": "2"}'
    served.bell.ring()
    assert next(heard) == b'{"version": "2"}'
    response.close()


def test_a_page_that_is_taken_away_hears_no_more(served: Served) -> None:
    served.states["gone/"] = b"{}"
    response = served.listen("/gone/_events")
    heard = lines(response)
    next(heard)
    del served.states["gone/"]
    served.bell.ring()
    assert list(heard) == []
    assert served.get("/gone/_events").status == 404


def test_listeners_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MOST_LISTENERS", 2)
    bell = Bell()
    with preview_server(0, lambda _: PAGE, lambda _: b"{}", bell) as address:
        served = Served(urlsplit(address).port or 0, bell, {})
        kept = [served.listen("/_events") for _ in range(2)]
        assert [next(lines(response)) for response in kept] == [b"{}", b"{}"]
        assert served.get("/_events").status == 503
        assert served.get("/").status == 200


def test_every_thread_ends_with_the_server_also_of_silent_connections() -> None:
    before = set(threading.enumerate())
    bell = Bell()
    with preview_server(0, lambda _: PAGE, lambda _: b"{}", bell) as address:
        port = urlsplit(address).port or 0
        silent = socket.create_connection(("127.0.0.1", port))
        response = Served(port, bell, {}).listen("/_events")
        assert next(lines(response)) == b"{}"
    silent.close()
    response.close()
    assert set(threading.enumerate()) <= before


def test_only_this_machine_is_bound_and_a_taken_port_is_told() -> None:
    with preview_server(0, lambda _: None, lambda _: None, Bell()) as address:
        url = urlsplit(address)
        assert url.hostname == "127.0.0.1"
        with (
            pytest.raises(EnvironmentFailure) as told,
            preview_server(url.port or 0, lambda _: None, lambda _: None, Bell()),
        ):
            pass
    assert str(url.port) in told.value.message
    assert "--port" in told.value.hint

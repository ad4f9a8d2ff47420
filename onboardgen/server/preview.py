"""The server of the preview: for this machine only, reading only, answering from a table.

It opens no file. Whatever is asked for is looked up by the functions it is given; what they do
not know is not there.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import unquote

from onboardgen.errors import EnvironmentFailure
from onboardgen.server.bell import Bell

ADDRESS: Final = "127.0.0.1"
EVENTS: Final = "_events"
METHODS: Final = ("GET", "HEAD")
MOST_CONNECTIONS: Final = 128
MOST_LISTENERS: Final = 64
PATIENCE: Final = 10.0
"""Seconds a client may take to say what it wants, or to take the answer."""
HEARTBEAT: Final = 2.0
"""Seconds between signs of life to a page that listens; a page that left is noticed by them."""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for a path: its media type, its bytes, the policy it is shown under."""

    media_type: str
    content: bytes = field(repr=False)
    policy: str = NOTHING
    status: HTTPStatus = HTTPStatus.OK
    location: str = ""


Find = Callable[[str], Answer | None]
"""The answer for a path without its first slash, already decoded; None where there is none."""
Watch = Callable[[str], bytes | None]
"""The present state of the page at a path, as JSON on one line; None where there is no page."""


@contextlib.contextmanager
def preview_server(port: int, find: Find, watch: Watch, bell: Bell) -> Iterator[str]:
    """Serve while it is open; gives the address. Pages that listen are told at every ring.

    Port 0 takes any free one. Raises EnvironmentFailure where the port is taken.
    """
    try:
        server = _Server((ADDRESS, port), _Request)
    except (OSError, OverflowError) as error:
        raise EnvironmentFailure(
            f"Port {port} of {ADDRESS} is not free.",
            "Stop what uses it, or name another with --port; --port 0 takes any.",
        ) from error
    server.find, server.watch, server.bell = find, watch, bell
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="preview")
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.port}/"
    finally:
        bell.stop()
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    """One thread per connection, and no more than are good for this machine."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 128
    find: Find
    watch: Watch
    bell: Bell

    def __init__(self, address: tuple[str, int], handler: type[_Request]) -> None:
        self.listeners = threading.BoundedSemaphore(MOST_LISTENERS)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser on this machine calls us; any other name came by a foreign page."""
        names = (ADDRESS, "localhost", "[::1]")
        with_port = {f"{name}:{self.port}" for name in names}
        return frozenset({*with_port, *names} if self.port == 80 else with_port)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        with self._lock:
            if len(self._open) >= MOST_CONNECTIONS:
                return False
            self._open.add(request)
            return True

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End all connections, also those on which nothing was ever asked."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Request(BaseHTTPRequestHandler):
    server: _Server
    server_version = "onboardgen"
    sys_version = ""
    timeout = PATIENCE

    def parse_request(self) -> bool:
        """Read the head of the request; False where it was refused, and answered."""
        if not super().parse_request():
            return False
        refusal = self._refusal()
        if refusal:
            self._refuse(*refusal)
        return refusal is None

    def do_GET(self) -> None:
        path = _path(self.path)
        if path is None:
            return self._refuse(HTTPStatus.BAD_REQUEST, "This is no address.")
        page, slash, name = path.rpartition("/")
        if name == EVENTS:
            return self._tell(page + slash)
        try:
            answer = self.server.find(path)
        except Exception as error:  # noqa: BLE001  a bug is told to whoever asked; others go on
            text = f"The preview met something it did not expect: {error!r}"
            return self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, text)
        if answer is None:
            return self._refuse(HTTPStatus.NOT_FOUND, "There is no such page. All stand at /.")
        return self._send(answer)

    do_HEAD = do_GET  # noqa: N815  the name the base class calls

    def _refusal(self) -> tuple[HTTPStatus, str] | None:
        """Why this request is not answered: not for us, not reading, or from a foreign page."""
        hosts = self.headers.get_all("Host") or [""]
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.hosts:
            return (
                HTTPStatus.MISDIRECTED_REQUEST,
                f"The preview answers only at http://{ADDRESS}:{self.server.port}/.",
            )
        if self.command not in METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED, "The preview can only be read."
        foreign = self.headers.get("Sec-Fetch-Site", "") in ("cross-site", "same-site")
        if foreign and self.headers.get("Sec-Fetch-Mode") != "navigate":
            return HTTPStatus.FORBIDDEN, "Other pages cannot read the preview."
        return None

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        self.close_connection = True
        self._send(Answer(TEXT, f"{text}\n".encode(errors="replace"), status=status))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the base class cannot read is refused without repeating any of it."""
        status = HTTPStatus(code)
        if status == HTTPStatus.NOT_IMPLEMENTED:
            status = HTTPStatus.METHOD_NOT_ALLOWED
        self._refuse(status, status.phrase)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", answer.policy)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.content)))
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", ", ".join(METHODS))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _tell(self, page: str) -> None:
        """Send the state of a page now and whenever it is another one, until either side ends."""
        if self.server.watch(page) is None:
            return self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")
        if not self.server.listeners.acquire(blocking=False):
            text = "Too many pages are open; close some."
            return self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, text)
        try:
            self._stream(page)
        finally:
            self.server.listeners.release()
        return None

    def _stream(self, page: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", NOTHING)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        if self.command == "HEAD":
            return
        bell, told = self.server.bell, b""
        self.wfile.write(b"retry: 1000\n\n")
        while not bell.stopped:
            heard = bell.rings
            state = self.server.watch(page)
            if state is None:
                return
            self.wfile.write(b":\n\n" if state == told else b"data: " + state + b"\n\n")
            told = state
            bell.wait(heard, HEARTBEAT)

    def log_message(self, *_: Any) -> None:
        """Quiet: what went wrong stands in the page."""


def _path(target: str) -> str | None:
    """The path of a request target without its first slash, decoded; None where it is none."""
    if not target.startswith("/"):
        return None
    try:
        return unquote(target[1:].partition("?")[0], errors="strict")
    except ValueError:
        return None

"""A forge on loopback for what issues do not need: comments of a review, and how things stand.

    with Forge() as forge:
        forge.answers["GET /repos/o/r"] = (200, {"full_name": "o/r"})

Keys are method and path without query. A value may be a function of the request's document. What is
not in `answers` is 404. `seen` are the keys of all requests, in order, with what they brought.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, cast

Answer = tuple[int, Any]


class _Server(ThreadingHTTPServer):
    forge: Forge
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        document = json.loads(self.rfile.read(length)) if length else None
        status, body = cast("_Server", self.server).forge.answer(self.command, self.path, document)
        data = b"" if status == 0 else json.dumps(body).encode()
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815

    def log_message(self, *arguments: object) -> None:
        """Nothing is printed."""


class Forge:
    """Status 0 does what is asked and hangs up without a reply."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Any], Answer]] = {}
        self.seen: list[tuple[str, Any]] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.forge = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, method: str, path: str, document: Any) -> Answer:
        key = f"{method} {path.partition('?')[0]}"
        self.seen.append((key, document))
        found = self.answers.get(key, (404, {"message": "Not Found"}))
        return found(document) if callable(found) else found

    @property
    def writes(self) -> list[tuple[str, Any]]:
        return [one for one in self.seen if not one[0].startswith("GET ")]

    def __enter__(self) -> Forge:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class StandingClock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self, now: float = 1_796_100_000.0) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds

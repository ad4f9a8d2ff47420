"""A tracker on loopback: GitHub's and GitLab's API for many repositories, with faults on request.

    with TrackerServer() as server:
        repository = server.new("owner/name")
        server.break_at(repository, "502 after", at=3)

GitHub's API is at `server.github`, GitLab's at `server.gitlab`. `server.strangers` are the requests
that came in at another origin: there must be none. People are of the whole GitLab: who asks for
them is told by the token.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote, urlencode

from tests.trackers.server import github_api, gitlab_api
from tests.trackers.server.faults import WORKS, Fault, FaultKind, answer_of
from tests.trackers.server.http import Reply, Request, read_request
from tests.trackers.server.limits import Limits
from tests.trackers.server.state import Repository, Seen

Drop = Literal["close", "reset", "hang", "cut"]


class TrackerServer:
    """Threads: one that accepts for each origin, and one for each connection."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.strangers: list[Request] = []
        self._ids = itertools.count(1)
        self._faults: dict[int, Fault] = {}
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._listening = [_listening_socket(), _listening_socket()]
        self.origin, self.elsewhere = (
            f"http://127.0.0.1:{one.getsockname()[1]}" for one in self._listening
        )

    @property
    def github(self) -> str:
        return self.origin

    @property
    def gitlab(self) -> str:
        return f"{self.origin}/api/v4"

    def new(self, name: str, **settings: Any) -> Repository:
        repository = Repository(
            name, next(self._ids), settings.pop("limits", None) or Limits(), **settings
        )
        self.repositories[name] = repository
        return repository

    def copy(self, repository: Repository, name: str) -> Repository:
        """The same state once more, with a clock and limits of its own."""
        twin = repository.copied(name, next(self._ids))
        self.repositories[name] = twin
        return twin

    def drop(self, *repositories: Repository) -> None:
        for one in repositories:
            self.repositories.pop(one.name, None)
            self._faults.pop(one.id, None)

    def break_at(
        self, repository: Repository, kind: FaultKind, at: int, *, lasting: bool = False
    ) -> Fault:
        fault = Fault(kind, at, lasting)
        self._faults[repository.id] = fault
        return fault

    def mend(self, repository: Repository) -> None:
        self._faults.pop(repository.id, None)

    def __enter__(self) -> TrackerServer:
        for listening, origin in zip(
            self._listening, (self.origin, self.elsewhere), strict=True
        ):  # fmt: skip
            threading.Thread(target=self._accept, args=(listening, origin), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (*self._listening, *self._connections):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self, listening: socket.socket, origin: str) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection, origin), daemon=True).start()

    def _serve(self, connection: socket.socket, origin: str) -> None:
        try:
            with connection.makefile("rb") as stream:
                while request := read_request(stream, origin):
                    if origin == self.elsewhere:
                        self.strangers.append(request)
                    with self._lock:
                        reply, drop = self._reply(request)
                    if drop in ("close", "reset", "hang"):
                        _leave(connection, stream, drop)
                        return
                    connection.sendall(reply.wire(cut=drop == "cut"))
                    if drop == "cut":
                        return
        except (OSError, ValueError):
            return
        finally:
            self._connections.discard(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _reply(self, request: Request) -> tuple[Reply, Drop | None]:
        found = self._find(request)
        if found is None:
            return Reply(404, {"message": "Not Found"}), None
        repository, flavour, rest = found
        return self._at(repository, flavour, rest, request)

    def _at(
        self, repository: Repository, flavour: str, rest: tuple[str, ...], request: Request
    ) -> tuple[Reply, Drop | None]:
        limits = repository.limits
        repository.requests.append(
            Seen(
                request.method, request.path, request.query, request.body, request.token,
                limits.clock.now(),
            )
        )  # fmt: skip
        broken = limits.admit(is_write=request.is_write)
        if broken:
            reply = Reply(
                403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "60"}
            )
            return self._dressed(repository, reply), None
        fault = self._faults.get(repository.id)
        if fault and fault.strikes():
            return self._struck(fault.kind, repository, flavour, rest, request)
        reply = self._work(repository, flavour, rest, request)
        if "endless" in request.query:
            reply.headers["Link"] = _endless(request)
        return self._dressed(repository, reply), None

    def _work(
        self, repository: Repository, flavour: str, rest: tuple[str, ...], request: Request
    ) -> Reply:
        answer = github_api.answer if flavour == "github" else gitlab_api.answer
        return answer(repository, request, rest)

    def _struck(
        self,
        kind: FaultKind,
        repository: Repository,
        flavour: str,
        rest: tuple[str, ...],
        request: Request,
    ) -> tuple[Reply, Drop | None]:
        reply = Reply(500, {"message": "Server Error"})
        if kind in WORKS:
            reply = self._work(repository, flavour, rest, request)
        drop: Drop | None = None
        match kind:
            case "closed before" | "closed after":
                drop = "reset" if kind == "closed before" else "close"
            case "no reply before" | "no reply after":
                drop = "hang"
            case "half a body":
                drop = "cut"
            case "half JSON before" | "half JSON after":
                text = reply.payload().decode() if kind in WORKS else '[{"number": 1, "title": "A t'
                reply = Reply(200 if kind not in WORKS else reply.status, text[: len(text) // 2])
            case "endless Link":
                reply.headers["Link"] = _endless(request)
            case "foreign Link":
                reply.headers["Link"] = f'<{self.elsewhere}{request.path}?page=2>; rel="next"'
            case _:
                below = "".join(f"/{quote(part)}" for part in rest)
                query = f"?{urlencode(request.query)}" if request.query else ""
                reply = answer_of(
                    kind,
                    repository.limits,
                    here=f"{self.origin}{_by_number(repository, flavour)}{below}{query}",
                    elsewhere=f"{self.elsewhere}{request.path}{query}",
                )
        return self._dressed(repository, reply), drop

    def _dressed(self, repository: Repository, reply: Reply) -> Reply:
        limits = repository.limits
        """With the headers that every reply has."""
        usual = {
            "X-RateLimit-Limit": str(limits.requests_an_hour),
            "X-RateLimit-Remaining": str(limits.remaining),
            "X-RateLimit-Reset": str(limits.reset_at),
        }
        return Reply(reply.status, reply.content, {**usual, **reply.headers})

    def _find(self, request: Request) -> tuple[Repository, str, tuple[str, ...]] | None:
        match request.parts:
            case "repos", owner, name, *rest:
                found = self.repositories.get(f"{owner}/{name}")
                return (found, "github", tuple(rest)) if found else None
            case "repositories", number, *rest:
                found = self._numbered(number)
                return (found, "github", tuple(rest)) if found else None
            case "api", "v4", "projects", name, *rest:
                found = self.repositories.get(name) or self._numbered(name)
                return (found, "gitlab", tuple(rest)) if found else None
            case "api", "v4", "users":
                asks = (one for one in self.repositories.values() if one.token == request.token)
                found = next(asks, None)
                return (found, "gitlab", ("users",)) if found else None
        return None

    def _numbered(self, number: str) -> Repository | None:
        return next((one for one in self.repositories.values() if str(one.id) == number), None)


def _listening_socket() -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    return listening


def _leave(connection: socket.socket, stream: Any, drop: Drop) -> None:
    """Without a reply: closed, reset, or silent until the other side gives up."""
    if drop == "hang":
        stream.read()
    if drop == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _by_number(repository: Repository, flavour: str) -> str:
    """Where a repository is found under whatever name."""
    if flavour == "github":
        return f"/repositories/{repository.id}"
    return f"/api/v4/projects/{repository.id}"


def _endless(request: Request) -> str:
    turn = int(request.query.get("endless", "0")) + 1
    query = urlencode({**request.query, "endless": turn})
    return f'<{request.origin}{request.path}?{query}>; rel="next"'

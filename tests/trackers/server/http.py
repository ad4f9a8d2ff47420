"""Just enough of HTTP/1.1 over a socket: requests read, replies written, connections kept alive."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """`path` as it was sent, still quoted; `body` is what the JSON or the form says."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    origin: str

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(unquote(part) for part in self.path.split("/") if part)

    @property
    def token(self) -> str:
        kind, _, value = self.headers.get("authorization", "").partition(" ")
        if kind.lower() in ("bearer", "token"):
            return value
        return self.headers.get("private-token", "")

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD")


@dataclass
class Reply:
    """`content` is sent as JSON, a string as it is."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        if self.content is None:
            return b""
        if isinstance(self.content, str):
            return self.content.encode()
        return json.dumps(self.content).encode()

    def wire(self, *, cut: bool = False) -> bytes:
        """The reply as bytes; `cut` leaves off half of a body whose full length was announced."""
        payload = self.payload()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            **self.headers,
            "Content-Length": str(len(payload)),
        }
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        return head + (payload[: len(payload) // 2] if cut else payload)


def read_request(stream: BinaryIO, origin: str) -> Request | None:
    """The next request of a connection; None at its end."""
    line = stream.readline(65_536).decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    method, target, _ = line.split(" ", 2)
    headers = {}
    while header := stream.readline(65_536).decode("latin-1").rstrip("\r\n"):
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    content = stream.read(int(headers.get("content-length", "0")))
    split = urlsplit(target)
    return Request(
        method, split.path, dict(parse_qsl(split.query)), headers, _body(content, headers), origin
    )


def _body(content: bytes, headers: dict[str, str]) -> Any:
    if not content:
        return None
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(content.decode(), keep_blank_values=True))
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")

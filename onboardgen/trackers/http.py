"""One request over HTTP and its whole reply: no retries, no redirects, nothing without a limit."""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Literal, Self

import httpx

from onboardgen import __version__
from onboardgen.errors import UsageError
from onboardgen.trackers.pace import Pace
from onboardgen.trackers.tracker import TrackerFailure

Method = Literal["GET", "POST", "PATCH", "PUT"]

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
WHOLE_SECONDS: Final = 120.0
LARGEST_REPLY: Final = 10 * 1024 * 1024
_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_LOCAL_NAMES: Final = frozenset({"localhost"})


class NoReply(Exception):
    """No whole reply came. `sent` tells whether the request may have been done all the same."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class Unreadable(Exception):
    """A reply that is not what the tracker documents."""


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A token of a tracker. Only `value` shows it."""

    value: str

    def __repr__(self) -> str:
        return "Token(…)"


def token_from(text: str, variable: str) -> Token:
    """The token that stands in an environment variable.

    Raises TrackerFailure where it holds what no token can, without showing it.
    """
    value = text.strip()
    if not value or not value.isascii() or any(not "!" <= each <= "~" for each in value):
        raise TrackerFailure(
            f"What stands in {variable} is no token: it is empty, or holds spaces or other "
            "characters that no token has.",
            "Copy the token again, on one line.",
        )
    return Token(value)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> object:
        """The document that it holds. Raises Unreadable."""
        if "html" in self.headers.get("content-type", "").lower():
            raise Unreadable("it answered with a web page where JSON was due")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreadable("its answer is no JSON, or only part of it") from None


class Http:
    """The connection of one run. `requests` and `writes` count what was sent. `tls` is made anew
    where none is handed in, which takes a tenth of a second."""

    def __init__(
        self,
        pace: Pace,
        *,
        read_seconds: float = READ_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.pace = pace
        self.requests = 0
        self.writes = 0
        self._client = httpx.Client(
            verify=tls or True,
            timeout=httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            headers={"User-Agent": f"onboardgen/{__version__}"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def send(
        self, method: Method, url: str, headers: Mapping[str, str], content: object = None
    ) -> Reply:
        """Send a request once; writes wait for their turn. Raises NoReply, and TrackerFailure
        where a write would have to wait for too long."""
        if method != "GET":
            self.pace.before_write()
            self.writes += 1
        self.requests += 1
        try:
            return self._sent(method, url, headers, content)
        except httpx.InvalidURL:
            raise NoReply("the address is none", sent=False) from None
        except httpx.HTTPError as failure:
            raise NoReply(_reason(failure), sent=not isinstance(failure, _NEVER_SENT)) from None
        finally:
            if method != "GET":
                self.pace.after_write()

    def _sent(self, method: Method, url: str, headers: Mapping[str, str], content: object) -> Reply:
        began = self.pace.clock.now()
        with self._client.stream(method, url, headers=dict(headers), json=content) as response:
            pieces, size = [], 0
            for piece in response.iter_bytes():
                size += len(piece)
                if size > LARGEST_REPLY:
                    raise NoReply("its reply is larger than 10 MB", sent=True)
                if self.pace.clock.now() - began > WHOLE_SECONDS:
                    raise NoReply("its reply came too slowly to wait for", sent=True)
                pieces.append(piece)
            return Reply(
                response.status_code,
                {name.lower(): value for name, value in response.headers.items()},
                b"".join(pieces),
            )


def checked_base(base: str, variable: str) -> str:
    """The address of an API without its last slash.

    Raises UsageError where it is none, or where a token would cross the network unencrypted.
    """
    try:
        url = httpx.URL(base)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.query:
        raise UsageError(
            f"{variable} is no address of a tracker's API.",
            "Write it like https://api.github.com or https://gitlab.example.com/api/v4.",
        )
    if url.scheme == "http" and not _is_loopback(url.host):
        raise UsageError(
            f"The address of the tracker begins with http://, so the token would travel "
            f"unencrypted ({variable}).",
            "Use its https:// address.",
        )
    return base.rstrip("/")


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses have scheme, host and port in common, and name no user."""
    try:
        first, second = httpx.URL(one), httpx.URL(other)
    except httpx.InvalidURL:
        return False
    ours, theirs = ((url.scheme, url.host, url.port) for url in (first, second))
    return ours == theirs and not second.userinfo


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in _LOCAL_NAMES


def _reason(failure: httpx.HTTPError) -> str:
    if isinstance(failure, httpx.ConnectTimeout):
        return f"no connection within {CONNECT_SECONDS:.0f} seconds"
    if isinstance(failure, httpx.TimeoutException):
        return "no answer within the time that a run waits for one"
    if "certificate" in str(failure).lower():
        return "its certificate is none that this machine trusts"
    if isinstance(failure, httpx.ConnectError | httpx.ProxyError):
        return "no connection"
    if isinstance(failure, httpx.DecodingError):
        return "its answer cannot be decoded"
    return "the connection broke before the answer was whole"

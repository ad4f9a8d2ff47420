"""Requests as trackers want them: pages followed, limits honoured, reads repeated, writes not.

A request that was refused for its pace was not done, so it is sent again after the wait that the
tracker asks for. Any other write is repeated only where doing it twice is doing it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urljoin

from onboardgen.trackers.http import Http, Method, NoReply, Reply, Unreadable, same_origin
from onboardgen.trackers.refusals import NEXT_RUN, Service, failure_of, told
from onboardgen.trackers.tracker import LostReply, TrackerFailure

T = TypeVar("T")
Shape = Callable[[object], T]
"""Takes from a document what is needed. Raises Unreadable where it is not there."""

NEVER: Final[frozenset[int]] = frozenset()
PAGES: Final = 100
ATTEMPTS: Final = 3
REDIRECTS: Final = 3
_FIRST_PAUSE: Final = 2.0
_LIMITED_PAUSE: Final = 60.0
_REDIRECTS: Final = frozenset({301, 302, 307, 308})
_NEXT: Final = re.compile(r"<([^<>]*)>((?:\s*;[^,<]*)*)")
_IS_NEXT: Final = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)


class Api:
    """One tracker's API. `headers` go with every request; `moved` is called when a read was sent on
    to another address of the same origin, with the issue that it was about."""

    def __init__(
        self,
        http: Http,
        service: Service,
        headers: Mapping[str, str],
        moved: Callable[[int | None], None] = lambda number: None,
    ) -> None:
        self.http = http
        self.service = service
        self._headers = headers
        self._moved = moved

    def read(
        self,
        url: str,
        doing: str,
        shape: Shape[T],
        *,
        number: int | None = None,
        missing: frozenset[int] = NEVER,
    ) -> tuple[Reply, T | None]:
        """The reply at an address and what it holds; None where its status is one of `missing`.

        Raises TrackerFailure.
        """
        return self._repeated(lambda: self._read(url, doing, shape, number, missing), doing)

    def pages(
        self, url: str, doing: str, shape: Shape[T], *, number: int | None = None
    ) -> Iterator[T]:
        """The entries of all pages of a list. Raises TrackerFailure, also where the list does not
        come to an end or leads elsewhere."""
        seen: set[str] = set()
        while True:
            if len(seen) == PAGES:
                raise self._cut_off(doing, f"it has more than {PAGES} pages")
            seen.add(url)
            reply, entries = self.read(url, doing, _list_of(shape), number=number)
            yield from entries or ()
            following = next_page(reply.headers.get("link", ""))
            if following is None:
                return
            if not same_origin(url, following):
                raise self._cut_off(doing, "its next page would be at another server")
            if following in seen:
                raise self._cut_off(doing, "its pages go round in a circle")
            url = following

    def write(
        self,
        method: Method,
        url: str,
        content: Mapping[str, object],
        doing: str,
        shape: Shape[T],
        *,
        number: int | None = None,
        can_repeat: bool,
        expected: frozenset[int] = NEVER,
    ) -> tuple[Reply, T | None]:
        """Send a write; the reply and what it holds, None where its status is one of `expected`.

        Raises LostReply where nobody knows whether it was done and it may not be repeated, else
        TrackerFailure.
        """

        def once() -> tuple[Reply, T | None]:
            return self._judged(
                self._answered(method, url, content), doing, shape, number, expected
            )

        if can_repeat:
            return self._repeated(once, doing)
        try:
            return once()
        except _Passing as passing:
            kind = LostReply if passing.sent else TrackerFailure
            raise kind(*_words(self.service, passing, doing)) from None

    def _read(
        self, url: str, doing: str, shape: Shape[T], number: int | None, missing: frozenset[int]
    ) -> tuple[Reply, T | None]:
        asked = url
        for _ in range(REDIRECTS + 1):
            reply = self._answered("GET", asked, None)
            if reply.status not in _REDIRECTS:
                break
            target = urljoin(asked, reply.headers.get("location", ""))
            if not same_origin(url, target):
                raise self._cut_off(doing, "it is sent on to another server")
            asked = target
        else:
            raise self._cut_off(doing, "it is sent on from address to address")
        if asked != url:
            self._moved(number)
        return self._judged(reply, doing, shape, number, missing)

    def _judged(
        self,
        reply: Reply,
        doing: str,
        shape: Shape[T],
        number: int | None,
        expected: frozenset[int],
    ) -> tuple[Reply, T | None]:
        if reply.status in expected:
            return reply, None
        if not reply.is_success:
            raise failure_of(self.service, reply, doing, number)
        try:
            return reply, shape(reply.json())
        except Unreadable as unreadable:
            raise _Passing(str(unreadable), sent=True) from None

    def _answered(self, method: Method, url: str, content: object) -> Reply:
        """The reply to a request that was let through, after as much waiting as it takes."""
        limited = 0
        while True:
            try:
                reply = self.http.send(method, url, self._headers, content)
            except NoReply as none:
                raise _Passing(none.reason, sent=none.sent) from None
            wait = seconds_to_wait(reply, self.http.pace.clock.now(), limited)
            if wait is None:
                break
            limited += 1
            self.http.pace.wait(wait)
        if reply.status >= 500 or reply.status == 408:
            raise _Passing(f"it answers with {reply.status}", sent=True)
        return reply

    def _repeated(
        self, once: Callable[[], tuple[Reply, T | None]], doing: str
    ) -> tuple[Reply, T | None]:
        for attempt in range(ATTEMPTS):
            try:
                return once()
            except _Passing as passing:
                last = passing
            if attempt + 1 < ATTEMPTS:
                self.http.pace.wait(_FIRST_PAUSE * 4**attempt)
        raise TrackerFailure(*_words(self.service, last, doing)) from None

    def _cut_off(self, doing: str, why: str) -> TrackerFailure:
        return TrackerFailure(f"{self.service.name} was cut off ({doing}): {why}.", NEXT_RUN)


class _Passing(Exception):
    """A request that came to nothing for now. `sent` tells whether it may have been done."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


def next_page(header: str) -> str | None:
    """The address behind `rel="next"` in a `Link` header, as it stands there."""
    for address, parameters in _NEXT.findall(header):
        for quoted, plain in _IS_NEXT.findall(parameters):
            if "next" in (quoted or plain).lower().split():
                return str(address)
    return None


def seconds_to_wait(reply: Reply, now: float, before: int) -> float | None:
    """How long the tracker asks to wait before the request is sent again; None where it was let
    through. `before` counts the waits that it asked for already."""
    headers = reply.headers
    remaining = headers.get("x-ratelimit-remaining", headers.get("ratelimit-remaining"))
    slow_down = "rate limit" in told(reply).lower() if reply.status == 403 else False
    limited = "retry-after" in headers or remaining == "0" or slow_down
    if reply.status != 429 and not (reply.status == 403 and limited):
        return None
    asked = _retry_after(headers.get("retry-after", ""), now)
    if asked is None and remaining in {None, "0"}:
        reset = headers.get("x-ratelimit-reset", headers.get("ratelimit-reset", ""))
        asked = float(reset) + 1.0 - now if _is_number(reset) else None
    return _LIMITED_PAUSE * 2**before if asked is None else max(asked, 1.0)


def _retry_after(text: str, now: float) -> float | None:
    if _is_number(text):
        return float(text)
    try:
        return parsedate_to_datetime(text).timestamp() - now
    except (ValueError, OverflowError):
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _list_of(shape: Shape[T]) -> Shape[list[T]]:
    def shaped(document: object) -> list[T]:
        if not isinstance(document, list):
            raise Unreadable("its answer is no list")
        return [shape(entry) for entry in document]

    return shaped


def _words(service: Service, passing: _Passing, doing: str) -> tuple[str, str]:
    return f"{service.name} cannot be reached ({doing}): {passing.reason}.", NEXT_RUN

"""What goes wrong, at which request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tests.trackers.server.http import Reply
from tests.trackers.server.limits import Limits

FaultKind = Literal[
    "closed before", "closed after", "no reply before", "no reply after",
    "500 before", "502 before", "502 after", "503 before",
    "403 retry-after", "403 reset", "403 secondary", "403 forbidden", "429",
    "401", "404", "410", "422 assignee",
    "301 here", "301 elsewhere",
    "half JSON before", "half JSON after", "half a body", "empty list", "empty object", "HTML",
    "endless Link", "foreign Link",
]  # fmt: skip
FAULTS: Final[tuple[FaultKind, ...]] = (
    "closed before", "closed after", "no reply before", "no reply after",
    "500 before", "502 before", "502 after", "503 before",
    "403 retry-after", "403 reset", "403 secondary", "403 forbidden", "429",
    "401", "404", "410", "422 assignee",
    "301 here", "301 elsewhere",
    "half JSON before", "half JSON after", "half a body", "empty list", "empty object", "HTML",
    "endless Link", "foreign Link",
)  # fmt: skip
"""`before` and `after` say whether the work was done. A half body is cut on the wire, half JSON is
a whole reply that holds half of its text."""

WORKS: Final[frozenset[FaultKind]] = frozenset(
    {
        "closed after", "no reply after", "502 after", "half JSON after", "half a body",
        "endless Link", "foreign Link",
    }
)  # fmt: skip
"""The faults after which the work is done."""


@dataclass
class Fault:
    """A fault at the `at`-th request from now on, from 1; a `lasting` one stays from then on."""

    kind: FaultKind
    at: int
    lasting: bool = False
    seen: int = 0
    hits: int = 0

    def strikes(self) -> bool:
        """Counts a request; whether it is hit."""
        self.seen += 1
        struck = self.seen >= self.at if self.lasting else self.seen == self.at
        self.hits += struck
        return struck


PAGE: Final = "<!DOCTYPE html><title>Welcome</title><p>Please sign in to this network.</p>"
SECONDARY: Final = "You have exceeded a secondary rate limit. Please wait a few minutes."
ASSIGNEE: Final = {"resource": "Issue", "field": "assignees", "code": "invalid"}
PLAIN: Final[dict[FaultKind, tuple[int, object]]] = {
    "500 before": (500, "<html><h1>Internal Server Error</h1></html>"),
    "502 before": (502, "<html><h1>Bad gateway</h1></html>"),
    "502 after": (502, "<html><h1>Bad gateway</h1></html>"),
    "503 before": (503, "<html><h1>No server is available</h1></html>"),
    "403 forbidden": (403, {"message": "Resource not accessible by integration"}),
    "401": (401, {"message": "Bad credentials"}),
    "404": (404, {"message": "Not Found"}),
    "410": (410, {"message": "Issues has been disabled in this repository."}),
    "422 assignee": (422, {"message": "Validation Failed", "errors": [ASSIGNEE]}),
    "empty list": (200, []),
    "empty object": (200, {}),
}
HOLDS: Final[dict[FaultKind, int]] = {
    "403 retry-after": 30, "429": 30, "403 reset": 120, "403 secondary": 60,
}  # fmt: skip
"""For how many seconds nobody may come back."""


def answer_of(kind: FaultKind, limits: Limits, *, here: str, elsewhere: str) -> Reply:
    """The reply of the faults that are one. `here` and `elsewhere` are where a moved repository
    is found."""
    if kind in PLAIN:
        status, content = PLAIN[kind]
        return Reply(status, content)
    if kind in HOLDS:
        return _wait(kind, limits, HOLDS[kind])
    if kind in ("301 here", "301 elsewhere"):
        to = here if kind == "301 here" else elsewhere
        return Reply(301, {"message": "Moved Permanently"}, {"Location": to})
    return Reply(200, PAGE, {"Content-Type": "text/html; charset=utf-8"})


def _wait(kind: FaultKind, limits: Limits, seconds: int) -> Reply:
    until = limits.clock.now() + seconds
    limits.hold(until)
    if kind == "403 secondary":
        return Reply(403, {"message": SECONDARY})
    if kind == "403 reset":
        reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(until))}
        return Reply(403, {"message": "API rate limit exceeded"}, reset)
    status = 429 if kind == "429" else 403
    return Reply(status, {"message": SECONDARY}, {"Retry-After": str(seconds)})

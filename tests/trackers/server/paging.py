"""Pages of a list, and the `Link` header that leads from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from tests.trackers.server.http import Request

T = TypeVar("T")


def page_of(
    rows: Sequence[T], request: Request, address: str, *, usual: int, most: int
) -> tuple[list[T], dict[str, str]]:
    """The rows of the page that was asked for, and its headers. `usual` is the size of a page
    where none is asked for, `most` the largest; `address` is where further pages are."""
    asked = request.query.get("per_page", "")
    size = min(int(asked) if asked.isdigit() and int(asked) else usual, most)
    number = request.query.get("page", "1")
    page = int(number) if number.isdigit() and int(number) else 1
    last = max(1, -(-len(rows) // size))
    links: dict[str, int] = {}
    if page > 1:
        links |= {"prev": page - 1, "first": 1}
    if page < last:
        links |= {"next": page + 1, "last": last}
    header = ", ".join(
        f'<{address}?{urlencode({**request.query, "page": to})}>; rel="{rel}"'
        for rel, to in links.items()
    )
    return list(rows[(page - 1) * size : page * size]), {"Link": header} if header else {}

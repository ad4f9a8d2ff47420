"""A digest in words: plain texts in the reader's language, whatever channel carries them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

WIDTH: Final = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing: its title, and in a second line when, for whom, why. `href` leads to it in the
    portal, where there is one."""

    title: str
    detail: str = ""
    href: str | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with points below it; `more` says how many are not told."""

    heading: str
    points: tuple[Point, ...]
    more: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole digest. `headline` is the answer, `status` how the project is; `link` is the label
    and address of the portal; `footer` says why it came and who answers."""

    language: str
    direction: Literal["ltr", "rtl"]
    organization: str
    subject: str
    headline: str
    status: str = ""
    parts: tuple[Part, ...] = ()
    link: tuple[str, str] | None = None
    footer: tuple[str, ...] = ()


def plain(letter: Letter) -> str:
    """The letter as plain text, wrapped, with an empty line before each heading."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    yield from _wrapped(letter.headline)
    if letter.status:
        yield from _wrapped(letter.status)
    for part in letter.parts:
        yield ""
        yield part.heading.upper() if part.heading.isascii() else part.heading
        for point in part.points:
            yield from _wrapped(point.title, "- ", "  ")
            if point.detail:
                yield from _wrapped(point.detail, "  ", "  ")
        if part.more:
            yield from _wrapped(part.more, "  ", "  ")
    if letter.link:
        yield ""
        yield f"{letter.link[0]}:"
        yield letter.link[1]
    yield ""
    yield "-- "
    for line in (letter.organization, *letter.footer):
        yield from _wrapped(line)


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )

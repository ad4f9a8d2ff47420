"""Tables and paragraphs for people: 80 columns where the output is no terminal."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from onboardgen.cli.presentation import in_colour, paint, visible

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading. One that may not wrap keeps its width, the others share the rest."""

    name: str
    align: Literal["left", "right"] = "left"
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a colour for terminals."""

    text: str
    colour: str = ""


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str | Cell]]) -> None:
    """Rows under headings, two spaces between columns, no lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            Text(column.name), justify=column.align, no_wrap=not column.wraps, overflow="fold"
        )
    for row in rows:
        table.add_row(*map(_text, row))
    console = Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else WIDTH,
        no_color=not in_colour(),
        force_terminal=in_colour(),
        highlight=False,
    )
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def _text(cell: str | Cell) -> Text:
    text, style = (cell.text, cell.colour) if isinstance(cell, Cell) else (cell, "")
    return Text("\n".join(map(visible, text.split("\n"))), style=style)


def heading(text: str) -> None:
    """A heading within the width, with an empty line above it."""
    click.echo()
    click.echo(paint(_filled(text), bold=True))


def paragraph(text: str, first: str = "", rest: str = "") -> None:
    """A text within the width; `rest` begins its further lines."""
    click.echo(_filled(text, first, rest))


def _filled(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        visible(text),
        width=WIDTH - 1,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def can_draw(characters: str) -> bool:
    """Whether the output can show these characters."""
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return os.environ.get("TERM") != "dumb"

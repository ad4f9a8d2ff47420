"""The impact of a change as a comment under a pull request.

Texts of the plan are written by many hands, so nothing in them may mention, refer, close, command
or be taken for our own marks: every line is neutralised whole, and only then formatted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import Final

from onboardgen.cli.diff_records import one_line
from onboardgen.cli.diff_words import (
    PROMISE_COLUMNS,
    Section,
    broken_section,
    headline,
    only_form_words,
    sections,
    workspace_lines,
)
from onboardgen.cli.presentation import counted, visible
from onboardgen.cli.wording import day_words
from onboardgen.workflows.diff import DiffReport, Unread

MARKER: Final = "<!-- onboardgen:diff -->"
"""The first line of the comment, by which it is found again. It never changes."""
LONGEST: Final = 60_000
"""Characters of a comment; GitHub takes 65,536."""
_CAPS: Final = (None, 40, 20, 10, 5, 2, 0)
"""How many lines of a section are shown, less and less until the comment is short enough."""
_BREAK: Final = "\u200b"
_CALLS: Final = re.compile(r"([@#!%&~$]|\bGH-|\bwww(?=\.)|:(?=[:/]))(?=\S)", re.IGNORECASE)
"""What a forge would make a mention, a reference, a link or a command of, if more follows."""
_MARKS: Final = re.compile(r"([\\`*_{}\[\]|~#])")
_CODE: Final = re.compile(r"\\`((?:(?!\\`).)+)\\`")
_START: Final = re.compile(r"^(\s*(?:[-+](?=\s|$)|-(?=-)|\d+[.)](?=\s|$)))")


def as_markdown(report: DiffReport) -> str:
    """The comment, below LONGEST characters; the least important goes first."""
    for cap in _CAPS:
        text = _comment(report, cap, only_rest=True)
        if len(text) < LONGEST:
            return text
    for cap in _CAPS:
        text = _comment(report, cap, only_rest=False)
        if len(text) < LONGEST:
            return text
    return _headlines(report)


def neutral(text: str) -> str:
    """A text on one line that a forge shows as it is, and does nothing with."""
    line = " ".join(visible(" ".join(text.split())).replace(_BREAK, "").split())
    line = html.escape(_CALLS.sub(rf"\1{_BREAK}", line), quote=False)
    line = _START.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", _MARKS.sub(r"\\\1", line))
    return line.replace(_BREAK, "&#8203;")


def _comment(report: DiffReport, cap: int | None, *, only_rest: bool) -> str:
    lines = [MARKER, *_opening(report)]
    if report.as_of is not None:
        lines += _section(broken_section(report.broken), cap) if report.broken else ()
        for one in report.customers:
            found = list(sections(one, report.as_of.day))
            lines += ["", f"### {neutral(one_line(one.impact.name))}", ""]
            lines += [neutral(headline(one, report.as_of.day))]
            lines += _sections(found, cap, only_rest=only_rest)
    lines += _closing(report, cap)
    return "\n".join(lines) + "\n"


def _opening(report: DiffReport) -> Iterator[str]:
    yield "## What this changes in the plans"
    for one in report.unread:
        yield ""
        yield f"> **Could not be read:** {neutral(unread_words(one))}"
    if report.as_of is None:
        return
    day = day_words(report.as_of.day, report.as_of.day)
    since = (
        f"Compared with {report.base[:12]}, as of {day} {report.as_of.day.year}, in working days."
    )
    changed = len(report.customers)
    told = f"{counted(changed, 'customer changes', 'customers change')}. " if changed else ""
    if not (changed or report.workspace or report.broken or report.unread):
        told = "Nothing changes in meaning. "
    yield ""
    yield f"{told}{since}"


def unread_words(one: Unread) -> str:
    """Who could not be read, on which side, and what is wrong first."""
    first = one.findings[0] if one.findings else None
    why = f": {first.location} {first.code.id} {first.message}" if first else ""
    more = f" And {len(one.findings) - 1} more." if len(one.findings) > 1 else ""
    return f"{unread_who(one)}{why}{more}"


def unread_who(one: Unread) -> str:
    """Who could not be read, and on which side."""
    who = one.customer or "the workspace"
    return f"{who}, {'as it stands' if one.side == 'head' else 'as it was at the base'}"


def _sections(found: Sequence[Section], cap: int | None, *, only_rest: bool) -> Iterator[str]:
    for section in (one for one in found if not one.is_rest):
        yield from _section(section, None if only_rest else cap)
    rest = [one for one in found if one.is_rest]
    if not rest:
        return
    number = sum(len(one.lines) for one in rest)
    yield from ("", f"<details><summary>{counted(number, 'more change')}</summary>")
    for section in rest:
        yield from _section(section, cap)
    yield from ("", "</details>")


def _section(section: Section, cap: int | None) -> Iterator[str]:
    yield from ("", f"**{section.title}**", "")
    if section.rows:
        shown = section.rows[:cap]
        yield f"| {' | '.join(PROMISE_COLUMNS)} |"
        yield "| --- | --- | --- | --- | ---: | --- |"
        for row in shown:
            yield f"| {' | '.join(map(neutral, row))} |"
        more = len(section.rows) - len(shown)
        yield from ("", f"and {more} more") if more else ()
    else:
        yield from _list(section.lines, cap, has_code=section.has_code)


def _list(lines: Sequence[str], cap: int | None, *, has_code: bool = False) -> Iterator[str]:
    for line in lines[:cap]:
        told = neutral(line)
        coded = _CODE.sub(r"<code>\1</code>", told) if has_code else told
        yield f"- {coded}"
    more = len(lines) - len(lines[:cap])
    if more:
        yield f"- and {more} more"


def _closing(report: DiffReport, cap: int | None) -> Iterator[str]:
    workspace = workspace_lines(report)
    if workspace:
        yield from ("", "### Workspace", "")
        yield from _list(workspace, cap)
    if report.only_form:
        yield from ("", neutral(only_form_words(report)))


def _headlines(report: DiffReport) -> str:
    """One line for each customer, as many as there is room for."""
    short = replace(report, unread=report.unread[:20])
    text = "\n".join([MARKER, *_opening(short), ""]) + "\n"
    day = report.as_of.day if report.as_of else Day.min
    for number, one in enumerate(report.customers):
        line = f"- {neutral(f'{one_line(one.impact.name)}: {headline(one, day)}')}\n"
        if len(text) + len(line) > LONGEST - 100:
            return f"{text}- and {len(report.customers) - number} more\n"
        text += line
    return text

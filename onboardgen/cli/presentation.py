"""How findings look: for people and for programs."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Sequence

import click

from onboardgen.findings import Finding

FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
COLOURS = {"error": "red", "warning": "yellow"}


def in_colour() -> bool:
    """Colour is for terminals, and not where NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def paint(text: str, **style: str | bool) -> str:
    return click.style(text, **style) if in_colour() else text  # type: ignore[arg-type]


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def finding_as_text(finding: Finding) -> str:
    """Place, severity and code on the first line; what and what to do below it."""
    severity = paint(finding.severity, fg=COLOURS[finding.severity], bold=True)
    lines = [
        f"{paint(visible(str(finding.location)), bold=True)}  {severity} {finding.code.id}",
        wrapped(finding.message, "  ", "  "),
    ]
    if finding.hint:
        lines.append(wrapped(finding.hint, "  → ", "    "))
    return "\n".join(lines)


def wrapped(text: str, first: str, rest: str) -> str:
    """The text within 78 columns; what people copy, such as paths, is never broken."""
    return textwrap.fill(
        visible(text),
        width=78,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def portal_name(slug: str | None, audience: str) -> str:
    """How a portal is called: by customer and audience; the team's own has no customer."""
    return f"{slug} ({audience})" if slug else "our team"


def print_json(command: str, content: dict[str, object]) -> None:
    document = {"format": f"onboardgen.{command}/1", **content}
    click.echo(json_text(document))


def json_text(document: object) -> str:
    """The document as text in which a log finds no command: no line begins with one, and `##[` is
    written so that it reads back the same."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.replace("##[", r"##\u005b")


def print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        click.echo(finding_as_text(finding) + "\n")


def print_document(heading: str, text: str) -> None:
    """A text between a heading and an empty line, indented as a quotation."""
    click.echo(paint(heading, bold=True))
    for line in text.rstrip("\n").splitlines():
        click.echo(f"    {visible(line)}".rstrip())
    click.echo()


def visible(text: str) -> str:
    """Control characters written out, so that a text cannot steer the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else repr(c)[1:-1] for c in text)

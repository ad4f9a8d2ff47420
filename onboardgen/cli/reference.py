"""The reference of the command line: what click knows of every command, as one Markdown page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

_INTRODUCTION = (
    "Every command with its arguments and options. This page is generated from the help of the "
    "commands; `--help` after any of them shows the same."
)


def commands_reference(program: click.Group, name: str) -> str:
    """All commands of `program` in Markdown, called as `name`; ends in one line break."""
    context = click.Context(program, info_name=name)
    sections = [f"# Commands\n\n{_INTRODUCTION}\n", *_sections(context)]
    return "\n".join(sections).rstrip("\n") + "\n"


def all_commands(context: click.Context) -> Iterator[click.Context]:
    """The context of a command and of all below it, in the order of their group."""
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from all_commands(click.Context(below, info_name=name, parent=context))


def _sections(program: click.Context) -> Iterator[str]:
    for context in all_commands(program):
        usage = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
        yield f"## `{context.command_path}`\n\n```text\n{usage}\n```\n"
        yield _prose(context.command.help or "") + "\n"
        rows = [_row(one, context) for one in context.command.params]
        table = "".join(row for row in rows if row)
        if table:
            yield f"| Option | Meaning |\n| --- | --- |\n{table}"


def _row(parameter: click.Parameter, context: click.Context) -> str:
    if not isinstance(parameter, click.Option):
        return ""
    names = ", ".join(f"`{each}`" for each in parameter.opts)
    if parameter.secondary_opts:
        names += " / " + ", ".join(f"`{each}`" for each in parameter.secondary_opts)
    value = "" if parameter.is_flag else f" `{_value(parameter, context)}`"
    meaning = " ".join(part for part in (parameter.help, _allowed(parameter)) if part)
    return f"| {_cell(names + value)} | {_cell(meaning)} |\n"


def _value(option: click.Option, context: click.Context) -> str:
    return "WORD" if isinstance(option.type, click.Choice) else option.make_metavar(context)


def _allowed(option: click.Option) -> str:
    """The words an option takes, and the one it has where none is given."""
    if not isinstance(option.type, click.Choice):
        return ""
    words = ", ".join(f"`{each}`" for each in option.type.choices)
    return f"One of {words}; without it `{option.default}`."


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _prose(text: str) -> str:
    """A help text as Markdown: paragraphs on one line each, what click must not wrap as code."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(
        f"```text\n{inspect.cleandoc(block.removeprefix(chr(8)))}\n```"
        if block.startswith("\b")
        else _cell(block)
        for block in paragraphs
    )

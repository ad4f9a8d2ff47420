"""What the parser's own complaints mean, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import yaml

from onboardgen.codes import ALIAS, SYNTAX, TAB, TAG
from onboardgen.findings import Code, Finding, Location


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a complaint that holds `words` says; `at_start`: it points at where it began."""

    words: str
    message: str
    hint: str
    code: Code = SYNTAX
    at_start: bool = False


_TAB_MEANING: Final = _Meaning(
    "", "A tab is used as indentation.", "Indent with spaces, two per level.", TAB
)
_MEANINGS: Final = (
    _Meaning("scanning an alias", "Text cannot begin with “*” unless it is in quotes.",
             "Put the text in quotes.", ALIAS, at_start=True),
    _Meaning("scanning an anchor", "Text cannot begin with “&” unless it is in quotes.",
             "Put the text in quotes.", ALIAS, at_start=True),
    _Meaning("tag", "“!” begins a tag, and tags are not read.",
             "Put the text in quotes, or take the tag away.", TAG, at_start=True),
    _Meaning("mapping values are not allowed", "A “:” stands where no key can be.",
             "Put text that holds “: ” in quotes, and check the indentation."),
    _Meaning("could not find expected ':'", "The line is neither “key: value” nor a list item.",
             "Put a “:” and a space after the key, or a space after the “-”.", at_start=True),
    _Meaning("found unexpected end of stream", "A quote is opened and never closed.",
             "Close the quote.", at_start=True),
    _Meaning("found unexpected document indicator", "A quote is opened and never closed.",
             "Close the quote.", at_start=True),
    _Meaning("expected ',' or ']'", "A list in brackets is not closed, or lacks a comma.",
             "Close it with “]”, and put commas between its items.", at_start=True),
    _Meaning("expected ',' or '}'", "A mapping in braces is not closed, or lacks a comma.",
             "Close it with “}”, and put commas between its entries.", at_start=True),
    _Meaning("did not find expected '-'", "A key stands where the next list item should be.",
             "Begin the line with “- ”, or check the indentation."),
    _Meaning("did not find expected key", "Something stands where the next key should be.",
             "Check the indentation, and put text with quotes inside in quotes as a whole."),
    _Meaning("unknown escape", "A “\\” in double quotes begins an escape that does not exist.",
             "Write “\\\\” for a backslash, or use single quotes."),
    _Meaning("Unicode character escape", "An escape names a character that does not exist.",
             "Write the character itself."),
    _Meaning("block sequence entries are not allowed", "A list item cannot begin here.",
             "Put “- ” on a line of its own, indented below its key."),
    _Meaning("incompatible YAML document", "The file asks for another version of YAML.",
             "Delete the %YAML line."),
    _Meaning("cannot start any token", "A value cannot begin with this character.",
             "Put the text in quotes."),
    _Meaning("expected node content", "A value cannot begin with this character.",
             "Put the text in quotes, or take away the bracket or comma."),
)  # fmt: skip
_CONFLICT: Final = _Meaning(
    "", "Git left a merge conflict here.",
    "Keep what holds of the two sides, and delete the lines with <<<<<<<, ======= and >>>>>>>.",
)  # fmt: skip
_UNKNOWN: Final = _Meaning("", "The parser cannot read on here", "Check quotes and indentation.")


def explain_error(path: str, lines: list[str], error: yaml.YAMLError) -> Finding:
    """The finding that says in plain words why the parser gave up."""
    conflict = next((n for n, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")), None)
    if conflict:
        return Finding(SYNTAX, _CONFLICT.message, Location(path, conflict, 1), _CONFLICT.hint)
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    meaning = _meaning(lines, mark, f"{context} {problem}")
    if meaning.at_start:
        mark = getattr(error, "context_mark", None) or mark
    message = meaning.message if meaning is not _UNKNOWN else f"{meaning.message}: {problem}."
    return Finding(meaning.code, message, _location(path, lines, mark), meaning.hint)


def _meaning(lines: list[str], mark: Any, complaint: str) -> _Meaning:
    if "found a tab" in complaint or _is_tab(lines, mark):
        return _TAB_MEANING
    return next((known for known in _MEANINGS if known.words in complaint), _UNKNOWN)


def _is_tab(lines: list[str], mark: Any) -> bool:
    """Whether the parser stopped at a tab, or on a line that is indented with one."""
    if mark is None or mark.line >= len(lines):
        return False
    line = lines[mark.line]
    return line[mark.column : mark.column + 1] == "\t" or "\t" in _indentation(line)


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _location(path: str, lines: list[str], mark: Any) -> Location:
    """The place the parser names, but never beyond the last line that has text."""
    if mark is None:
        return Location(path)
    line, column = mark.line, mark.column
    while line >= len(lines) or (line and not lines[line].strip()):
        line -= 1
        column = len(lines[line])
    return Location(path, line + 1, column + 1)

"""The events of one YAML file to a plain tree, with the position of every key and value."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from onboardgen.codes import (
    ALIAS,
    DUPLICATE_KEY,
    KEY_NOT_TEXT,
    OUT_OF_RANGE,
    SEVERAL_DOCUMENTS,
    SYNTAX,
    TAB,
    TAG,
    TOO_DEEP,
    TOO_LONG,
)
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Code, Finding, Location, Mark, Pointer, Positions, in_order
from onboardgen.loading.scalars import UnfitNumber, plain_scalar
from onboardgen.loading.text import CONTROL
from onboardgen.loading.yaml_errors import explain_error

DEEPEST: Final = 32
MOST_VALUES: Final = 200_000
LONGEST_TEXT: Final = 64 * 1024
MOST_FINDINGS: Final = 100
_TABBED: Final = re.compile(r"^ *\t", re.MULTILINE)


class _Stop(Exception):
    """Reading on would add nothing."""


class _Frame:
    """A list or mapping under construction; `key`, at `place`, waits for its value."""

    __slots__ = ("into", "key", "place", "pointer")

    def __init__(self, into: Any, pointer: Pointer) -> None:
        self.into = into
        self.pointer = pointer
        self.key: str | None = None
        self.place: Pointer = ()


class TreeBuilder:
    """Takes the events of one file and builds its tree without recursion."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._values: dict[Pointer, Mark] = {}
        self._keys: dict[Pointer, Mark] = {}
        self._findings: list[Finding] = []
        self._document: object = None
        self._refused = False
        self._documents = 0
        self._count = 0
        self._stack: list[_Frame] = []
        self._tabbed = _tabbed_lines(text)
        self._take = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._collection_start,
            yaml.SequenceStartEvent: self._collection_start,
            yaml.MappingEndEvent: self._collection_end,
            yaml.SequenceEndEvent: self._collection_end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document_start,
        }

    def read(self) -> None:
        """Take all events. Raises EnvironmentFailure where PyYAML has no libyaml."""
        if not yaml.__with_libyaml__:
            raise EnvironmentFailure(
                "PyYAML is installed without libyaml.",
                "Install the PyYAML wheel for this platform, or build it with libyaml.",
            )
        take = self._take
        try:
            for event in yaml.parse(self._text.encode(), Loader=yaml.CBaseLoader):
                method = take.get(event.__class__)
                if method:
                    method(event)
        except _Stop:
            pass
        except yaml.YAMLError as error:
            self._refused = True
            self._findings.append(explain_error(self._path, _lines(self._text), error))

    @property
    def document(self) -> object:
        """The plain tree; None where the file holds nothing, or something that is refused."""
        return None if self._refused else self._document

    @property
    def positions(self) -> Positions:
        return Positions(self._path, self._values, self._keys)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return in_order(self._findings)

    def _document_start(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(
                SEVERAL_DOCUMENTS, event, "A second document begins here.",
                "Keep one document per file: delete the “---” line.",
            )  # fmt: skip
            raise _Stop
        if event.tags:
            self._refuse(TAG, event, "Tags are not read.", "Delete the %TAG line.")
        if event.version and tuple(event.version) != (1, 2):
            self._refuse(SYNTAX, event, "Files are read as YAML 1.2.", "Delete the %YAML line.")

    def _collection_start(self, event: Any) -> None:
        self._begin(event)
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is None and frame.into.__class__ is dict:
            self._refuse(KEY_NOT_TEXT, event, "A list or mapping stands as a key.", "Write a text.")
            raise _Stop
        if len(self._stack) >= DEEPEST:
            self._refuse(
                TOO_DEEP, event, f"The file is nested more than {DEEPEST} levels deep.",
                "Flatten it, or put long text into a guide.",
            )  # fmt: skip
            raise _Stop
        into: Any = {} if event.__class__ is yaml.MappingStartEvent else []
        self._stack.append(_Frame(into, self._add(into, event)))

    def _collection_end(self, _event: Any) -> None:
        self._stack.pop()

    def _alias(self, event: Any) -> None:
        self._refuse(
            ALIAS, event, f"“*{event.anchor}” is an alias, and aliases are not read.",
            "Write the value out, or put text that begins with “*” in quotes.",
        )  # fmt: skip
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is None and frame.into.__class__ is dict:
            raise _Stop
        self._add(None, event)

    def _scalar(self, event: Any) -> None:
        self._begin(event)
        text = event.value
        if len(text) > LONGEST_TEXT:
            self._refuse(
                TOO_LONG, event, f"The text is longer than {LONGEST_TEXT:,} characters.",
                "Put it into a guide or a file below files/.",
            )  # fmt: skip
            text = ""
        if event.style == '"' and CONTROL.search(text):
            self._refuse(SYNTAX, event, "The text holds a control character.", "Delete the escape.")
        value = self._meaning(event, text) if event.implicit[0] else text
        frame = self._stack[-1] if self._stack else None
        if frame and frame.key is None and frame.into.__class__ is dict:
            self._key(frame, event, text, value)
        else:
            self._add(value, event)

    def _meaning(self, event: Any, text: str) -> object:
        try:
            return plain_scalar(text)
        except UnfitNumber:
            self._refuse(
                OUT_OF_RANGE, event, f"{_short(text)} is no number that can be kept exactly.",
                "Put it in quotes if it is to be read rather than counted with.",
            )  # fmt: skip
            return None

    def _key(self, frame: _Frame, event: Any, text: str, value: object) -> None:
        mark = event.start_mark
        frame.key = text
        frame.place = pointer = (*frame.pointer, text)
        if value.__class__ is not str:
            self._refuse(
                KEY_NOT_TEXT, event, f"The key {_short(text) or 'is empty and'} is not a text.",
                "Put it in quotes.",
            )  # fmt: skip
        elif text == "<<" and event.implicit[0]:
            self._refuse(
                ALIAS, event, "“<<” is a merge key, and merge keys are not read.",
                "Write the values out.",
            )  # fmt: skip
        if text in frame.into:
            line, _column = self._keys[pointer]
            self._report(
                DUPLICATE_KEY, event, f"The key “{_short(text)}” stands twice, first in line "
                f"{line}.", "Keep one of the two.",
            )  # fmt: skip
        else:
            self._keys[pointer] = (mark.line + 1, mark.column + 1)

    def _add(self, value: object, event: Any) -> Pointer:
        """Put a value where it belongs; of a key that stands twice the first value stays."""
        mark = event.start_mark
        if not self._stack:
            self._document = value
            self._values[()] = (mark.line + 1, mark.column + 1)
            return ()
        frame = self._stack[-1]
        if frame.key is None:
            pointer = (*frame.pointer, len(frame.into))
            frame.into.append(value)
        else:
            pointer = frame.place
            frame.into.setdefault(frame.key, value)
            frame.key = None
        self._values.setdefault(pointer, (mark.line + 1, mark.column + 1))
        return pointer

    def _begin(self, event: Any) -> None:
        """What every node is asked: is it one too many, named, tagged, indented by a tab?"""
        self._count += 1
        if self._count > MOST_VALUES:
            self._refuse(
                TOO_LONG, event, f"The file holds more than {MOST_VALUES:,} keys and values.",
                "Split it.",
            )  # fmt: skip
            raise _Stop
        if event.anchor is not None:
            self._refuse(
                ALIAS, event, f"“&{event.anchor}” is an anchor, and anchors are not read.",
                "Write the value out where it is needed, or put the text in quotes.",
            )  # fmt: skip
        if event.tag is not None:
            self._refuse(
                TAG, event, "“!” begins a tag, and tags are not read.",
                "Put the text in quotes, or take the tag away.",
            )  # fmt: skip
        if self._tabbed:
            self._check_tab(event)

    def _check_tab(self, event: Any) -> None:
        mark = event.start_mark
        indentation = self._tabbed.get(mark.line)
        if indentation is not None and mark.column <= len(indentation):
            del self._tabbed[mark.line]
            place = Location(self._path, mark.line + 1, indentation.index("\t") + 1)
            self._refused = True
            self._append(Finding(TAB, "A tab is used as indentation.", place, "Use spaces."))

    def _refuse(self, code: Code, event: Any, message: str, hint: str) -> None:
        self._refused = True
        self._report(code, event, message, hint)

    def _report(self, code: Code, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        place = Location(self._path, mark.line + 1, mark.column + 1)
        self._append(Finding(code, message, place, hint))

    def _append(self, finding: Finding) -> None:
        self._findings.append(finding)
        if len(self._findings) >= MOST_FINDINGS:
            self._refused = True
            raise _Stop


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def _tabbed_lines(text: str) -> dict[int, str]:
    """The indentation of every line that is indented with a tab, by number from 0."""
    if not _TABBED.search(text):
        return {}
    starts = ((number, re.match(r"[ \t]*", line)) for number, line in enumerate(_lines(text)))
    return {number: start[0] for number, start in starts if start and "\t" in start[0]}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"

"""Plain data as YAML in all the ways people write it: block and flow, comments anywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from onboardgen.loading.yaml_reader import read_yaml

KEYS = st.sampled_from(["id", "title", "due", "how", "note", "a-b", "x y", "owner", "moved"])
WORDS = ["plain", "two words here", "2026-11-30", "it's", "a: b", "yes", "# no", "", "1.5", "é, ü"]
LONG = "a text that goes on for a while and is wrapped by whoever wrote it over several lines"
SCALARS = st.one_of(
    st.sampled_from([*WORDS, LONG, "line one\nline two\n", "line one\n\nline three"]),
    st.integers(-5, 5),
    st.booleans(),
    st.none(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
PLAIN = ("plain", "two words here", "2026-11-30", "it's", LONG)


@dataclass(frozen=True, slots=True)
class Written:
    """A document and one way to write it."""

    document: dict[str, Any]
    data: bytes


class Writer:
    """Writes a value in a style that is drawn line by line; every comment is another one."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0

    def chance(self, of: int = 3) -> bool:
        return self.draw(st.integers(1, of)) == 1

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments};"

    def line_end(self) -> str:
        return "  " + self.comment() if self.chance(4) else " " * self.draw(st.integers(0, 1))

    def gap(self, column: int) -> list[str]:
        if not self.chance(5):
            return []
        return [self.draw(st.sampled_from(["", " " * column + self.comment(), self.comment()]))]

    def mapping(self, value: dict[str, Any], column: int) -> list[str]:
        lines: list[str] = []
        for key, one in value.items():
            lines += self.gap(column)
            lines += self.after(" " * column + self.key(key) + ":", one, column)
        return lines

    def sequence(self, value: list[Any], column: int) -> list[str]:
        lines: list[str] = []
        for one in value:
            lines += self.gap(column)
            dash = " " * column + "-"
            if isinstance(one, dict) and one and self.chance(2):
                inset = self.draw(st.integers(2, 4))
                inner = self.mapping(one, column + inset)
                while not inner[0].strip() or inner[0].lstrip().startswith("#"):
                    inner.pop(0)
                lines += [dash + inner[0][column + 1 :], *inner[1:]]
            else:
                lines += self.after(dash, one, column)
        return lines

    def after(self, start: str, value: Any, column: int) -> list[str]:
        """The value behind a key or dash: on its line, or on lines of its own."""
        inner = column + self.draw(st.integers(1, 4))
        if isinstance(value, dict | list) and value and self.chance(2):
            below = self.mapping if isinstance(value, dict) else self.sequence
            return [start + self.line_end(), *below(value, inner)]  # type: ignore[operator]
        if isinstance(value, str) and "\n" in value and self.chance(2):
            header = " |" + ("" if value.endswith("\n") else "-") + self.line_end()
            body = [" " * inner + line if line else "" for line in value.rstrip("\n").split("\n")]
            return [start + header, *body]
        if value == LONG and self.chance(2):
            middle = value.index(" ", 40)
            return [
                f"{start} {value[:middle]}",
                " " * inner + value[middle + 1 :] + self.line_end(),
            ]
        if value is None and self.chance(2):
            return [start + self.line_end()]
        first, *rest = self.flow(value, inner).split("\n")
        return [f"{start} {first}", *rest[:-1], *rest[-1:]] if rest else [
            f"{start} {first}{self.line_end()}"
        ]  # fmt: skip

    def flow(self, value: Any, column: int) -> str:
        if isinstance(value, dict):
            return self.collected(
                [f"{self.key(k)}: {self.flow(v, column + 1)}" for k, v in value.items()],
                "{}",
                column,
            )
        if isinstance(value, list):
            return self.collected([self.flow(one, column + 1) for one in value], "[]", column)
        if isinstance(value, str):
            return self.text(value)
        return json.dumps(value)

    def collected(self, parts: list[str], brackets: str, column: int) -> str:
        comma = "," if parts and self.chance(4) else ""
        if parts and self.chance(3):
            indent = "\n" + " " * column
            lines = [
                part + ("," if number < len(parts) else comma) + self.line_end()
                for number, part in enumerate(parts, 1)
            ]
            return brackets[0] + indent + indent.join(lines) + indent + brackets[1]
        space = self.draw(st.sampled_from(["", " "]))
        return brackets[0] + space + ", ".join(parts) + comma + space + brackets[1]

    def text(self, value: str) -> str:
        if value in PLAIN and self.chance(2):
            return value
        if "\n" not in value and self.chance(2):
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)

    def key(self, key: str) -> str:
        return key if self.chance(2) else self.text(key)


@st.composite
def written_documents(draw: st.DrawFn) -> Written:
    """A document, written with line ends and mark of any kind, without a last line end only
    where no text needs it."""
    document = draw(DOCUMENTS)
    lines = Writer(draw).mapping(document, 0)
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = newline.join(lines).replace("\r\n", "\n").replace("\n", newline)
    text = draw(st.sampled_from(["", "\ufeff"])) + text
    bare = text.encode()
    is_whole = draw(st.booleans()) or read_yaml("", bare).document != document
    return Written(document, bare + newline.encode() if is_whole else bare)

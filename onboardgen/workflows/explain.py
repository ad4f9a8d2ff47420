"""`explain`: why a finding matters, an example that fails and one that passes.

Every code has a directory in the package: `why.md`, the files that differ from the least valid
workspace in `fails/` and `passes/`, and where needed `make.yaml` for what cannot lie in a
repository. A rule about changes has the state before in `before/`: both examples are changes of
it, which Mia writes down on EXAMPLE_DAY. The same examples are the tests of the rules.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, cast

from onboardgen.changes.facts import Writing
from onboardgen.changes.statements import Statement
from onboardgen.codes import CODES
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.findings import Code, Finding, Severity
from onboardgen.loading.loader import load
from onboardgen.loading.suggestions import nearest
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.people import Person
from onboardgen.workflows.check import check
from onboardgen.workflows.comparison import Writers, compared, merged

EXPLANATIONS: Final = Path(__file__).parent.parent / "explanations"
BASE: Final = EXPLANATIONS / "base"
MAKE: Final = "make.yaml"
EXAMPLE_DAY: Final = Day(2026, 12, 1)
"""The day on which the examples are checked."""
EXAMPLE_WRITER: Final = "mia"
LONGEST_SHOWN: Final = 4_000

Which = Literal["before", "fails", "passes"]
Recipe = dict[str, object]


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A file of an example that differs from the least valid workspace, as text to show."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known about one code; `why` is Markdown.

    `found` are the findings of this code in the failing example. Where it is about a change,
    both examples are what became of the files in `before`.
    """

    code: str
    title: str
    severity: Severity
    why: str
    before: tuple[ExampleFile, ...]
    fails: tuple[ExampleFile, ...]
    passes: tuple[ExampleFile, ...]
    found: tuple[Finding, ...]


def explanation(code: str) -> Explanation:
    """What the code means. Raises UsageError where there is no such code."""
    known = find_code(code)
    directory = EXPLANATIONS / known.id
    with TemporaryDirectory(prefix="onboardgen-") as made:
        found = example_findings(known.id, "fails", Path(made))
    return Explanation(
        code=known.id,
        title=known.title,
        severity=known.severity,
        why=_why(directory),
        before=tuple(_shown(directory, "before")),
        fails=tuple(_shown(directory, "fails")),
        passes=tuple(_shown(directory, "passes")),
        found=tuple(one for one in found if one.code is known),
    )


def why_of(code: Code) -> str:
    """Why a finding of this code matters and what to do, as Markdown."""
    return _why(EXPLANATIONS / code.id)


def example_findings(code: str, which: Which, directory: Path) -> tuple[Finding, ...]:
    """All that is found in an example of a code, which is made below a directory."""
    root, base = directory / which, directory / "base"
    materialise(code, which, root)
    present = check(root, today=EXAMPLE_DAY).findings
    if not has_base(code):
        return present
    state_before(code, which, base)
    since = compared(load(base), load(root), _example_writers, base="main", today=EXAMPLE_DAY)
    return merged(present, since)


def state_before(code: str, which: Which, directory: Path) -> None:
    """Write what an example changes, as `materialise` does."""
    materialise(code, "before", directory)
    for recipe in _recipes(EXPLANATIONS / find_code(code).id, f"before_{which}"):
        _make(recipe, directory)


def has_base(code: str) -> bool:
    """Whether a code is about a change, and its examples have a state before."""
    return (EXPLANATIONS / find_code(code).id / "before").is_dir()


def find_code(text: str) -> Code:
    """The code of that name, in any case. Raises UsageError that names the nearest."""
    by_id = {code.id: code for code in CODES}
    wanted = text.strip().upper()
    wanted = f"OG{wanted}" if wanted.isdigit() else wanted
    if wanted in by_id:
        return by_id[wanted]
    near = nearest(wanted, by_id)
    raise UsageError(
        f"There is no code `{text}`.",
        f"Did you mean {near}? {by_id[near].title}." if near else "`onboardgen explain` lists all.",
    )


def materialise(code: str, which: Which, directory: Path) -> None:
    """Write an example of a code, or the state before both, as a whole workspace into
    `directory`.

    The directory is made; what stands in it already is kept unless the example writes it.
    """
    _copy(BASE, directory)
    source = EXPLANATIONS / find_code(code).id
    for part in dict.fromkeys(("before", which)):
        _copy(source / part, directory)
        for recipe in _recipes(source, part):
            _make(recipe, directory)


def _example_writers(people: Iterable[Person]) -> Writers:
    """Who changed the state before, and when."""
    written = Writing(
        person=EXAMPLE_WRITER, name=EXAMPLE_WRITER, day=EXAMPLE_DAY, latest=EXAMPLE_DAY
    )

    def writers(slug: str, statement: Statement) -> tuple[Writing, ...]:
        return (written,)

    return writers


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in _files(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def _files(directory: Path) -> list[Path]:
    if not directory.is_dir():
        return []
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _recipes(source: Path, which: str) -> tuple[Recipe, ...]:
    path = source / MAKE
    if not path.is_file():
        return ()
    document = read_yaml(MAKE, path.read_bytes()).document
    if not isinstance(document, dict):
        raise EnvironmentFailure(f"{path} cannot be read.", "Install onboardgen again.")
    return tuple(cast("list[Recipe]", document.get(which) or []))


def _make(recipe: Recipe, directory: Path) -> None:
    path = directory / str(recipe["path"])
    path.parent.mkdir(parents=True, exist_ok=True)
    if "gone" in recipe:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif "repeat" in recipe:
        _unlink(path)
        path.write_text(str(recipe["repeat"]) * int(str(recipe["times"])), encoding="utf-8")
    elif "link" in recipe:
        _unlink(path)
        path.symlink_to(str(recipe["link"]))
    elif "hex" in recipe:
        _unlink(path)
        path.write_bytes(bytes.fromhex(str(recipe["hex"])))
    if "mode" in recipe:
        os.chmod(path, int(str(recipe["mode"]), 8), follow_symlinks=True)  # noqa: PTH101


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


def _why(directory: Path) -> str:
    """The text below the heading, which holds code and title."""
    try:
        text = (directory / "why.md").read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailure(
            f"The explanation of {directory.name} is missing from this installation.",
            "Install onboardgen again.",
        ) from error
    return text.partition("\n")[2].lstrip("\n")


def _shown(directory: Path, which: Which) -> Iterator[ExampleFile]:
    for path in _files(directory / which):
        yield ExampleFile(path.relative_to(directory / which).as_posix(), _text(path.read_bytes()))
    for recipe in _recipes(directory, which):
        yield ExampleFile(str(recipe["path"]), _described(recipe))


def _text(data: bytes) -> str:
    text = data.decode("utf-8", errors="replace")
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…\n"


def _described(recipe: Recipe) -> str:
    if "gone" in recipe:
        return "(deleted)\n"
    if "repeat" in recipe:
        return f"({recipe['repeat']!r}, {recipe['times']} times)\n"
    if "link" in recipe:
        return f"(a symbolic link to {recipe['link']})\n"
    if "hex" in recipe:
        return f"(the bytes {recipe['hex']})\n"
    return f"(a file with the permissions {recipe['mode']})\n"

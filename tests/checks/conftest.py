"""A workspace of real files for one rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date as Day
from pathlib import Path

import pytest

from onboardgen.findings import Finding
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import BASE, EXAMPLE_DAY

Check = Callable[[Mapping[str, str]], list[Finding]]
CheckOn = Callable[..., list[Finding]]

ALIASES = {
    "settings": "onboardgen.yaml",
    "team access": "access.yaml",
}


@pytest.fixture
def findings_in(tmp_path: Path) -> Check:
    """Lay files over the least valid workspace and check it; advice is left out.

    A file is named by its path in the customer's directory, or `settings`, `team access`.
    """

    def run(files: Mapping[str, str]) -> list[Finding]:
        _lay_out(tmp_path, files)
        findings = check(tmp_path, today=EXAMPLE_DAY).findings
        return [one for one in findings if not one.code.id.startswith("OG7")]

    return run


@pytest.fixture
def everything_in(tmp_path: Path) -> CheckOn:
    """As `findings_in`, on any day and with all warnings."""

    def run(files: Mapping[str, str], today: Day = EXAMPLE_DAY) -> list[Finding]:
        _lay_out(tmp_path, files)
        return list(check(tmp_path, today=today).findings)

    return run


@pytest.fixture
def all_in(everything_in: CheckOn) -> CheckOn:
    """The same; only what is merely missing is left out."""

    def run(files: Mapping[str, str], today: Day = EXAMPLE_DAY) -> list[Finding]:
        found = everything_in(files, today)
        return [one for one in found if not one.code.id.startswith("OG70")]

    return run


def _lay_out(root: Path, files: Mapping[str, str]) -> None:
    for source in sorted(BASE.rglob("*.yaml")):
        _write(root / source.relative_to(BASE), source.read_text(encoding="utf-8"))
    for name, text in files.items():
        _write(root / ALIASES.get(name, f"plans/acme/{name}"), text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

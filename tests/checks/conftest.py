"""A workspace of real files for one rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from onboardgen.findings import Finding
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import BASE, EXAMPLE_DAY

Check = Callable[[Mapping[str, str]], list[Finding]]

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
        for source in sorted(BASE.rglob("*.yaml")):
            _write(tmp_path / source.relative_to(BASE), source.read_text(encoding="utf-8"))
        for name, text in files.items():
            _write(tmp_path / ALIASES.get(name, f"plans/acme/{name}"), text)
        return [
            one
            for one in check(tmp_path, today=EXAMPLE_DAY).findings
            if not one.code.id.startswith("OG7")
        ]

    return run


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

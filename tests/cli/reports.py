"""What the tests of the reporting commands share."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.example_workspace import AS_OF, run_onboardgen

SLUGS = ("brightwater", "fennel", "halden", "mori", "pinecrest")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
TODAY = ("--today", AS_OF.isoformat())


@dataclass(frozen=True, slots=True)
class Example:
    """A workspace that no test changes: a question that was asked before is not asked again."""

    root: Path

    def report(self, *arguments: str) -> Any:
        return json.loads(_said(self.root, *arguments, "--format", "json"))

    def text(self, *arguments: str) -> str:
        return plain(_said(self.root, *arguments))


@cache
def _said(root: Path, *arguments: str) -> str:
    return run_onboardgen(*arguments, cwd=root).stdout


def report(*arguments: str, cwd: Path, check: bool = True) -> Any:
    """What a command says as JSON."""
    return json.loads(run_onboardgen(*arguments, "--format", "json", cwd=cwd, check=check).stdout)


def text(*arguments: str, cwd: Path) -> str:
    """What a command says to people."""
    return plain(run_onboardgen(*arguments, cwd=cwd).stdout)


def plain(told: str) -> str:
    """The text, which is plain and within 80 columns."""
    assert not CONTROL.search(told)
    assert max(map(len, told.splitlines())) <= 80, told
    return told


def break_a_customer(root: Path, slug: str) -> None:
    """Let the plan of a customer wait for a task that there is not."""
    plan = root / "plans" / slug / "plan.yaml"
    whole = plan.read_text(encoding="utf-8")
    broken = re.sub(r"needs: \[", "needs: [no-such-task, ", whole, count=1)
    plan.write_text(broken, encoding="utf-8")

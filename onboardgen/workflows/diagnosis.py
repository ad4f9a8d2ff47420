"""What `doctor` finds, one line each: what is looked at, how it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Topic = Literal[
    "workspace", "git", "root key", "portal", "tracker", "notifications", "workflows"
]  # fmt: skip
Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. `problem`: something does not work as it stands; `warning`:
    something may surprise; `hint` says what to do."""

    topic: Topic
    level: Level
    says: str
    hint: str = ""

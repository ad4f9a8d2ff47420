"""References between records: `kind:id`, or a bare id where one kind only is possible."""

from __future__ import annotations

from dataclasses import dataclass

KINDS: tuple[str, ...] = (
    "task", "stage", "decision", "change", "setting", "section", "scope", "signoff",
    "commitment", "guide",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """Points at one record of the same customer. `task` covers tasks and milestones."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def parse_reference(text: str) -> Reference:
    """Read `kind:id`; a text without a colon is the id of a task."""
    kind, colon, id_ = text.partition(":")
    return Reference(kind, id_) if colon else Reference("task", text)

"""`audit checkpoint`: write down which commit the history ends with today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as Day
from pathlib import Path

from onboardgen.audit.checkpoint import (
    CHECKPOINTS_FILE,
    Checkpoint,
    next_checkpoint,
    read_checkpoints,
)
from onboardgen.errors import UsageError
from onboardgen.git.repository import find_repository, refuse_shallow, resolve
from onboardgen.git.revision_tree import list_revision
from onboardgen.workspace import replace_file


@dataclass(frozen=True, slots=True)
class Recorded:
    """The checkpoint of HEAD, and whether it was added to the file or stood there already."""

    checkpoint: Checkpoint
    is_new: bool


def add_checkpoint(root: Path, today: Day | None = None) -> Recorded:
    """Append a checkpoint of HEAD to the file; nothing where its last one is of HEAD.

    `today` is by default the present day in UTC. Raises EnvironmentFailure outside Git and in a
    shallow clone, UsageError without commits and where the file holds something else.
    """
    repository = find_repository(root)
    refuse_shallow(repository)
    head = resolve(repository, "HEAD")
    path = root / CHECKPOINTS_FILE
    data = path.read_bytes() if path.exists() else b""
    known = read_checkpoints(data)
    if known.unread:
        raise UsageError(
            f"Line {known.unread[0]} of {CHECKPOINTS_FILE} is no checkpoint.",
            f"Bring the file back: git restore {CHECKPOINTS_FILE}",
        )
    if known.checkpoints and known.checkpoints[-1].head == head:
        return Recorded(known.checkpoints[-1], is_new=False)
    day = today or datetime.now(UTC).date()
    made = next_checkpoint(known.checkpoints, head, day, list_revision(repository, head))
    gap = b"" if not data or data.endswith(b"\n") else b"\n"
    replace_file(path, data + gap + made.line.encode())
    return Recorded(made, is_new=True)

"""What `check --base` tells in a made-up repository."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from onboardgen.codes import HISTORY
from onboardgen.workflows.check_base import check_since
from tests.changes.documents import documents, written
from tests.changes.lawful import LAWFUL
from tests.changes.made_up import (
    DAY,
    Files,
    agreed,
    change,
)
from tests.changes.unlawful import UNLAWFUL

DECISION = "decisions/0001-yearly.yaml"
YES = "[{by: jo, date: 2026-11-30}, {by: mia, date: 2026-12-01}]"
ASKED = {"changes/0002-chf.yaml": change(status="submitted", approved="[]")}
APPROVED = {"changes/0002-chf.yaml": change(status="approved", approved=YES)}


def told(root: Path, base: str = "main", *, exact: bool = False, today: date = DAY) -> set[str]:
    """The codes of what changed; advice and what the files tell by themselves left out."""
    result = check_since(root, base, today=today, exact=exact)
    return {one.code.id for one in result.findings if one.code in HISTORY}


def changed(name: str, files: Files | None = None) -> Files:
    """The files after one of the edits."""
    docs = documents(files or agreed())
    known = {**LAWFUL, **{key: value for key, (_, value) in UNLAWFUL.items()}}
    known[name](docs)
    return written(docs, 7)

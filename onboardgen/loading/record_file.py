"""One file of a customer as the record it holds, apart from everything around it."""

from __future__ import annotations

from typing import Final

from onboardgen.findings import Place, has_errors
from onboardgen.loading.binding import bind
from onboardgen.loading.schemas import validate
from onboardgen.loading.yaml_reader import MISSING, read_yaml
from onboardgen.model.access import Access
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.plan import Plan
from onboardgen.model.record import Record
from onboardgen.model.worksheet import Worksheet
from onboardgen.workspace import PLANS

_FILES: Final[dict[str, tuple[str, type[Record]]]] = {
    "plan.yaml": ("plan", Plan),
    "worksheet.yaml": ("worksheet", Worksheet),
    "access.yaml": ("access", Access),
}
_DIRECTORIES: Final[dict[str, tuple[str, type[Record]]]] = {
    "decisions": ("decision", Decision),
    "changes": ("change", ChangeRequest),
}


def holds_record(path: str) -> bool:
    """Whether a plan, worksheet, access file, decision or change request of a customer stands
    there; the path is relative to the workspace."""
    return _kind(path) is not None


def read_record(path: str, data: bytes) -> Record | None:
    """The record of such a file; None where it breaks the contract, or is no such file."""
    kind = _kind(path)
    if kind is None:
        return None
    read = read_yaml(path, data)
    if read.document is MISSING or has_errors(read.findings):
        return None
    name, record_type, stem = kind
    if has_errors(validate(name, read.document, read.positions)):
        return None
    return bind(record_type, read.document, Place(read.positions), stem=stem)


def _kind(path: str) -> tuple[str, type[Record], str | None] | None:
    match path.split("/"):
        case [plans, _, file] if plans == PLANS and file in _FILES:
            return (*_FILES[file], None)
        case [plans, _, directory, file] if plans == PLANS and directory in _DIRECTORIES:
            stem, dot, ending = file.rpartition(".")
            return (*_DIRECTORIES[directory], stem) if dot + ending == ".yaml" else None
    return None

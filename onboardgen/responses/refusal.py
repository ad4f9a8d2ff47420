"""Why a response is not taken: a reason that programs can tell apart, and words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "unreadable", "wrong_version", "too_large", "foreign", "no_key", "tampered", "no_grant",
    "grant_ended", "grant_not_yet_valid", "unknown_epoch", "unproven", "link_cannot_sign",
    "ahead", "replayed", "stale", "not_theirs", "not_there", "impossible", "errors",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A response that is not taken. `changed` names, of a stale one, each field that moved."""

    reason: Reason
    message: str
    hint: str = ""
    changed: tuple[str, ...] = ()

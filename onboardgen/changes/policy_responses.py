"""Responses: what somebody answered, and the receipt that proves it, stay as they were taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from onboardgen import codes
from onboardgen.agreements.canonical import canonical_bytes
from onboardgen.changes.facts import Facts
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.response import ResponseFile


def responses_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG825 for a file below `responses/` that is gone, has another name, or says something else:
    how its JSON is laid out makes no difference."""
    if base is None or head is None:
        return
    now = {one.id: one for one in head.responses}
    for old in base.responses:
        new = now.get(old.id)
        if new and is_same_response(old, new):
            continue
        elsewhere = next((one for one in head.responses if is_same_response(old, one)), None)
        yield Finding(
            codes.RESPONSE_CHANGED,
            f"{old.at.path} holds what `{old.kept.response.person}` answered, and was "
            f"{_fate(new, elsewhere)}.",
            (new or elsewhere or old).at.value(),
            f"Bring it back: `{facts.restore(old.at.path)}`. It proves what was answered, and "
            "keeps the same response from being taken in twice.",
        )


def _fate(new: ResponseFile | None, elsewhere: ResponseFile | None) -> str:
    if new:
        return "altered"
    return f"renamed to {elsewhere.at.path}" if elsewhere else "deleted"


def is_same_response(old: ResponseFile, new: ResponseFile) -> bool:
    """Whether two files say the same, to the last letter of what was sent."""
    return old.data == new.data or _meaning(old) == _meaning(new)


def _meaning(file: ResponseFile) -> bytes:
    return canonical_bytes(json.loads(file.data))

"""The hidden marks by which our issues and comments are known again.

An issue of ours holds a block; what people write before and after it stays, byte for byte:

    <!-- onboardgen:issue id=… account=… workspace=… facts=… rung=0 state=open reopened=0 -->
    …
    <!-- onboardgen:end -->

All values are small letters and digits, so that no `--` can end the comment early. A mark counts
only where its line begins with it: a quoted block is not ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BODY_LIMIT: Final = 65_000
"""Characters of a body that every tracker takes (GitHub: 65,536)."""

_BEGIN: Final = re.compile(
    r"^<!-- onboardgen:issue(?P<values>(?: [a-z]{1,20}=[a-z0-9]{1,64}){1,20}) -->(?=[ \t]*\r?$)",
    re.MULTILINE,
)
_END: Final = re.compile(r"^<!-- onboardgen:end -->(?=[ \t]*\r?$)", re.MULTILINE)
_NOTE: Final = re.compile(r"^<!-- onboardgen:note id=([a-z0-9]{32}) -->[ \t]*\r?$", re.MULTILINE)
_HASH: Final = re.compile(r"[a-z0-9]{32}")
_NUMBER: Final = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What an issue says of itself. The four texts are hashes made here.

    `facts` is that of the text when it was last written, `rung` the highest one told; `is_open`
    is what we last did to it, not what people did; `reopened` counts how often we opened it again.
    """

    id: str
    account: str
    workspace: str
    facts: str
    rung: int = 0
    is_open: bool = True
    reopened: int = 0

    def __str__(self) -> str:
        return (
            f"<!-- onboardgen:issue id={self.id} account={self.account} "
            f"workspace={self.workspace} facts={self.facts} rung={self.rung} "
            f"state={'open' if self.is_open else 'closed'} reopened={self.reopened} -->"
        )


def digest(*parts: str) -> str:
    """32 hexadecimal digits that tell apart any two sequences of texts."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def identity_of(workspace: str, customer: str | None, ref: str) -> str:
    """The identity of a record's issue; the team's own records have no customer."""
    return digest("issue", workspace, customer or "", ref)


def account_of(workspace: str, customer: str | None) -> str:
    return digest("account", workspace, customer or "")


def workspace_of(workspace: str) -> str:
    return digest("workspace", workspace)


def read_marker(body: str) -> Marker | None:
    """The first whole marker of a body; None where there is none, or a person changed it."""
    for found in _BEGIN.finditer(body):
        marker = _marker(dict(pair.split("=", 1) for pair in found["values"].split()))
        if marker is not None:
            return marker
    return None


def block(marker: Marker, text: str) -> str:
    """The whole block: what the body of a new issue is."""
    return f"{marker}\n{text}\n<!-- onboardgen:end -->" if text else f"{marker}\n{_end()}"


def with_block(body: str, marker: Marker, texts: Sequence[str]) -> str:
    """The body with its block replaced by the first of `texts` with which it is short enough, by
    an empty one where none is. Without an end mark only the marker is replaced: nothing that
    might be somebody's is lost. A body without a marker is left as it is.
    """
    start, end = _span(body)
    if start is None:
        return body
    room = BODY_LIMIT - (len(body) - (end - start))
    blocks = [block(marker, text) for text in (*texts, "")]
    fits = next((one for one in blocks if len(one) <= room), blocks[-1])
    return f"{body[:start]}{fits}{body[end:]}"


def with_marker(body: str, marker: Marker) -> str:
    """The body with nothing but its marker replaced."""
    found = _first(body)
    return body if found is None else f"{body[: found.start()]}{marker}{body[found.end() :]}"


def note_id(identity: str, event: str, rung: int, facts: str, reopened: int) -> str:
    """What tells one comment of ours from another, so that none is written twice."""
    return digest("note", identity, event, str(rung), facts, str(reopened))


def note_marker(id_: str) -> str:
    """The first line of a comment of ours."""
    return f"<!-- onboardgen:note id={id_} -->"


def notes_in(comment: str) -> frozenset[str]:
    """The notes a comment holds, by id."""
    return frozenset(_NOTE.findall(comment))


def _end() -> str:
    return "<!-- onboardgen:end -->"


def _first(body: str) -> re.Match[str] | None:
    for found in _BEGIN.finditer(body):
        if _marker(dict(pair.split("=", 1) for pair in found["values"].split())) is not None:
            return found
    return None


def _span(body: str) -> tuple[int | None, int]:
    """Where our block begins and ends; that of the marker alone without an end of its own."""
    begin = _first(body)
    if begin is None:
        return None, 0
    end, another = _END.search(body, begin.end()), _BEGIN.search(body, begin.end())
    if end is None or (another is not None and another.start() < end.start()):
        return begin.start(), begin.end()
    return begin.start(), end.end()


def _marker(values: dict[str, str]) -> Marker | None:
    hashes = [values.get(name, "") for name in ("id", "account", "workspace", "facts")]
    numbers = [values.get(name, "") for name in ("rung", "reopened")]
    state = values.get("state")
    if not all(map(_HASH.fullmatch, hashes)) or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    if state not in ("open", "closed"):
        return None
    return Marker(
        id=hashes[0],
        account=hashes[1],
        workspace=hashes[2],
        facts=hashes[3],
        rung=int(numbers[0]),
        is_open=state == "open",
        reopened=int(numbers[1]),
    )

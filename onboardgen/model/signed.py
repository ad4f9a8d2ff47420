"""`signed/<digest>.json`: what was signed, exactly. Internal: a page shows only what moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from onboardgen.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile(Record):
    """A signed file as it stands on disk. `digest` (`sha256:…`) is what its name says, which
    need not be true of `data`."""

    digest: str
    data: bytes = field(repr=False)

"""`access.yaml`: who may open which portal. Holds no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.decision import Attribution
from onboardgen.model.record import Keyed, Record

GrantKind = Literal["passphrase", "link", "password"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalKeys(Record):
    """One portal: `audience` is the key it is written under, `id` names its directory for ever,
    `key` is the random key id, `refresh` any text: a new one locks the portal anew."""

    audience: str
    id: str
    key: str
    refresh: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Record):
    """One way for one person to open the portal of their party. Ended, never deleted."""

    id: str
    person: str
    kind: GrantKind
    granted: Attribution
    until: Day | None = None
    ended: Day | None = None
    sealed: str | None = None

    def is_open(self, today: Day) -> bool:
        """Whether it opens the portal on that day; `until` is the last such day."""
        return self.ended is None and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Record):
    portals: Annotated[tuple[PortalKeys, ...], Keyed("audience")] = ()
    grants: tuple[Grant, ...] = ()

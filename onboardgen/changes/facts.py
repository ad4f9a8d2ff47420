"""What the rules of change need to know besides the two states of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day

from onboardgen.changes.statements import Statement
from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.people import Party
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Rules, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Who put something into a file, and when.

    `person` is their id, None where nobody here has their address; `name` is for messages.
    `day` is the author's own, `latest` the last day it can have been anywhere on Earth.
    """

    person: str | None
    name: str
    day: Day
    latest: Day


@dataclass(frozen=True, slots=True)
class Pointer:
    """A reference of the present state, where it is written and by which record."""

    reference: Reference
    location: Location
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What surrounds a comparison of one customer.

    `before` are the settings of the base, whose rules count, so that nobody loosens a rule and
    uses it in one change; `settings` are the present ones. `base` names the base's commit to
    Git, `today` is the day of the present state. `written` says for each statement that is new
    who wrote it; one that both sides of a merge wrote has several. `sides` is where everybody
    stood at the base.
    """

    before: Settings
    settings: Settings
    base: str
    today: Day
    written: Mapping[Statement, tuple[Writing, ...]] = field(default_factory=dict)
    pointers: tuple[Pointer, ...] = ()
    sides: Mapping[str, Party] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        return self.before.rules

    @property
    def four_eyes(self) -> bool:
        """Whether it is demanded, before or now."""
        return self.rules.four_eyes or self.settings.rules.four_eyes

    def parties(self, account: Account) -> Mapping[str, Party]:
        """Whose side everybody is on: nobody changes sides and approves there in one change."""
        return {**account.parties, **self.sides}

    def restore(self, path: str) -> str:
        """The command that brings a file of the base back, for one that holds one record."""
        return f"git restore --source={self.base} -- {path}"

    def show(self, path: str) -> str:
        """The command that shows what changed in a file, for one that holds many records."""
        return f"git diff {self.base} -- {path}"

"""The files that say who may open which portal: each customer's, and the team's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from onboardgen.errors import UsageError
from onboardgen.findings import has_errors
from onboardgen.loading.layout import ACCESS_FILE
from onboardgen.loading.loader import Loaded, load
from onboardgen.loading.suggestions import nearest
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER, Member
from onboardgen.model.settings import Settings
from onboardgen.workspace import PLANS, replace_file


@dataclass(frozen=True, slots=True)
class AccessFile:
    """One `access.yaml`: the customer's, or with slug None the team's own at the top."""

    slug: str | None
    path: Path
    access: Access
    members: tuple[Member, ...]
    settings: Settings

    @property
    def name(self) -> str:
        return self.slug or "our team"

    def member(self, person: str) -> Member:
        """Raises UsageError for anybody this file cannot grant access to."""
        wanted = [one for one in self.members if (one.party == PROVIDER) == (self.slug is None)]
        for one in wanted:
            if one.person.id == person:
                return one
        if any(one.person.id == person for one in self.members):
            raise UsageError(
                f"`{person}` is of our own team, which has one portal of its own.",
                f"Run: onboardgen access grant --team {person}",
            )
        near = nearest(person, [one.person.id for one in wanted])
        known = f"Did you mean `{near}`?" if near else "People are named by their id."
        raise UsageError(f"Nobody of {self.name} has the id `{person}`.", known)

    def today(self) -> Day:
        return datetime.now(ZoneInfo(self.settings.organization.timezone)).date()

    def write(self, content: bytes) -> None:
        replace_file(self.path, content)

    def data(self) -> bytes | None:
        return self.path.read_bytes() if self.path.exists() else None


def open_access(root: Path, slug: str | None) -> AccessFile:
    """The access file of a customer or of the team.

    Raises UsageError for an unknown customer, and where files have errors: `check` shows them.
    """
    loaded = load(root, () if slug is None else (slug,))
    settings = whole_settings(loaded)
    if slug is None:
        return _of_team(root, loaded.team_access, settings)
    return _of_account(root, loaded.accounts[0], settings)


def all_access(root: Path) -> tuple[AccessFile, ...]:
    """Every access file, the team's last. Raises UsageError where files have errors."""
    loaded = load(root)
    settings = whole_settings(loaded)
    files = [_of_account(root, account, settings) for account in loaded.accounts]
    return (*files, _of_team(root, loaded.team_access, settings))


def whole_settings(loaded: Loaded) -> Settings:
    """The settings of a workspace that was read without an error; else raises UsageError."""
    if loaded.settings is None or has_errors(loaded.findings):
        raise UsageError("The workspace has errors.", "`onboardgen check` shows them.")
    return loaded.settings


def _of_team(root: Path, access: Access | None, settings: Settings) -> AccessFile:
    path = root / ACCESS_FILE
    return AccessFile(None, path, access or Access(), settings.team_members, settings)


def _of_account(root: Path, account: Account, settings: Settings) -> AccessFile:
    path = root / PLANS / account.slug / ACCESS_FILE
    access = account.access or Access()
    return AccessFile(account.slug, path, access, account.members, settings)

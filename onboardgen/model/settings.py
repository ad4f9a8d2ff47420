"""`onboardgen.yaml`: who we are, our team, our calendars and our rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from onboardgen.model.people import PROVIDER, Calendar, Member, Person, Weekday
from onboardgen.model.plan import Category
from onboardgen.model.record import KEYED, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand(Record):
    """How the portals look: a logo file of the workspace and an accent colour (#rrggbb)."""

    logo: str | None = None
    accent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Record):
    name: str
    timezone: str = "UTC"
    calendar: Calendar = field(default_factory=Calendar)
    language: str = "en"
    brand: Brand = field(default_factory=Brand)


HealthCode = Literal[
    "very_late", "escalated", "blocked", "late", "likely_late", "overdue", "gate_waiting", "moved",
    "untouched",
]  # fmt: skip
"""Why an account is not well, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRules(Record):
    """From where on an account is not well. `slip_days` are working days of go-live's owner,
    `moves` counts moves of promises in one stage; reasons in `ignore` do not count here."""

    slip_days: int = 5
    moves: int = 3
    ignore: tuple[HealthCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Record):
    """When something is worth saying. All numbers are working days."""

    due_soon_days: int = 5
    blocked_days: int = 5
    moved_days: int = 0
    untouched_days: int = 10
    four_eyes: bool = False
    escalation: tuple[int, ...] = (1, 5, 10)
    health: HealthRules = field(default_factory=HealthRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Record):
    per_hour: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles(Record):
    """Usual length of each stage in working days, by profile of the customer."""

    high_touch: dict[str, int] = field(default_factory=dict)
    digital: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository(Record):
    repository: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFolder(Record):
    directory: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker(Record):
    """Where issues are kept. `workspace` keeps apart workspaces that share one tracker;
    `create_cap` is how many issues one run makes at most."""

    github: Repository | None = None
    gitlab: Repository | None = None
    local: IssueFolder | None = None
    workspace: str | None = None
    group_by: Literal["item", "customer"] = "item"
    create_cap: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingCondition(Record):
    customer: str | None = None
    category: Category | None = None
    tier: Literal["low", "medium", "high"] | None = None
    party: str | None = None
    rung: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Record):
    when: RoutingCondition = field(default_factory=RoutingCondition)
    labels: tuple[str, ...] = ()
    assignee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings(Record):
    """How portals are published. `remember_days` counts calendar days, `rebuild_days` too."""

    base_url: str | None = None
    dedicated_origin: bool = False
    rebuild_days: int = 4
    endpoint: str | None = None
    remember_days: int = 14
    iterations: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChannel(Record):
    """Where mail is handed in; user and password come from the environment."""

    from_: str
    host: str
    port: int = 587
    starttls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel(Record):
    """A webhook whose address is a secret: the environment variable that holds it."""

    address_variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications(Record):
    """Where digests are sent; `weekday` is that of the weekly one, where each reader is."""

    weekday: Weekday = "mon"
    email: EmailChannel | None = None
    slack: WebhookChannel | None = None
    teams: WebhookChannel | None = None
    directory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Record):
    """The whole of `onboardgen.yaml`."""

    format: int
    organization: Organization
    team: Annotated[tuple[Person, ...], KEYED] = ()
    rules: Rules = field(default_factory=Rules)
    rate: Rate | None = None
    profiles: Profiles = field(default_factory=Profiles)
    tracker: Tracker = field(default_factory=Tracker)
    routing: tuple[Route, ...] = ()
    portal: PortalSettings = field(default_factory=PortalSettings)
    notifications: Notifications = field(default_factory=Notifications)
    allowed_signers: str | None = None
    root_key_fingerprint: str | None = None

    @property
    def team_members(self) -> tuple[Member, ...]:
        """Our team, each with our party, name and time zone."""
        ours = self.organization
        return tuple(Member(one, PROVIDER, ours.name, ours.timezone) for one in self.team)

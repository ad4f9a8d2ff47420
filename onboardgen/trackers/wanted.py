"""Which issues should be open, and why the others should not: pure, one account at a time.

`account_part` is called where an account is judged; what it gives is small and can be sent between
processes. `wanted_of` puts all parts together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.complexity import tier_of
from onboardgen.model.customer import Tier
from onboardgen.model.people import Person
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import KINDS, Deadline
from onboardgen.schedule.state import Standing
from onboardgen.trackers import resolutions
from onboardgen.trackers.issue_text import (
    Told,
    facts_of,
    group_comment,
    group_texts,
    group_title,
    issue_texts,
    issue_title,
    rung_comment,
)
from onboardgen.trackers.marker import account_of, digest, identity_of
from onboardgen.trackers.resolutions import Resolution
from onboardgen.trackers.routing import (
    Subject,
    TrackerName,
    first_login,
    our_labels,
    routed_labels,
    routed_person,
)
from onboardgen.trackers.telling import AccountTeller, Links, Teller
from onboardgen.views.visibility import with_counterparts

CUSTOMER_PORTAL: Final = "customer"
__all__ = [
    "Links", "Part", "Resolution", "TrackerName", "Wanted", "WantedIssue", "account_part",
    "team_part", "wanted_of",
]  # fmt: skip

GROUP: Final = "account"
"""Kind of the reference of an issue that holds all items of one customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedIssue:
    """One issue that should be open.

    `texts` are bodies (without the marker), the whole one first, shorter ones after it. `labels`
    are ours (`onboardgen…`), `routed` those of `routing`; `assignee` is a login of the tracker.
    `facts` changes when what the issue says does, not with days that pass. `told` is the comment
    for when it reaches its rung.
    """

    identity: str
    account: str
    facts: str
    rung: int
    ref: str
    customer: str | None
    title: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    routed: tuple[str, ...] = ()
    assignee: str | None = None
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one account, or our team, brings. `account` is the hash that markers hold."""

    account: str
    issues: tuple[WantedIssue, ...] = ()
    resolved: Mapping[str, Resolution]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What should be. `workspace` as in the settings; `resolved` has every known record without an
    issue, by identity; `accounts` are the hashes of those judged, `left_out` of those that were
    not, of which nothing is known in this run."""

    workspace: str
    issues: tuple[WantedIssue, ...] = ()
    resolved: Mapping[str, Resolution]
    accounts: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def why_not(self, identity: str, account: str) -> Resolution | None:
        """Why a record that is not among `issues` has none; None where nobody can know."""
        if account in self.left_out:
            return None
        gone = Resolution("gone" if account in self.accounts else "customer_gone")
        return self.resolved.get(identity, gone)


def account_part(
    standing: Standing,
    items: Sequence[Deadline],
    settings: Settings,
    links: Links,
    tracker: TrackerName,
) -> Part:
    """What one healthy account brings; `items` are its deadlines (`schedule.deadlines`)."""
    account = with_counterparts(standing.forecast.network.account)
    known = {
        f"{GROUP}:{account.slug}": Resolution("nothing"),
        **_resolutions(standing, account),
    }
    teller = AccountTeller(standing, account, settings, links) if items else None
    told = [teller.told(of_ref) for of_ref in _by_ref(items)] if teller else []
    press = _Press(settings, tracker, account.slug, tier_of(account))
    issues = press.issues(told, teller) if teller else ()
    return _part(settings, account.slug, issues, known, items)


def team_part(
    items: Sequence[Deadline],
    settings: Settings,
    access: Access | None,
    as_of: AsOf,
    links: Links,
    tracker: TrackerName,
) -> Part:
    """What our team's own grants bring; `items` are `schedule.deadlines.team_deadlines`."""
    known = {
        f"{GROUP}:": Resolution("nothing"),
        **resolutions.grants_of(access.grants if access else ()),
    }
    teller = Teller(settings.team_members, settings, links, as_of)
    told = [teller.told(of_ref) for of_ref in _by_ref(items)]
    issues = _Press(settings, tracker, None, None).issues(told, teller)
    return _part(settings, None, issues, known, items)


def wanted_of(parts: Iterable[Part], broken: Iterable[str], settings: Settings) -> Wanted:
    """All parts together. `broken` are the slugs of customers left out of the run."""
    parts = tuple(parts)
    workspace = settings.tracker.workspace or ""
    return Wanted(
        workspace=workspace,
        issues=tuple(issue for part in parts for issue in part.issues),
        resolved={id_: why for part in parts for id_, why in part.resolved.items()},
        accounts=frozenset(part.account for part in parts),
        left_out=frozenset(account_of(workspace, slug) for slug in broken),
    )


def _by_ref(items: Iterable[Deadline]) -> list[tuple[Deadline, ...]]:
    """What is to have an issue, by record in the order of the items; the highest rung first."""
    groups: dict[str, list[Deadline]] = {}
    for one in items:
        if one.kind != "due_soon":
            groups.setdefault(one.ref, []).append(one)
    return [
        tuple(sorted(group, key=lambda one: (-one.rung, KINDS.index(one.kind))))
        for group in groups.values()
    ]


def _part(
    settings: Settings,
    slug: str | None,
    issues: tuple[WantedIssue, ...],
    known: Mapping[str, Resolution],
    items: Sequence[Deadline],
) -> Part:
    workspace = settings.tracker.workspace or ""
    shown = {issue.identity for issue in issues}
    is_grouped = settings.tracker.group_by == "customer"
    due = {one.ref for one in items if one.kind != "due_soon"}
    other = {ref: Resolution("grouped") for ref in due}
    if due and not is_grouped:
        other = {f"{GROUP}:{slug or ''}": Resolution("split")}
    resolved = {
        identity_of(workspace, slug, ref): replace(why, ref=ref, customer=slug)
        for ref, why in {**known, **other}.items()
    }
    return Part(
        account=account_of(workspace, slug),
        issues=issues,
        resolved={id_: why for id_, why in resolved.items() if id_ not in shown},
    )


def _resolutions(standing: Standing, account: Account) -> dict[str, Resolution]:
    """Every record of the account that can have an issue, and why it would have none."""
    plan, sheet = account.plan, account.worksheet
    found = {f"plan:{account.slug}": resolutions.of_plan(standing)}
    for task in plan.tasks:
        why = resolutions.of_task(standing, task.id, task.due, task.done)
        found[f"task:{task.id}"] = why
    found |= {f"stage:{one.id}": resolutions.of_stage(standing, one) for one in plan.stages}
    records = [(Reference("signoff", "plan"), plan.signoffs.plan.due, "")]
    if sheet:
        records.append((Reference("signoff", "worksheet"), sheet.signoffs.worksheet.due, ""))
        records += [(Reference("section", one.id), one.due, "") for one in sheet.sections]
    records += [(Reference("decision", one.id), one.due, one.status) for one in account.decisions]
    records += [(Reference("change", one.id), one.due, one.status) for one in account.changes]
    found |= {
        str(ref): resolutions.of_record(standing, ref, due, status) for ref, due, status in records
    }
    return found | resolutions.grants_of(account.access.grants if account.access else ())


@dataclass(frozen=True, slots=True)
class _Press:
    """Makes the issues of one account from what is to be told."""

    settings: Settings
    tracker: TrackerName
    slug: str | None
    tier: Tier | None

    def issues(self, all_told: Sequence[Told], teller: Teller) -> tuple[WantedIssue, ...]:
        if self.settings.tracker.group_by == "customer":
            return (self._group(all_told, teller),) if all_told else ()
        return tuple(self._single(told, teller) for told in all_told)

    def _single(self, told: Told, teller: Teller) -> WantedIssue:
        return self._issue(
            told.first.ref,
            [told],
            teller,
            title=issue_title(told),
            facts=facts_of(told),
            texts=issue_texts(told, teller.resolve),
            comment=rung_comment(told),
        )

    def _group(self, all_told: Sequence[Told], teller: Teller) -> WantedIssue:
        rung = max(told.rung for told in all_told)
        return self._issue(
            f"{GROUP}:{self.slug or ''}",
            all_told,
            teller,
            title=group_title(teller.name),
            facts=digest(*(facts_of(told) for told in all_told)),
            texts=group_texts(teller.name, all_told, teller.as_of.day),
            comment=group_comment(all_told, rung),
        )

    def _issue(
        self,
        ref: str,
        all_told: Sequence[Told],
        teller: Teller,
        *,
        title: str,
        facts: str,
        texts: tuple[str, ...],
        comment: str,
    ) -> WantedIssue:
        workspace = self.settings.tracker.workspace or ""
        first = max(all_told, key=lambda told: told.rung)
        items = [item for told in all_told for item in told.items]
        categories = (teller.category(item.ref) for item in items)
        subject = Subject(
            customer=self.slug,
            categories=frozenset(one for one in categories if one),
            parties=frozenset(item.party for item in items),
            tier=self.tier,
            rung=first.rung,
        )
        return WantedIssue(
            identity=identity_of(workspace, self.slug, ref),
            account=account_of(workspace, self.slug),
            facts=facts,
            rung=first.rung,
            ref=ref,
            customer=self.slug,
            title=title,
            texts=texts,
            labels=our_labels((item.kind for item in items), first.rung),
            routed=routed_labels(self.settings.routing, subject),
            assignee=self._assignee(first.items, teller, subject),
            told=comment,
        )

    def _assignee(
        self, items: tuple[Deadline, ...], teller: Teller, subject: Subject
    ) -> str | None:
        """Who is named by `routing`; else, of a complex account, who scoped it; else who is told
        on the rung, who owns it, who is on our side of it, who runs the account."""
        named = routed_person(self.settings.routing, subject)
        scoped = teller.scoped_by() if self.tier == "high" else None
        team: dict[str, Person] = {one.id: one for one in self.settings.team}
        return first_login((named, scoped, *teller.candidates(items)), team, self.tracker)

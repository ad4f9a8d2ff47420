"""What is to be told of each record that has an issue: names, titles, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final
from urllib.parse import quote

from onboardgen.access.links import portal_address
from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER, Member
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import Deadline
from onboardgen.schedule.escalation import escalation_path
from onboardgen.schedule.gates import answers_by_setting, open_questions
from onboardgen.schedule.open_items import runs_the_account
from onboardgen.schedule.state import Standing
from onboardgen.trackers.issue_text import Told
from onboardgen.views.reading import page_of
from onboardgen.views.visibility import visible_records

CUSTOMER_PORTAL: Final = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where links lead. Plain data, so that it can be sent between processes.

    `blob` is what a path of the workspace is put behind, as in
    `https://github.com/o/r/blob/SHA/folder/`; None: `path:line` as text. `portal` is the address
    below which portals are published; None: no link.
    """

    blob: str | None = None
    portal: str | None = None

    def line(self, at: Location) -> str | None:
        """The address of the exact line."""
        if self.blob is None:
            return None
        return f"{self.blob.rstrip('/')}/{quote(at.path, safe='/')}#L{at.line}"

    def page(self, portal_id: str | None, route: str = "") -> str | None:
        """The address of a page of a portal; of its first page without a route."""
        if self.portal is None or portal_id is None:
            return None
        page = f"#/{quote(route, safe='/#')}" if route else ""
        return f"{portal_address(self.portal, portal_id)}{page}"


class Teller:
    """Puts together what an issue tells, of records of our own team."""

    def __init__(
        self, members: Iterable[Member], settings: Settings, links: Links, as_of: AsOf
    ) -> None:
        self.settings, self.links, self.as_of = settings, links, as_of
        self.members = {one.person.id: one for one in members}
        self.people = {id_: one.person for id_, one in self.members.items()}
        self.name = settings.organization.name
        self.slug: str | None = None

    def told(self, items: tuple[Deadline, ...]) -> Told:
        return self._told(items, None)

    def resolve(self, address: str) -> str | None:
        return None

    def category(self, ref: str) -> str | None:
        return None

    def candidates(self, items: tuple[Deadline, ...]) -> tuple[str | None, ...]:
        """Who may be assigned, the first of our team whom the tracker knows."""
        first = items[0]
        return (first.escalate_to if first.rung else None, first.owner)

    def scoped_by(self) -> str | None:
        """The manager who scoped the account."""
        return None

    def today(self, owner: str) -> Day:
        """The day that it is where somebody works."""
        member = self.members.get(owner)
        zone = member.timezone if member else self.settings.organization.timezone
        return self.as_of.day_in(zone)

    def person(self, id_: str) -> str:
        return self.people[id_].name if id_ in self.people else id_

    def _told(self, items: tuple[Deadline, ...], task: Task | None) -> Told:
        first = items[0]
        owner, blocked = self.members.get(first.owner), task.blocked if task else None
        path = escalation_path(first.owner, self.people, blocked.escalate_to if blocked else None)
        return Told(
            items=items,
            customer=self.name,
            slug=self.slug,
            owner=self.person(first.owner),
            party=owner.party_name if owner else "",
            today=self.today(first.owner),
            path=tuple(map(self.person, path)),
            escalate_to=self.person(first.escalate_to) if first.escalate_to else None,
            escalation=self.settings.rules.escalation,
            blocked=blocked,
            how=task.how if task else None,
            evidence=task.evidence.required if task and task.evidence else None,
            line=self.links.line(first.at),
        )


class AccountTeller(Teller):
    """Puts together what an issue tells of one account's records."""

    def __init__(
        self, standing: Standing, account: Account, settings: Settings, links: Links
    ) -> None:
        super().__init__(account.members, settings, links, standing.as_of)
        self.standing, self.account = standing, account
        self.name, self.slug = account.customer.name, account.slug
        self.tasks = {task.id: task for task in account.plan.tasks}
        self.titles = _titles(account)
        portals = account.access.portals if account.access else ()
        ids = (one.id for one in portals if one.audience == CUSTOMER_PORTAL)
        self.portal = next(ids, None) if links.portal else None
        self.visible = visible_records(account, CUSTOMER_PORTAL) if self.portal else None

    def told(self, items: tuple[Deadline, ...]) -> Told:
        first = items[0]
        ref = parse_reference(first.ref)
        told = self._told(items, self._task(first.ref))
        return replace(
            told,
            blocks=tuple(self.title(one) for one in first.blocks),
            missing=tuple(self.title(one) for one in self._missing(ref)),
            questions=self._questions(ref),
            page=self._page(ref),
        )

    def resolve(self, address: str) -> str | None:
        """The page of a record that a text links to, where the customer's portal has it."""
        kind, colon, _ = address.partition(":")
        ref = parse_reference(address)
        return self._page(ref) if colon and page_of(ref) and kind != "commitment" else None

    def category(self, ref: str) -> str | None:
        task = self._task(ref)
        return task.category if task else None

    def candidates(self, items: tuple[Deadline, ...]) -> tuple[str | None, ...]:
        task = self._task(items[0].ref)
        counterpart = task.counterpart if task else None
        return (*super().candidates(items), counterpart, runs_the_account(self.account))

    def scoped_by(self) -> str | None:
        """Our signer of the worksheet: who signed it, else who is to."""
        if self.account.worksheet is None:
            return None
        sign_off, parties = self.account.worksheet.signoffs.worksheet, self.account.parties
        people = (*(one.by for one in sign_off.signed), *sign_off.signers)
        return next((one for one in people if parties.get(one) == PROVIDER), None)

    def title(self, ref: Reference) -> str:
        return self.titles.get(ref, str(ref))

    def _task(self, ref: str) -> Task | None:
        kind, _, id_ = ref.partition(":")
        return self.tasks.get(id_) if kind == "task" else None

    def _missing(self, ref: Reference) -> Iterable[Reference]:
        gate = self.standing.gates.get(ref.id, ()) if ref.kind == "stage" else ()
        return [one.ref for one in gate if not one.true]

    def _questions(self, ref: Reference) -> tuple[str, ...]:
        if ref.kind != "section" or self.account.worksheet is None:
            return ()
        answers = answers_by_setting(self.account)
        sections = (one for one in self.account.worksheet.sections if one.id == ref.id)
        return tuple(a.question for one in sections for a in open_questions(one, answers))

    def _page(self, ref: Reference) -> str | None:
        """The page in the customer's portal; its first one for what has none. Not for records
        that it does not show."""
        route = page_of(ref)
        if route is None:
            return self.links.page(self.portal)
        seen = self.visible is not None and ref in self.visible
        return self.links.page(self.portal, route) if seen else None


def _titles(account: Account) -> dict[Reference, str]:
    titles = {Reference("task", one.id): one.title for one in account.plan.tasks}
    titles |= {Reference("stage", one.id): one.name for one in account.plan.stages}
    sections = account.worksheet.sections if account.worksheet else ()
    titles |= {Reference("section", one.id): one.title for one in sections}
    titles |= {Reference("decision", one.id): one.title for one in account.decisions}
    titles |= {
        Reference("change", one.id): one.title or f"Change of {one.target}"
        for one in account.changes
    }
    signed = {Reference("signoff", one): f"Sign-off of the {one}" for one in ("plan", "worksheet")}
    return titles | signed

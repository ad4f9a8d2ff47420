"""What every page is built from: a filtered account, its standing, and who is reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import SignOffState, sign_off_state
from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER, Member, Party
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Answer, AnswerValue
from onboardgen.schedule.gates import Truth, answers_by_setting, is_asked
from onboardgen.schedule.outlook import Outlook
from onboardgen.schedule.state import Standing
from onboardgen.views.visibility import (
    Audience,
    Visible,
    visible_account,
    visible_records,
    with_counterparts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person as pages name them; `mine` where they belong to the party that reads."""

    id: str
    name: str
    party: Party
    party_name: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A record that a page points at. `path` is None where there is no page to follow to.

    `kind` is `hidden` for a record of which the reader may know only that it is there. A sign-off
    has no title: pages say it in their own language from its id.
    """

    kind: str
    id: str = ""
    title: str = ""
    path: str | None = None
    true: bool = False
    owed_by: tuple[Who, ...] = ()
    owed_by_parties: tuple[str, ...] = ()
    due: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One audience's reading of one account on one day. `account` is already filtered."""

    account: Account
    settings: Settings
    audience: Audience
    outlook: Outlook
    visible: Visible
    answers: Mapping[str, AnswerValue]
    members: Mapping[str, Member]
    titles: Mapping[Reference, str]
    sign_offs: Mapping[Signed, SignOffState]
    """Judged on the whole account: no page may show of them what the audience does not see."""

    @property
    def standing(self) -> Standing:
        return self.outlook.standing

    @property
    def as_of(self) -> Day:
        return self.standing.as_of.day

    def who(self, person: str | None) -> Who | None:
        member = self.members.get(person or "")
        if member is None:
            return None
        return Who(
            id=member.person.id,
            name=member.person.name,
            party=member.party,
            party_name=member.party_name,
            mine=member.party == self.audience,
        )

    def people(self, persons: Iterable[str | None]) -> tuple[Who, ...]:
        return tuple(who for person in persons if (who := self.who(person)))

    def is_mine(self, person: str | None) -> bool:
        who = self.who(person)
        return who is not None and who.mine

    def party_name(self, party: Party) -> str:
        if party == PROVIDER:
            return self.settings.organization.name
        if party == CUSTOMER:
            return self.account.customer.name
        partners = {f"partner:{one.id}": one.name for one in self.account.customer.partners}
        return partners.get(party, party)

    def is_asked(self, answer: Answer) -> bool:
        """Whether a question is put, judged on all answers, also those the reader may not see."""
        return is_asked(answer, self.answers)

    def full_tasks(self) -> tuple[Task, ...]:
        """The tasks with a page of their own: not those of which only an outline is known."""
        outlines = self.visible.outlines
        return tuple(task for task in self.account.plan.tasks if task.id not in outlines)

    def target(self, reference: Reference) -> Target:
        """The record behind a reference, or the bare fact that one is there."""
        return self.target_of(self.standing.truth(reference))

    def target_of(self, truth: Truth) -> Target:
        reference = truth.ref
        if reference not in self.visible:
            return Target(kind="hidden", true=truth.true)
        return Target(
            kind=reference.kind,
            id=reference.id,
            title=self.titles.get(reference, ""),
            path=self.path(reference),
            true=truth.true,
            owed_by=() if truth.true else self.people(truth.owed_by),
            owed_by_parties=tuple(self.party_name(party) for party in truth.owed_by_parties),
            due=truth.due,
        )

    def targets(self, truths: Iterable[Truth]) -> tuple[Target, ...]:
        """Targets in order, those the reader may not know folded into one: open if any is."""
        known = tuple(dict.fromkeys(self.target_of(truth) for truth in truths))
        if Target(kind="hidden") in known:
            return tuple(one for one in known if one != Target(kind="hidden", true=True))
        return known

    def path(self, reference: Reference) -> str | None:
        """The page on which a visible record stands."""
        if self.visible.is_outline(reference):
            return None
        return page_of(reference)


def page_of(reference: Reference) -> str | None:
    """The page, with an anchor where the record is a part of one; None for what has no page."""
    id_ = reference.id
    paths = {
        "task": f"plan/{id_}",
        "decision": f"decisions/{id_}",
        "change": f"changes/{id_}",
        "guide": f"guides/{id_}",
        "stage": f"plan#stage-{id_}",
        "section": f"worksheet#section-{id_}",
        "setting": f"worksheet#setting-{id_}",
        "scope": "worksheet#scope",
        "signoff": "worksheet#sign-off" if id_ == "worksheet" else "plan#sign-off",
        "commitment": "overview#commitments",
    }
    return paths.get(reference.kind)


def read(account: Account, settings: Settings, audience: Audience, outlook: Outlook) -> Reading:
    """Keep of a whole account, as it was judged, what the audience may see."""
    filtered = visible_account(account, audience)
    return Reading(
        account=filtered,
        settings=settings,
        audience=audience,
        outlook=outlook,
        visible=visible_records(with_counterparts(account), audience),
        answers=answers_by_setting(account),
        members={member.person.id: member for member in filtered.members},
        titles=_titles(filtered),
        sign_offs={name: sign_off_state(account, settings, name) for name in SIGNED},
    )


def _titles(account: Account) -> Mapping[Reference, str]:
    titles = {Reference("task", task.id): task.title for task in account.plan.tasks}
    titles |= {Reference("stage", stage.id): stage.name for stage in account.plan.stages}
    titles |= {Reference("decision", one.id): one.title for one in account.decisions}
    titles |= {Reference("guide", one.id): one.matter.title for one in account.guides}
    titles |= {Reference("commitment", one.id): one.text for one in account.customer.commitments}
    for section in account.worksheet.sections if account.worksheet else ():
        titles[Reference("section", section.id)] = section.title
        for answer in section.answers:
            titles[Reference("setting", f"{section.id}.{answer.id}")] = answer.question
    if account.worksheet:
        scope = account.worksheet.scope
        for item in (*scope.included, *scope.deferred, *scope.excluded):
            titles[Reference("scope", item.id)] = item.text
    titles |= {
        Reference("change", one.id): one.title or titles.get(one.target, str(one.target))
        for one in account.changes
    }
    return titles

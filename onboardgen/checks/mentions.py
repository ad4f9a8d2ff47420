"""Every place where a record of a customer names another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onboardgen.checks.register import questions, setting_id
from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.reference import KINDS, Reference

WAITED_FOR: Final = ("task", "signoff", "decision", "change", "section")
CHANGEABLE: Final = ("setting", "scope")
FULFILLING: Final = tuple(kind for kind in KINDS if kind != "commitment")


@dataclass(frozen=True, slots=True)
class Mention:
    """`reference`, written at `location` by the record `by`; `allowed` kinds may stand there.

    `bare` fields take one kind only and are written without it.
    """

    reference: Reference
    location: Location
    by: str | None
    allowed: tuple[str, ...]
    bare: bool = False


def mentions(account: Account) -> Iterator[Mention]:
    """All references of a customer's records, but for those inside Markdown."""
    yield from _of_plan(account)
    yield from _of_worksheet(account)
    yield from _of_decisions(account)
    yield from _of_changes(account)
    yield from _of_commitments(account)
    for event in account.events:
        if event.ref:
            yield Mention(event.ref, event.at.value("ref"), None, KINDS)


def _bare(kind: str, id_: str, location: Location, by: str | None) -> Mention:
    return Mention(Reference(kind, id_), location, by, (kind,), bare=True)


def _of_plan(account: Account) -> Iterator[Mention]:
    plan = account.plan
    yield _bare("task", plan.go_live.milestone, plan.go_live.at.value("milestone"), None)
    for phase in plan.phases:
        for index, reference in enumerate(phase.needs):
            yield Mention(reference, phase.at.value("needs", index), None, WAITED_FOR)
    for stage in plan.stages:
        for index, gate in enumerate(stage.gate):
            yield Mention(gate, stage.at.value("gate", index), f"stage:{stage.id}", WAITED_FOR)
    for task in plan.tasks:
        by = f"task:{task.id}"
        yield _bare("stage", task.stage, task.at.value("stage"), by)
        for need in task.needs:
            yield Mention(need.ref, need.at.value("ref"), by, WAITED_FOR)


def _of_worksheet(account: Account) -> Iterator[Mention]:
    for section, answer in questions(account):
        if answer.when:
            by = f"setting:{setting_id(section, answer)}"
            yield _bare("setting", answer.when.setting, answer.when.at.value("setting"), by)


def _of_decisions(account: Account) -> Iterator[Mention]:
    for decision in account.decisions:
        by = f"decision:{decision.id}"
        if decision.supersedes:
            yield _bare("decision", decision.supersedes, decision.at.value("supersedes"), by)
        for setting in decision.settings:
            yield _bare("setting", setting, decision.at.key("settings", setting), by)


def _of_changes(account: Account) -> Iterator[Mention]:
    for change in account.changes:
        by = f"change:{change.id}"
        yield Mention(change.target, change.at.value("target"), by, CHANGEABLE)
        if change.decision:
            yield _bare("decision", change.decision, change.at.value("decision"), by)


def _of_commitments(account: Account) -> Iterator[Mention]:
    for commitment in account.customer.commitments:
        by = f"commitment:{commitment.id}"
        for index, ref in enumerate(commitment.fulfilled_by):
            yield Mention(ref, commitment.at.value("fulfilled_by", index), by, FULFILLING)

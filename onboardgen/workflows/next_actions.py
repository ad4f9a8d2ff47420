"""`next`: what to move next, in one queue over all accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.next_action import NextAction, ranked
from onboardgen.schedule.next_action import next_actions as actions_of
from onboardgen.schedule.state import standing
from onboardgen.workflows.accounts import Context, Moment, judge_accounts
from onboardgen.workflows.names import Names, names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NextReport:
    """The queue, what matters most first, with the names of each customer."""

    as_of: AsOf | None
    actions: tuple[NextAction, ...]
    names: Mapping[str, Names]
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def next_actions(
    root: Path, slugs: Sequence[str], moment: Moment, person: str | None = None
) -> NextReport:
    """The queue of one person, or of everybody, in the customers named or in all.

    Raises UsageError where a slug names no customer, or nobody has the id `person`.
    """
    judged = judge_accounts(root, slugs, moment, _of_account)
    names = {one.slug: one.names for one in judged.results}
    if person is not None and judged.context and not judged.broken:
        known = {id_ for one in names.values() for id_ in one.people}
        known |= {one.id for one in judged.context.settings.team}
        if person not in known:
            near = nearest(person, known)
            raise UsageError(
                f"Nobody has the id {person}.", f"Did you mean {near}?" if near else ""
            )
    actions = ranked(
        action
        for one in judged.results
        for action in one.actions
        if person is None or person in action.people
    )
    return NextReport(
        as_of=judged.context.as_of if judged.context else None,
        actions=actions,
        names=names,
        broken=judged.broken,
        findings=judged.findings,
    )


@dataclass(frozen=True, slots=True)
class _Of:
    slug: str
    actions: tuple[NextAction, ...]
    names: Names


def _of_account(context: Context, account: Account) -> _Of:
    stands = standing(account, context.settings, context.as_of)
    costs = go_live_days(stands.forecast.network)
    return _Of(account.slug, actions_of(stands, context.settings, costs), names_of(account))

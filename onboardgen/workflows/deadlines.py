"""`deadlines`: what is late, due soon, stuck or left alone, in all accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import Deadline, in_order, team_deadlines
from onboardgen.schedule.deadlines import deadlines as deadlines_of
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import standing
from onboardgen.workflows.accounts import Context, Moment, judge_accounts
from onboardgen.workflows.last_touched import Touched, last_touched
from onboardgen.workflows.names import Names, names_of, team_names


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesReport:
    """All items in order. `names` has those of each customer, and of the team under None; without
    an as-of moment the workspace's own files have errors. `broken` are customers left out."""

    as_of: AsOf | None
    items: tuple[Deadline, ...]
    names: Mapping[str | None, Names]
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def deadlines(root: Path, slugs: Sequence[str], moment: Moment) -> DeadlinesReport:
    """The deadlines of the customers named; of all customers together with our team's own.

    Raises UsageError where a slug names no customer.
    """
    judged = judge_accounts(root, slugs, moment, partial(_of_account, last_touched(root)))
    context = judged.context
    if context is None:
        return DeadlinesReport(
            as_of=None, items=(), names={}, broken=judged.broken, findings=judged.findings
        )
    items = [item for one in judged.results for item in one.items]
    names: dict[str | None, Names] = {one.slug: one.names for one in judged.results}
    if not slugs:
        items += team_deadlines(context.settings, context.team_access, context.as_of)
        names[None] = team_names(context.settings)
    return DeadlinesReport(
        as_of=context.as_of,
        items=in_order(items),
        names=names,
        broken=judged.broken,
        findings=judged.findings,
    )


@dataclass(frozen=True, slots=True)
class _Of:
    slug: str
    items: tuple[Deadline, ...]
    names: Names


def _of_account(touched: Touched, context: Context, account: Account) -> _Of:
    settings = context.settings
    stands = standing(account, settings, context.as_of)
    costs = go_live_days(stands.forecast.network)
    day = touched.get(account.slug)
    return _Of(account.slug, deadlines_of(stands, settings, costs, day), names_of(account))

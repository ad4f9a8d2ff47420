"""All rules of change, in tuples: what was agreed at a base does not change silently.

Each takes the customer at the base, the customer now, and the facts around; None is a customer
that is not there. Where the base has none, there is nothing to hold anything against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from onboardgen.changes import (
    policy_decisions,
    policy_grants,
    policy_locks,
    policy_promises,
    policy_recording,
    policy_records,
    policy_requests,
    policy_responses,
    policy_signatures,
)
from onboardgen.changes.facts import Facts
from onboardgen.findings import Finding, in_order
from onboardgen.model.access import Access
from onboardgen.model.account import Account

AccountRule = Callable[[Account | None, Account | None, Facts], Iterator[Finding]]
AccessRule = Callable[[Access | None, Access | None, Facts], Iterator[Finding]]

ACCOUNT_RULES: Final[tuple[AccountRule, ...]] = (
    policy_locks.locked_answers_stand,
    policy_locks.locked_questions_stay,
    policy_locks.signed_scope_stands,
    policy_decisions.accepted_decisions_are_not_edited,
    policy_decisions.accepted_decisions_are_kept,
    policy_decisions.chains_do_not_fork,
    policy_decisions.chains_are_not_broken,
    policy_requests.approved_facts_stand,
    policy_requests.approvals_are_kept,
    policy_requests.four_eyes_see_each_change,
    policy_signatures.signatures_are_kept,
    policy_signatures.signers_stay,
    policy_signatures.signed_files_are_kept,
    policy_responses.responses_are_kept,
    policy_promises.moved_promises_say_why,
    policy_promises.go_live_is_not_put_elsewhere,
    policy_promises.earlier_moves_are_kept,
    policy_promises.reopened_tasks_say_why,
    policy_records.what_others_need_is_kept,
    policy_records.customers_are_not_deleted,
    policy_recording.others_yes_is_proven,
    policy_recording.nothing_is_dated_ahead,
    policy_recording.nothing_is_written_down_late,
)
ACCESS_RULES: Final[tuple[AccessRule, ...]] = (
    policy_grants.grants_are_kept,
    policy_grants.ended_grants_stay_ended,
)


def compare(base: Account | None, head: Account | None, facts: Facts) -> tuple[Finding, ...]:
    """What of a customer's agreements changed and may not have, in order."""
    found = chain.from_iterable(rule(base, head, facts) for rule in ACCOUNT_RULES)
    grants = compare_access(base.access, head.access, facts) if base and head else ()
    return in_order((*found, *grants))


def compare_access(base: Access | None, head: Access | None, facts: Facts) -> tuple[Finding, ...]:
    """What of the grants of one access file changed and may not have, in order."""
    return in_order(chain.from_iterable(rule(base, head, facts) for rule in ACCESS_RULES))

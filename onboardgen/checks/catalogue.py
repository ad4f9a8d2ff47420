"""All rules, in tuples: a new rule is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from onboardgen.checks import (
    advice,
    agreements,
    answers,
    calendars,
    circles,
    dates,
    decisions,
    directories,
    events_of_tasks,
    far_dates,
    gates,
    identity,
    languages,
    owners,
    people,
    planning,
    portals,
    promise_order,
    promises,
    references,
    requests,
    responses,
    signatures,
    texts,
    time_zones,
)
from onboardgen.findings import Finding, in_order
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.network import Network, network

AccountRule = Callable[[Account, Settings], Iterator[Finding]]
NetworkRule = Callable[[Network, Settings], Iterator[Finding]]
"""Judges dates: the network knows the account, its calendars and the as-of day."""
TeamRule = Callable[[Settings, Access | None], Iterator[Finding]]

ACCOUNT_RULES: Final[tuple[AccountRule, ...]] = (
    references.references_point_at_records,
    references.phases_exist,
    references.partners_exist,
    people.people_are_known,
    people.ids_of_people_are_unique,
    identity.ids_are_unique,
    planning.written_status_agrees,
    planning.go_live_is_a_milestone,
    planning.milestones_have_no_duration,
    planning.nothing_waits_for_itself,
    planning.nothing_waits_for_a_no,
    dates.dates_of_tasks_agree,
    dates.go_live_follows_kickoff,
    dates.approvals_follow_requests,
    dates.leave_ends_after_it_begins,
    dates.customer_grants_end_after_they_begin,
    answers.answers_fit,
    answers.conditions_can_be_met,
    answers.decided_values_fit,
    decisions.accepted_decisions_hold,
    decisions.none_replaces_itself,
    decisions.older_ones_are_replaced,
    signatures.signed_files_are_what_was_signed,
    signatures.signatures_name_what_was_signed,
    signatures.who_signed_is_a_signer,
    agreements.sign_offs_stand,
    requests.changes_are_approved_by_both,
    requests.changes_begin_where_things_stand,
    responses.responses_bear_their_name,
    time_zones.time_zones_exist,
    languages.language_exists,
    portals.grants_open_own_portal,
    portals.portals_have_readers,
    portals.customer_passwords_are_sealed,
    texts.texts_carry_no_code,
    texts.texts_can_be_shown,
    texts.links_lead_somewhere,
    calendars.countries_exist,
    advice.open_tasks_have_a_date,
    advice.open_tasks_have_two_sides,
    advice.go_live_has_a_date,
    events_of_tasks.confirmations_count,
    events_of_tasks.done_is_shown,
    owners.owners_are_people,
    owners.stalls_can_be_escalated,
)
NETWORK_RULES: Final[tuple[NetworkRule, ...]] = (
    circles.nothing_waits_in_a_circle,
    far_dates.dates_lie_together,
    promises.promises_follow_the_kickoff,
    promises.promises_follow_their_start,
    promises.promises_are_working_days,
    promise_order.promises_fit_each_other,
    events_of_tasks.nothing_happened_tomorrow,
    events_of_tasks.blocks_have_not_ended,
    events_of_tasks.nothing_is_done_too_soon,
    gates.something_leads_to_go_live,
    gates.what_is_waited_for_can_happen,
    gates.sections_waited_for_ask_something,
    gates.sections_waited_for_have_an_owner,
)
TEAM_RULES: Final[tuple[TeamRule, ...]] = (
    people.team_is_known,
    dates.team_dates_agree,
    time_zones.own_time_zone_exists,
    calendars.own_country_exists,
    languages.own_language_exists,
    portals.team_grants_open_own_portal,
    directories.named_directories_are_free,
)


def check_account(account: Account, settings: Settings, as_of: AsOf) -> tuple[Finding, ...]:
    """What is wrong inside one customer, in order. Depends on nothing but its arguments."""
    of_records = chain.from_iterable(rule(account, settings) for rule in ACCOUNT_RULES)
    net = network(account, settings, as_of)
    of_dates = chain.from_iterable(rule(net, settings) for rule in NETWORK_RULES)
    return in_order((*of_records, *of_dates))


def check_workspace(
    accounts: Iterable[Account], settings: Settings, team_access: Access | None
) -> tuple[Finding, ...]:
    """What is wrong in the workspace's own files and between customers, in order."""
    of_team = chain.from_iterable(rule(settings, team_access) for rule in TEAM_RULES)
    every = (team_access, *(account.access for account in accounts))
    return in_order((*of_team, *portals.random_ids_are_unique(every)))

"""Gates: what is waited for can come true, asks something, and somebody owes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from onboardgen import codes
from onboardgen.checks.planning import Wait, open_waits
from onboardgen.checks.spoken import spoken
from onboardgen.findings import Code, Finding
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Section
from onboardgen.schedule.network import Network

WORKSHEET: Final = Reference("signoff", "worksheet")


def something_leads_to_go_live(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG704 where open work is planned, and go-live waits for none of it or was dropped: its
    forecast says nothing then."""
    plan = net.account.plan
    go_live = next((task for task in plan.tasks if task.id == plan.go_live.milestone), None)
    works = any(
        task.effective_status not in ("done", "dropped") and task is not go_live
        for task in plan.tasks
    )
    if go_live is None or go_live.done or not works:
        return
    if net.go_live is None:
        message = f"Go-live is `{go_live.id}`, and that was dropped."
        hint = "Name the milestone that counts now under `go_live`."
    elif not net.held_by[net.go_live]:
        message = f"Go-live, `{go_live.id}`, waits for nothing, though there is work to do."
        hint = "Write what has to be done before it under its `needs`."
    else:
        return
    at = go_live.at.value("id")
    yield Finding(codes.NOTHING_LEADS_TO_GO_LIVE, message, at, hint, f"task:{go_live.id}")


def what_is_waited_for_can_happen(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG732 for each sign-off or change that one side would have to agree to which has nobody,
    and for the sign-off of a worksheet that is not there. OG409, OG410 and OG412 say the rest."""
    for wait in _first_waits(net):
        if wait.reference == WORKSHEET and net.account.worksheet is None:
            hint = "Write worksheet.yaml, or take the sign-off out."
            yield _of(wait, codes.GATE_STAYS_SHUT, "there is no worksheet to sign", hint)
        for party in _owed_by_nobody(net, wait.reference):
            side = "our side" if party == PROVIDER else net.account.customer.name
            where = "`team` of onboardgen.yaml" if party == PROVIDER else "`contacts`"
            hint = f"Name the people of {side} under {where}."
            yield _of(wait, codes.GATE_STAYS_SHUT, f"nobody of {side} could agree to it", hint)


def sections_waited_for_ask_something(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG733 for a section without a required question: it is complete before it is begun."""
    sections = _sections(net)
    for wait in _first_waits(net):
        section = sections.get(wait.reference)
        if section and not any(answer.required for answer in section.answers):
            what = "none of its questions is required, so it holds nothing back"
            hint = "Give the questions that matter here `required: true`, or take it out."
            yield _of(wait, codes.GATE_ASKS_NOTHING, what, hint)


def sections_waited_for_have_an_owner(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG734 for an unfinished section that nobody owns: who would make it true?"""
    sections = _sections(net)
    for wait in _first_waits(net):
        section = sections.get(wait.reference)
        if section and section.owner is None and _is_unfinished(net, wait.reference):
            hint = "Write who sees to its answers as `owner` of the section."
            yield _of(wait, codes.SECTION_WITHOUT_OWNER, "the section has no owner", hint)


def _first_waits(net: Network) -> Iterator[Wait]:
    """What something open waits for, each once, where it is named first."""
    seen: set[Reference] = set()
    for wait in open_waits(net.account):
        if wait.reference not in seen:
            seen.add(wait.reference)
            yield wait


def _sections(net: Network) -> dict[Reference, Section]:
    worksheet = net.account.worksheet
    sections = worksheet.sections if worksheet else ()
    return {Reference("section", section.id): section for section in sections}


def _owed_by_nobody(net: Network, reference: Reference) -> list[Party]:
    number = net.index.get(reference)
    truth = net.nodes[number].truth if number is not None else None
    if truth is None or truth.true:
        return []
    present = {member.party for member in net.account.members}
    return [
        side
        for side in (CUSTOMER, PROVIDER)
        if side in truth.owed_by_parties and side not in present
    ]


def _is_unfinished(net: Network, reference: Reference) -> bool:
    number = net.index.get(reference)
    truth = net.nodes[number].truth if number is not None else None
    return truth is not None and not truth.true


def _of(wait: Wait, code: Code, what: str, hint: str) -> Finding:
    message = f"{wait.who} waits for {spoken(wait.reference)}, but {what}."
    return Finding(code, message[0].upper() + message[1:], wait.location, hint, wait.by)

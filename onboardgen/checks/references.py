"""References: every one points at a record that exists, of a kind that can stand there."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.checks.mentions import Mention, mentions
from onboardgen.checks.names import Names
from onboardgen.checks.register import Register, questions, register, setting_id
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.people import partner_party
from onboardgen.model.settings import Settings


def references_point_at_records(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG301 and OG304 for every reference outside Markdown."""
    known = register(account)
    for mention in mentions(account):
        if mention.reference.kind not in mention.allowed:
            yield _wrong_kind(mention, known)
        elif not known.holds(mention.reference):
            yield _unknown(mention, known)


def _unknown(mention: Mention, known: Register) -> Finding:
    kind, id_ = mention.reference.kind, mention.reference.id
    names = known.kinds[kind]
    hint = names.hint(id_, "{}" if mention.bare else f"{kind}:{{}}")
    return Finding(
        codes.UNKNOWN_REFERENCE,
        f"There is no {kind} `{id_}`.",
        mention.location,
        hint or f"This customer has no {kind} yet: write it first, or take this out.",
        mention.by,
    )


def _wrong_kind(mention: Mention, known: Register) -> Finding:
    allowed = ", ".join(f"{kind}:…" for kind in mention.allowed)
    fitting = [kind for kind in mention.allowed if mention.reference.id in known.kinds[kind]]
    hint = f"What can stand here: {allowed}."
    if fitting:
        hint = f"Did you mean `{fitting[0]}:{mention.reference.id}`? {hint}"
    return Finding(
        codes.WRONG_KIND,
        f"`{mention.reference}` cannot stand here.",
        mention.location,
        hint,
        mention.by,
    )


def phases_exist(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG301 for the phase of a task or a question."""
    phases = Names((phase.id, phase.at.value("id")) for phase in account.plan.phases)
    written = [(f"task:{task.id}", task.phase, task.at) for task in account.plan.tasks]
    written += [(f"setting:{setting_id(s, a)}", a.phase, a.at) for s, a in questions(account)]
    for by, phase, at in written:
        if phase is not None and phase not in phases:
            hint = phases.hint(phase) or "Write it under `phases:` in plan.yaml."
            place = at.value("phase")
            yield Finding(codes.UNKNOWN_REFERENCE, f"There is no phase `{phase}`.", place, hint, by)


def partners_exist(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG305 for `partner:<id>` in a visibility or as the audience of a portal."""
    customer = account.customer
    partners = Names((partner_party(p.id), p.at.key()) for p in customer.partners)
    for visibility, place, by in _parties(account):
        if visibility.startswith("partner:") and visibility not in partners:
            hint = partners.hint(visibility) or "Write the partner in customer.yaml first."
            message = f"{customer.name} has no partner `{visibility.removeprefix('partner:')}`."
            yield Finding(codes.UNKNOWN_PARTNER, message, place, hint, by)


def _parties(account: Account) -> Iterator[tuple[str, Location, str | None]]:
    for task in account.plan.tasks:
        yield task.visibility, task.at.value("visibility"), f"task:{task.id}"
    for section, answer in questions(account):
        by = f"setting:{setting_id(section, answer)}"
        yield answer.visibility, answer.at.value("visibility"), by
    for decision in account.decisions:
        by = f"decision:{decision.id}"
        yield decision.visibility, decision.at.value("visibility"), by
    for change in account.changes:
        yield change.visibility, change.at.value("visibility"), f"change:{change.id}"
    for guide in account.guides:
        yield guide.matter.visibility, guide.matter.at.value("visibility"), f"guide:{guide.id}"
    for promise in account.customer.commitments:
        yield promise.visibility, promise.at.value("visibility"), f"commitment:{promise.id}"
    for portal in account.access.portals if account.access else ():
        yield portal.audience, portal.at.key(), None

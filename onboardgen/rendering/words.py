"""Words for the vocabularies of the contract, in the way people say them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onboardgen.rendering.messages import mark

REASONS: Mapping[str, str] = {
    "it_approval": mark("approval by IT"),
    "third_party": mark("a third party"),
    "stakeholder_alignment": mark("agreement between stakeholders"),
    "data_migration": mark("data migration"),
    "integration": mark("integration work"),
    "configuration": mark("configuration work"),
    "validation": mark("validation"),
    "training": mark("training"),
    "handoff": mark("handover"),
    "legal": mark("legal review"),
    "other": mark("another reason"),
    "customer_availability": mark("people were not available"),
    "provider_capacity": mark("capacity on our side"),
    "scope_change": mark("a change of scope"),
    "technical": mark("a technical problem"),
    "data_quality": mark("quality of the data"),
}
CATEGORIES: Mapping[str, str] = {
    "it_approval": mark("Approval by IT"),
    "third_party": mark("Third party"),
    "stakeholder_alignment": mark("Agreement between stakeholders"),
    "data_migration": mark("Data migration"),
    "integration": mark("Integration"),
    "configuration": mark("Configuration"),
    "validation": mark("Validation"),
    "training": mark("Training"),
    "handoff": mark("Handover"),
    "legal": mark("Legal"),
    "other": mark("Other work"),
}
DECISION_STATES: Mapping[str, str] = {
    "proposed": mark("To be decided"),
    "accepted": mark("Decided"),
    "rejected": mark("Turned down"),
    "replaced": mark("Replaced"),
}
CHANGE_STATES: Mapping[str, str] = {
    "submitted": mark("Being assessed"),
    "assessed": mark("Waiting for approval"),
    "approved": mark("Approved"),
    "rejected": mark("Turned down"),
    "withdrawn": mark("Withdrawn"),
    "done": mark("Done"),
}
SOURCES: Mapping[str, str] = {
    "contract": mark("in the contract"),
    "email": mark("by e-mail"),
    "meeting": mark("in a meeting"),
    "demo": mark("in a demo"),
}
COMMITMENT_STATES: Mapping[str, str] = {
    "open": mark("Open"),
    "fulfilled": mark("Kept"),
    "withdrawn": mark("Withdrawn"),
}
GUIDE_KINDS: Mapping[str, str] = {
    "welcome": mark("Start here"),
    "guide": mark("Guides"),
    "sop": mark("Procedures"),
}
SIGNED_FIELDS: Mapping[str, str] = {
    "question": mark("the question"),
    "type": mark("the kind of answer"),
    "architectural": mark("locked or not"),
    "list": mark("where it stands"),
    "title": mark("the title"),
    "owner": mark("the owner"),
    "due": mark("the date"),
}
SCOPE_LISTS: Mapping[str, str] = {
    "included": mark("Included"),
    "deferred": mark("Later"),
    "excluded": mark("Not included"),
}
ANSWER_TYPES: Mapping[str, str] = {
    "text": mark("a text"),
    "choice": mark("one choice"),
    "choices": mark("several choices"),
    "number": mark("a number"),
    "date": mark("a date"),
    "currency": mark("a currency"),
    "country": mark("a country"),
    "list": mark("a list"),
    "table": mark("a table"),
    "yes_no": mark("yes or no"),
}
HEALTH: Mapping[str, str] = {
    "red": mark("In trouble"),
    "amber": mark("At risk"),
    "green": mark("On track"),
}
HEALTH_REASONS: Mapping[str, str] = {
    "very_late": mark("go-live is forecast long after its promise"),
    "escalated": mark("what go-live hangs on is long late"),
    "blocked": mark("what go-live hangs on is blocked"),
    "late": mark("go-live is forecast after its promise"),
    "likely_late": mark("go-live may well come after its promise"),
    "overdue": mark("something is long late"),
    "gate_waiting": mark("a stage should have begun and cannot"),
    "moved": mark("promises of one stage move again and again"),
    "untouched": mark("nothing has changed for a while"),
}
RECORD_FIELDS: Mapping[str, str] = {
    "alternatives": mark("what else was considered"),
    "approved": mark("an approval"),
    "architectural": mark("locked or not"),
    "assessment": mark("the assessment"),
    "blocked": mark("what blocks it"),
    "category": mark("the kind of work"),
    "choices": mark("the choices"),
    "classification": mark("the kind of change"),
    "confirmed": mark("the confirmation"),
    "consequences": mark("what follows from it"),
    "context": mark("the context"),
    "counterpart": mark("who works with the owner"),
    "current": mark("what holds now"),
    "date": mark("the day of the decision"),
    "decided_by": mark("who decided"),
    "decision": mark("what was decided"),
    "default": mark("what holds until it is answered"),
    "done": mark("when it was finished"),
    "downstream": mark("what it touches"),
    "due": mark("the date"),
    "duration": mark("how long it takes"),
    "effective": mark("when it takes effect"),
    "evidence": mark("what shows that it is done"),
    "how": mark("how to do it"),
    "in_scope": mark("inside the scope or not"),
    "links": mark("the links"),
    "list": mark("where it stands"),
    "made_by": mark("who promised it"),
    "name": mark("the name"),
    "outcome": mark("the outcome"),
    "owner": mark("the owner"),
    "phase": mark("the phase"),
    "question": mark("the question"),
    "reason": mark("the reason"),
    "reference": mark("where it was promised"),
    "requested": mark("what is asked for"),
    "required": mark("needed or not"),
    "revisit": mark("when it is looked at again"),
    "signers": mark("who signs"),
    "source": mark("where it was promised"),
    "stage": mark("the stage"),
    "start": mark("when it can start"),
    "started": mark("when it was started"),
    "state": mark("whether it was kept"),
    "target": mark("what it is about"),
    "text": mark("the text"),
    "title": mark("the title"),
    "type": mark("the kind of answer"),
}
SIGNATURES: Mapping[str, str] = {
    "good": mark("signed"),
    "none": mark("not signed"),
    "unknown_key": mark("signature cannot be checked"),
    "bad": mark("signature does not match"),
}
NUMBERS: Mapping[str, str] = {
    "2": mark("two"),
    "3": mark("three"),
    "4": mark("four"),
    "5": mark("five"),
    "6": mark("six"),
    "7": mark("seven"),
    "8": mark("eight"),
    "9": mark("nine"),
    "10": mark("ten"),
}
"""Numbers of things, as they are said in a sentence."""
ACTIONS: Mapping[str, str] = {
    "do": mark("Do:"),
    "unblock": mark("Unblock:"),
    "answer": mark("Answer:"),
    "sign": mark("Sign:"),
    "decide": mark("Decide:"),
    "approve": mark("Approve or turn down:"),
    "confirm": mark("Confirm the date:"),
}
TOLD: Mapping[str, str] = {
    "closed": mark("Contract closed"),
    "handed_over": mark("Handed over from sales"),
    "kickoff": mark("Kickoff"),
    "signed": mark("Signed"),
    "decision": mark("Decided"),
    "change": mark("Change approved"),
    "milestone": mark("Reached"),
    "go_live": mark("Live"),
    "first_value": mark("First value"),
    "escalation": mark("Escalated"),
    "blocked": mark("Blocked since then"),
    "churned": mark("Left"),
}
TIERS: Mapping[str, str] = {
    "low": mark("Low"),
    "medium": mark("Medium"),
    "high": mark("High"),
}
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "reason": REASONS,
    "category": CATEGORIES,
    "decision": DECISION_STATES,
    "change": CHANGE_STATES,
    "source": SOURCES,
    "commitment": COMMITMENT_STATES,
    "guides": GUIDE_KINDS,
    "number": NUMBERS,
    "action": ACTIONS,
    "told": TOLD,
    "tier": TIERS,
    "health": HEALTH,
    "health_reason": HEALTH_REASONS,
    "field": SIGNED_FIELDS,
    "list": SCOPE_LISTS,
    "type": ANSWER_TYPES,
    "record_field": RECORD_FIELDS,
    "signature": SIGNATURES,
}


def speaker(gettext: Callable[[str], str]) -> Callable[[str, str], str]:
    """A filter `code|word("reason")` that says a code of the contract in the page's language."""

    def word(code: str, vocabulary: str) -> str:
        return gettext(VOCABULARIES[vocabulary].get(code, code))

    return word

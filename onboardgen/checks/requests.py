"""Change requests: approved by both sides, and about what stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onboardgen import codes
from onboardgen.agreements.approvals import missing_approvals
from onboardgen.agreements.canonical import answer_or_none, canonical_answer, same
from onboardgen.agreements.comparison import parts
from onboardgen.agreements.content import SignedScopeItem, content_of
from onboardgen.agreements.undoing import ABSENT, ScopeState, named_scope
from onboardgen.agreements.wording import listed, named, shown
from onboardgen.checks.register import questions, setting_id
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Answer, AnswerValue

_MOVING = ("submitted", "assessed", "approved")


def changes_are_approved_by_both(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG426: a change request that says it is approved has the approvals of both sides."""
    four_eyes = settings.rules.four_eyes
    for change in account.changes:
        missing = missing_approvals(change, account.parties, four_eyes)
        if change.status in ("approved", "done") and missing:
            alone = " Who asked for a change cannot approve it here." if four_eyes else ""
            yield Finding(
                codes.CHANGE_NOT_APPROVED,
                f"The change request is {change.status}, but nobody of the {listed(missing)} has "
                "approved it.",
                change.at.value("status"),
                f"Add the approval to `approved`, or set the status back to assessed.{alone}",
                f"change:{change.id}",
            )


def changes_begin_where_things_stand(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG723: `current` of a change request that is still moving is what stands now; of an
    approved one `requested` may be."""
    for change in account.changes:
        now = _stands(account, change.target)
        if now is None or change.status not in _MOVING or now.is_said_by(change.current):
            continue
        if change.status == "approved" and now.is_said_by(change.requested):
            continue
        yield Finding(
            codes.CHANGE_BEGINS_ELSEWHERE,
            f"`current` is {shown(canonical_answer('text', change.current))}, but "
            f"{named(change.target)} is {now.words}.",
            change.at.value("current"),
            now.hint,
            f"change:{change.id}",
        )


@dataclass(frozen=True, slots=True)
class _Now:
    """How a target stands: a test of what is said of it, and words for it."""

    is_said_by: Callable[[AnswerValue], bool]
    words: str
    hint: str


def _stands(account: Account, target: Reference) -> _Now | None:
    if target.kind == "scope":
        return _in_scope(account, target.id)
    for section, answer in questions(account):
        if target.id == setting_id(section, answer):
            return _answered(answer)
    return None


def _answered(answer: Answer) -> _Now:
    value = answer_or_none(answer.type, answer.answer)
    return _Now(
        lambda said: same(value, answer_or_none(answer.type, said)),
        shown(value),
        "Write the answer that stands now: a change request leads from there to what is requested.",
    )


def _in_scope(account: Account, item_id: str) -> _Now:
    content = content_of(account, "worksheet")
    item = parts(content).get(Reference("scope", item_id))
    state, words = ABSENT, "not there"
    if isinstance(item, SignedScopeItem):
        state, words = ScopeState(item.list, item.text), f"{item.list}: {shown(item.text)}"

    def is_said_by(said: AnswerValue) -> bool:
        named_state = named_scope(said)
        return named_state is not None and named_state.fits(state)

    hint = "Write included, deferred or excluded, or the text of the item as it stands."
    return _Now(is_said_by, words, hint)

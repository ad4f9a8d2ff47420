"""Why a record has no issue: it is done, it moved, or it is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Final, Literal

from onboardgen.model.access import Grant
from onboardgen.model.plan import Stage
from onboardgen.model.reference import Reference
from onboardgen.schedule.state import CLOSED, Standing
from onboardgen.trackers.issue_text import day_words
from onboardgen.trackers.tracker import CloseReason

ResolutionCode = Literal[
    "done", "dropped", "given", "accepted", "rejected", "withdrawn", "approved", "answered",
    "opened", "unblocked", "touched", "ended", "prolonged", "nothing", "made",
    "moved", "no_work", "grouped", "split", "gone", "customer_gone",
]  # fmt: skip

COMPLETED: Final[frozenset[ResolutionCode]] = frozenset(
    {"done", "dropped", "given", "accepted", "rejected", "approved", "answered", "opened",
     "unblocked", "touched", "ended", "prolonged", "nothing", "made"}
)  # fmt: skip
_WORDS: Final[dict[ResolutionCode, str]] = {
    "done": "This is done",
    "dropped": "This is dropped",
    "given": "The sign-off is given",
    "accepted": "This is decided",
    "rejected": "This is rejected",
    "withdrawn": "The request is withdrawn",
    "approved": "The request is approved",
    "answered": "All of it is answered",
    "opened": "The gate is open",
    "unblocked": "This is not blocked for too long any more",
    "touched": "The plan has changed again",
    "ended": "The access is ended",
    "prolonged": "The access goes on",
    "nothing": "Nothing is late here any more",
    "made": "No issue waits to be opened any more",
    "no_work": "Nothing waits for this any more",
    "grouped": "This now stands in the issue of its customer",
    "split": "Each item now has an issue of its own",
    "gone": "This stands in the files no more",
    "customer_gone": "This customer stands in the files no more",
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """Why a known record has no issue. `day` is when it came true, or is promised for now; `ref`
    and `customer` say which record, where that is known."""

    code: ResolutionCode
    day: Day | None = None
    ref: str = ""
    customer: str | None = None

    @property
    def reason(self) -> CloseReason:
        """What the tracker keeps of it."""
        return "completed" if self.code in COMPLETED else "not_planned"

    def __str__(self) -> str:
        """A sentence, for the comment with which the issue closes."""
        if self.code == "moved":
            return f"This is promised for {day_words(self.day)} now." if self.day else "Not late."
        told = self.day is not None and self.reason == "completed"
        since = f" ({day_words(self.day)})" if told and self.day else ""
        return f"{_WORDS[self.code]}{since}."


def of_task(standing: Standing, id_: str, due: Day | None, done: Day | None) -> Resolution:
    state = standing.tasks[id_].state
    if state in CLOSED:
        return Resolution("done", done) if state == "done" else Resolution("dropped")
    return _not_late(standing, due, "unblocked")


def of_record(standing: Standing, ref: Reference, due: Day | None, status: str = "") -> Resolution:
    """A section, sign-off, decision or request; `status` as written, where there is one."""
    truth = standing.truth(ref)
    if truth.true:
        came: dict[str, ResolutionCode] = {
            "section": "answered", "signoff": "given", "decision": "accepted", "change": "approved",
        }  # fmt: skip
        return Resolution(came[ref.kind], truth.since)
    if status in ("rejected", "withdrawn"):
        return Resolution("rejected" if status == "rejected" else "withdrawn")
    return _not_late(standing, due, "no_work")


def of_stage(standing: Standing, stage: Stage) -> Resolution:
    missing = [one for one in standing.gates[stage.id] if not one.true]
    if not missing:
        days = [one.since for one in standing.gates[stage.id] if one.since]
        return Resolution("opened", max(days, default=None))
    return _not_late(
        standing, min((one.due for one in missing if one.due), default=None), "no_work"
    )


def of_plan(standing: Standing) -> Resolution:
    has_work = any(state.is_open for state in standing.tasks.values())
    return Resolution("touched" if has_work else "done")


def of_grant(grant: Grant) -> Resolution:
    return Resolution("ended", grant.ended) if grant.ended else Resolution("prolonged")


def grants_of(grants: Iterable[Grant]) -> dict[str, Resolution]:
    """What became of each grant, by the reference of its deadline."""
    return {f"grant:{one.id}": of_grant(one) for one in grants}


def _not_late(standing: Standing, due: Day | None, otherwise: ResolutionCode) -> Resolution:
    """The promise where it is not past anywhere on earth, else what else explains it."""
    if due is not None and due >= standing.as_of.day - timedelta(days=1):
        return Resolution("moved", due)
    return Resolution(otherwise)

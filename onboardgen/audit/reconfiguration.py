"""The reconfiguration audit: what was changed after the worksheet was first signed. Pure.

A setting counts from the first answer that was agreed or given; answering an open question later
is no reconfiguration. Distances in time are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final, cast

from onboardgen.agreements.canonical import Json, answer_or_none, canonical_bytes, canonical_text
from onboardgen.agreements.comparison import parts
from onboardgen.agreements.content import SignedAnswer
from onboardgen.agreements.sign_offs import given_on, sign_off_of, signed_content
from onboardgen.agreements.undoing import named_scope
from onboardgen.audit.event import Event, Row, Stamp, Value
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerType, AnswerValue

NEAR: Final = 30
"""Calendar days before or after go-live within which a change says: ask this earlier."""
_SCOPE_FIELDS: Final = (None, "list", "text")
_WORKSHEET: Final = Reference("signoff", "worksheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The change request or decision that a change follows from, and the reason it gives."""

    ref: Reference
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconfiguration:
    """One change of a setting or a scope item after sign-off.

    `field` is set for scope items: `list` or `text`, None for one added or taken out. `days` are
    calendar days since the sign-off. `stage` is the one that was current on that day, None when
    all were done. `is_reversal`: the value had been left before and comes back. `by` is who the
    worksheet says answered; the stamp says who wrote it.
    """

    ref: Reference
    title: str
    day: Day
    days: int
    stage: str | None
    field: str | None
    before: Value
    after: Value
    is_reversal: bool
    days_to_go_live: int | None
    cause: Cause | None
    by: str | None
    stamp: Stamp

    @property
    def month(self) -> str:
        return self.day.isoformat()[:7]

    @property
    def is_near_go_live(self) -> bool:
        return self.days_to_go_live is not None and abs(self.days_to_go_live) <= NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanges:
    """All changes of one setting or scope item, or those that speak for asking earlier."""

    ref: Reference
    title: str
    changes: tuple[Reconfiguration, ...]

    @property
    def reversals(self) -> int:
        return sum(one.is_reversal for one in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsAudit:
    """What one customer changed. Without `signed_on` the worksheet was never given. `go_live` is
    the day it happened, else the promised one; `went_live` says which."""

    customer: str
    name: str
    signed_on: Day | None
    go_live: Day | None
    went_live: bool
    changes: tuple[Reconfiguration, ...] = ()

    @property
    def by_setting(self) -> tuple[SettingChanges, ...]:
        """How often each was changed, in the order of the first change."""
        return _grouped(self.changes)

    @property
    def ask_earlier(self) -> tuple[SettingChanges, ...]:
        """What was changed or reversed near go-live: each is a question to ask earlier."""
        return _grouped(one for one in self.changes if one.is_near_go_live)


def _grouped(changes: Iterable[Reconfiguration]) -> tuple[SettingChanges, ...]:
    groups: dict[Reference, list[Reconfiguration]] = {}
    for one in changes:
        groups.setdefault(one.ref, []).append(one)
    return tuple(
        SettingChanges(ref=ref, title=found[-1].title, changes=tuple(found))
        for ref, found in groups.items()
    )


def settings_audit(account: Account, events: Sequence[Event]) -> SettingsAudit:
    """The audit of one customer. `events` are all of theirs, in order."""
    signed = _first_given(account)
    go_live, went_live = _go_live(account)
    audit = SettingsAudit(
        customer=account.slug,
        name=account.customer.name,
        signed_on=signed[0] if signed else None,
        go_live=go_live,
        went_live=went_live,
    )
    if signed is None:
        return audit
    found = _Changes(account, signed[0], signed[1], go_live)
    changes = tuple(found.told(_after(events, *signed)))
    return replace(audit, changes=changes)


def _first_given(account: Account) -> tuple[Day, str] | None:
    """The day of the first given worksheet sign-off, and its digest."""
    sign_off = sign_off_of(account, "worksheet")
    days = (
        (day, one.digest)
        for one in sign_off.signed
        if (day := given_on(sign_off, account.parties, one.digest))
    )
    return min(days, default=None, key=lambda one: one[0])


def _after(events: Sequence[Event], day: Day, digest: str) -> Sequence[Event]:
    """The events after the last signature that the sign-off needed; where history does not tell
    of it, those of later days."""
    places = [
        place
        for place, one in enumerate(events)
        if (one.kind, one.ref, one.after) == ("signed", _WORKSHEET, digest)
        and (one.on or "") <= day.isoformat()
    ]
    if places:
        return events[places[-1] + 1 :]
    return [one for one in events if one.stamp.at.date() > day]


def _go_live(account: Account) -> tuple[Day | None, bool]:
    """The day of go-live and whether it happened: by the milestone, else by `events.yaml`."""
    plan = account.plan
    milestone = next((task for task in plan.tasks if task.id == plan.go_live.milestone), None)
    live = [one.date for one in account.events if one.kind == "go_live"]
    happened = (milestone.done if milestone else None) or min(live, default=None)
    return (happened or (milestone.due if milestone else None)), happened is not None


class _Changes:
    """Tells the changes of one account, and remembers which values each setting had."""

    def __init__(self, account: Account, signed_on: Day, digest: str, go_live: Day | None) -> None:
        self.account = account
        self.signed_on = signed_on
        self.go_live = go_live
        content = signed_content(account, digest)
        self.agreed = parts(content) if content else {}
        self.types = _types(account)
        self.titles = dict(_titles(account))
        self.values: dict[tuple[Reference, str | None], list[bytes]] = {}

    def told(self, events: Iterable[Event]) -> Iterable[Reconfiguration]:
        for one in events:
            if one.ref and self._counts(one):
                before, after = self._bytes(one.ref, one.before), self._bytes(one.ref, one.after)
                if one.kind == "deleted" and one.ref.kind == "setting":
                    after = self._bytes(one.ref, None)
                yield self._change(one, one.ref, self._comes_back(one.ref, one, before, after))

    def _counts(self, one: Event) -> bool:
        ref = one.ref
        if ref is None:
            return False
        if ref.kind == "scope":
            kinds = ("created", "deleted", "changed")
            return one.kind in kinds and one.field in _SCOPE_FIELDS
        if ref.kind != "setting" or one.kind not in ("answered", "deleted"):
            return False
        if one.kind == "deleted":
            return ref in self.agreed
        was_answered = one.before is not None or ref in self.agreed or (ref, None) in self.values
        return was_answered and self._bytes(ref, one.before) != self._bytes(ref, one.after)

    def _comes_back(self, ref: Reference, one: Event, before: bytes, after: bytes) -> bool:
        """Whether this value stood earlier. A scope item that is added or taken out has the
        values of standing and not standing."""
        if ref.kind == "scope" and one.field is None:
            before, after = (b"-", b"+") if one.kind == "created" else (b"+", b"-")
        part = self.agreed.get(ref)
        if isinstance(part, SignedAnswer):
            before = canonical_bytes(part.answer)
        known = self.values.setdefault((ref, one.field), [before])
        is_back = after in known
        known.append(after)
        return is_back

    def _change(self, one: Event, ref: Reference, is_reversal: bool) -> Reconfiguration:
        day = one.stamp.at.date()
        return Reconfiguration(
            ref=ref,
            title=self.titles.get(ref) or str(one.before or one.after or ref),
            day=day,
            days=(day - self.signed_on).days,
            stage=current_stage(self.account, day),
            field=one.field,
            before=one.before,
            after=one.after,
            is_reversal=is_reversal,
            days_to_go_live=(self.go_live - day).days if self.go_live else None,
            cause=self._cause(one, ref, day),
            by=one.by,
            stamp=one.stamp,
        )

    def _cause(self, one: Event, ref: Reference, day: Day) -> Cause | None:
        """The latest approved change request for it, else the latest accepted decision."""
        asked = [
            each
            for each in self.account.changes
            if each.target == ref
            and each.status in ("approved", "done")
            and self._asks(each, one)
            and each.submitted.date <= day
        ]
        if asked:
            last = max(asked, key=lambda each: (each.submitted.date, each.id))
            return Cause(ref=Reference("change", last.id), reason=last.reason)
        decided = [
            each
            for each in self.account.decisions
            if each.status == "accepted" and self._sets(each, one, ref) and each.date <= day
        ]
        if not decided:
            return None
        latest = max(decided, key=lambda each: (each.date, each.id))
        return Cause(
            ref=Reference("decision", latest.id),
            reason=latest.reason or latest.context or latest.title,
        )

    def _asks(self, change: ChangeRequest, one: Event) -> bool:
        if change.target.kind == "setting":
            wanted = _answer_bytes(self.types.get(change.target, "text"), change.requested)
            return wanted == self._bytes(change.target, one.after)
        wanted_state = named_scope(change.requested)
        if wanted_state is None:
            return False
        if one.field is None:
            return wanted_state.stands == (one.kind == "created")
        now = canonical_text(str(one.after))
        return now == (wanted_state.list if one.field == "list" else wanted_state.text)

    def _sets(self, decision: Decision, one: Event, ref: Reference) -> bool:
        if ref.kind != "setting" or ref.id not in decision.settings:
            return False
        wanted = _answer_bytes(self.types.get(ref, "text"), decision.settings[ref.id])
        return wanted == self._bytes(ref, one.after)

    def _bytes(self, ref: Reference, value: Value) -> bytes:
        """A value of history, which may be one that no worksheet may hold today."""
        try:
            return _answer_bytes(self.types.get(ref, "text"), _as_answer(value))
        except ValueError:
            return repr(value).encode()


def current_stage(account: Account, day: Day) -> str | None:
    """The name of the first stage that still had open tasks at the end of that day, by their
    `done` dates; None where none had. Dropped tasks do not count."""
    plan = account.plan
    still_open = {
        task.stage
        for task in plan.tasks
        if task.effective_status != "dropped" and (task.done is None or task.done > day)
    }
    return next((stage.name for stage in plan.stages if stage.id in still_open), None)


def by_month(audits: Iterable[SettingsAudit]) -> Mapping[str, tuple[Reconfiguration, ...]]:
    """Every change by its month (`2026-12`), in order."""
    every = sorted((one for audit in audits for one in audit.changes), key=lambda one: one.day)
    months: dict[str, tuple[Reconfiguration, ...]] = {}
    for one in every:
        months[one.month] = (*months.get(one.month, ()), one)
    return months


def _types(account: Account) -> Mapping[Reference, AnswerType]:
    sections = account.worksheet.sections if account.worksheet else ()
    return {
        Reference("setting", f"{section.id}.{answer.id}"): answer.type
        for section in sections
        for answer in section.answers
    }


def _titles(account: Account) -> Iterable[tuple[Reference, str]]:
    if account.worksheet is None:
        return
    for section in account.worksheet.sections:
        for answer in section.answers:
            yield Reference("setting", f"{section.id}.{answer.id}"), answer.question
    scope = account.worksheet.scope
    for item in (*scope.included, *scope.deferred, *scope.excluded):
        yield Reference("scope", item.id), item.text


def _answer_bytes(type_: AnswerType, value: AnswerValue) -> bytes:
    """An answer so that what means the same is equal."""
    answer: Json = answer_or_none(type_, value)
    return canonical_bytes(answer)


def _as_answer(value: Value) -> AnswerValue:
    """A value of history as an answer: rows are mappings again."""
    if isinstance(value, tuple):
        items = tuple(dict(one.items) if isinstance(one, Row) else one for one in value)
        return cast("AnswerValue", items)
    return cast("AnswerValue", value)

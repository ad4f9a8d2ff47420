"""What a change means for one customer, in sentences: what matters comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.agreements.wording import listed
from onboardgen.changes.impact_report import (
    Impact,
    LockChange,
    OverdueItem,
    PromiseChange,
    SignOffChange,
)
from onboardgen.cli.diff_go_live import go_live_lines, go_live_sentence, standing_words
from onboardgen.cli.diff_records import (
    contents_words,
    one_line,
    pair_words,
    plain_words,
    record_lines,
    some,
)
from onboardgen.cli.presentation import counted
from onboardgen.cli.wording import day_words, short_day
from onboardgen.findings import Finding
from onboardgen.model.reference import Reference
from onboardgen.workflows.diff import CustomerDiff, DiffReport
from onboardgen.workflows.names import Names

PROMISE_COLUMNS: Final = ("What", "Who", "From", "To", "Days", "Why")
_GROUPS: Final = (
    ("Decisions, change requests and signatures", frozenset({"decision", "change", "signoff"})),
    ("Answers and scope", frozenset({"setting", "section", "scope"})),
    ("Plan", frozenset({"task", "stage", "phase", "plan"})),
    ("People and access", frozenset({"person", "partner", "grant", "portal"})),
)
"""Where a change of a record is told, by the kind of its reference; what is left comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under a title; of promises, rows under PROMISE_COLUMNS. The further down, the less it
    matters; `is_rest` is what somebody in a hurry need not read. With
    `has_code`, what stands between backticks is to be copied."""

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_rest: bool = False
    has_code: bool = False


def headline(told: CustomerDiff, today: Day) -> str:
    """One sentence: go-live, and what needs somebody to act."""
    found, names = told.impact, told.names
    if found.kind != "changed":
        is_new = found.kind == "new"
        ahead = found.go_live.after if is_new else found.go_live.before
        about = f": {standing_words(ahead, today)}" if ahead and is_new else ""
        return f"{'New' if is_new else 'Gone'}{about}."
    parts = [go_live_sentence(found, today)]
    if found.broken:
        parts.insert(
            0, f"{counted(len(found.broken), 'change is', 'changes are')} not allowed as it stands"
        )
    again = [person for one in found.sign_offs for person in one.again]
    if again:
        who = listed([names.person(one) for one in dict.fromkeys(again)])
        parts.append(f"{who} {'has' if len(set(again)) == 1 else 'have'} to sign again")
    moved = [one for one in found.promises if one.before and one.after]
    if moved:
        parts.append(f"{counted(len(moved), 'promise moves', 'promises move')}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def sections(told: CustomerDiff, today: Day) -> Iterator[Section]:
    """All there is to say of a customer, the most important first; none is empty."""
    found, names = told.impact, told.names
    every = (
        broken_section(found.broken),
        Section(title="Go-live", lines=tuple(go_live_lines(told, today))),
        Section(title="Signatures", lines=tuple(_sign(one, names) for one in found.sign_offs)),
        Section(title="Promises", rows=tuple(_row(one, names, today) for one in found.promises)),
        Section(
            title="Locked answers and scope",
            lines=tuple(_lock(one) for one in found.locks if not one.is_broken),
        ),
        Section(title="Late", lines=tuple(_late(found, names, today))),
        *_record_sections(told, today),
        Section(title="Contents", lines=tuple(_contents(found))),
    )
    return (one for one in every if one.lines or one.rows)


def broken_section(broken: Iterable[Finding]) -> Section:
    """Errors of the comparison, each with what to do."""
    lines = tuple(map(_broken, broken))
    return Section(title="Not allowed as it stands", lines=lines, has_code=True)


def workspace_lines(report: DiffReport) -> tuple[str, ...]:
    """What changed in the workspace's own files."""
    if report.as_of is None or report.team is None:
        return ()
    return tuple(record_lines(report.workspace, report.team, report.as_of.day))


def only_form_words(report: DiffReport) -> str:
    """Of whom only the form changed; empty where of nobody."""
    if not report.only_form:
        return ""
    return f"Only the form changed, not the meaning: {some(report.only_form, 12)}."


def _broken(one: Finding) -> str:
    told = f"{one_line(one.message, 400)} {one_line(one.hint, 400)}".strip()
    return f"{told} ({one.code.id}, {one.location.path}:{one.location.line})"


def _sign(one: SignOffChange, names: Names) -> str:
    if one.is_given:
        return f"The {one.name} is signed by everybody now."
    why = f", because {_refs(one.moved, names)} changed" if one.moved else ""
    others = [names.person(person) for person in one.missing]
    others += [names.party(party) for party in one.missing_parties]
    if one.again:
        verb = "has" if len(one.again) == 1 else "have"
        rest = f" Still missing: {some(others)}." if others else ""
        who = listed([names.who((person,)) for person in one.again])
        return f"{who} {verb} to sign the {one.name} again{why}.{rest}"
    rest = f" Missing: {some(others)}." if others else ""
    return f"The sign-off of the {one.name} does not hold any more{why}.{rest}"


def _lock(one: LockChange) -> str:
    told = _scope_words(one) if one.field == "scope" else pair_words(one.before, one.after)
    allowed = "It is as it was signed again."
    if one.allowed_by:
        many = len(one.allowed_by) > 1
        requests = "Change requests" if many else "Change request"
        allowed = f"{requests} {some(one.allowed_by)} {'allow' if many else 'allows'} it."
    return f"“{one_line(one.title)}”: {told}. {allowed}"


def _scope_words(one: LockChange) -> str:
    before = one.before if isinstance(one.before, dict) else {}
    after = one.after if isinstance(one.after, dict) else {}
    if not before or not after:
        verb, side = ("added, as", after) if after else ("taken out, was", before)
        return f"{verb} {side.get('list')}"
    parts = [
        pair_words(before.get(name), after.get(name))
        for name in ("list", "text")
        if before.get(name) != after.get(name)
    ]
    return "; ".join(parts)


def _row(one: PromiseChange, names: Names, today: Day) -> tuple[str, ...]:
    reason = plain_words(one.reason) if one.reason else ""
    why = ": ".join(filter(None, (reason, one_line(one.note or ""))))
    if one.lapsed:
        lapsed = f"The yes of {names.person(one.lapsed)} lapses."
        why = f"{why}. {lapsed}" if why else lapsed
    return (
        one_line(one.title),
        names.person(one.owner),
        short_day(one.before, today) or "none",
        short_day(one.after, today) or "none",
        f"{one.days:+d}" if one.days else "",
        why,
    )


def _late(found: Impact, names: Names, today: Day) -> Iterator[str]:
    for start, items in (
        ("Late now", found.became_overdue),
        ("Not late any more", found.no_longer_overdue),
    ):
        for one in items:
            yield f"{start}: {_item(one, names, today)}"


def _item(one: OverdueItem, names: Names, today: Day) -> str:
    due = f", due {day_words(one.due, today)}" if one.due else ""
    return f"“{one_line(one.title)}” · {names.person(one.owner)}{due}"


def _record_sections(told: CustomerDiff, today: Day) -> Iterator[Section]:
    known = frozenset[str]().union(*(kinds for _, kinds in _GROUPS))
    records = told.impact.records
    for title, kinds in _GROUPS:
        lines = record_lines((one for one in records if one.ref.kind in kinds), told.names, today)
        yield Section(title=title, lines=tuple(lines), is_rest=title != _GROUPS[0][0])
    others = (one for one in records if one.ref.kind not in known)
    lines = record_lines(others, told.names, today)
    moved = f"The directory is plans/{told.impact.slug} now, was {told.impact.slug_before}."
    first = (moved,) if told.impact.slug_before else ()
    yield Section(title="Other", lines=(*first, *lines), is_rest=True)


def _contents(found: Impact) -> Iterator[str]:
    held = found.contents
    if held:
        yield contents_words(
            (
                (held.tasks, "task"),
                (held.questions, "question"),
                (held.decisions, "decision"),
                (held.changes, "change request"),
                (held.grants, "grant"),
            )
        ) + "."  # fmt: skip


def _refs(refs: Sequence[Reference], names: Names) -> str:
    return some([f"“{one_line(names.title(ref), 70)}”" for ref in refs], 3)

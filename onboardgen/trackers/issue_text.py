"""What issues and comments say: Markdown that reads well on every tracker.

All text from files goes through `neutral`. An issue is told as of the day it was written; its
facts are what makes it worth writing anew, and hold no counts of days, no links and no lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.model.plan import Blocked
from onboardgen.schedule.deadlines import Deadline
from onboardgen.trackers.marker import digest
from onboardgen.trackers.neutral import code, inline, title
from onboardgen.trackers.neutral_markdown import Resolve, block

MOST_LISTED: Final = 20
MOST_ITEMS: Final = 100
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_TO_DO: Final = {
    "section": "Answer the questions: ",
    "decision": "Decide: ",
    "change": "Answer the request: ",
    "stage": "Open the gate of ",
    "plan": "Bring the plan up to date: ",
}
_KEPT: Final = (
    "<sub>onboardgen keeps this block up to date, and closes the issue when it is done. What you "
    "write above or below stays. Close it, and it rests until something changes.</sub>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that an issue tells of one record.

    `items` are its deadlines, one of each kind, the one on the highest rung first. `blocks`,
    `missing` (what a gate waits for) and `questions` (not answered yet) are titles; `path` names
    the people to escalate to, one after the other, `escalation` says after how many working days.
    `today` is the day of who owes it. `line` and `page` are addresses.
    """

    items: tuple[Deadline, ...]
    customer: str
    slug: str | None
    owner: str
    party: str
    today: Day
    path: tuple[str, ...] = ()
    escalate_to: str | None = None
    escalation: tuple[int, ...] = ()
    blocks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    blocked: Blocked | None = None
    how: str | None = None
    evidence: str | None = None
    line: str | None = None
    page: str | None = None

    @property
    def first(self) -> Deadline:
        return self.items[0]

    @property
    def rung(self) -> int:
        return self.first.rung

    @property
    def what(self) -> str:
        """What is to be done, in the words of the file."""
        return f"{_TO_DO.get(self.first.ref.partition(':')[0], '')}{self.first.title}"


def day_words(day: Day) -> str:
    """A day as people write it. With its year: an issue is read for long."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_words(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"


def issue_title(told: Told) -> str:
    """Whose plan, and what is to be done."""
    return title(f"{told.customer}: {told.what}")


def facts_of(told: Told) -> str:
    """A hash of what is told, without what passing days change."""
    blocked = told.blocked
    kinds = sorted(
        f"{one.kind} {one.kind == 'grant_ended' and one.due is not None and one.due < told.today}"
        for one in told.items
    )
    why = [blocked.since, blocked.reason, blocked.note, blocked.until] if blocked else []
    due = told.first.due
    parts: tuple[Sequence[str], ...] = (
        (told.customer, told.what, told.owner, told.party, due.isoformat() if due else ""),
        kinds,
        told.blocks,
        told.missing,
        told.questions,
        [str(one) for one in why],
        told.path,
        (told.how or "", told.evidence or ""),
    )
    return digest(*(digest(*part) for part in parts))


def issue_texts(told: Told, resolve: Resolve) -> tuple[str, ...]:
    """The body, and a shorter one without the guide for a body that has little room left."""
    how = _how(told, resolve)
    parts = [_lead(told), _list(told), _waiting(told)]
    end = [_links(told), _KEPT]
    return _joined([*parts, how, *end]), _joined([*parts, *end])


def group_texts(name: str, all_told: Sequence[Told], today: Day) -> tuple[str, ...]:
    """The body of an issue for several items of one customer; a shorter one lists titles only."""
    lead = f"**{_counted(len(all_told), 'item')}** of {inline(name, 200)} as of {day_words(today)}."
    shown = all_told[:MOST_ITEMS]
    more = [f"And {len(all_told) - len(shown)} more."] if len(shown) < len(all_told) else []
    whole = [part for one in shown for part in (f"### {inline(one.what, 300)}", _item(one))]
    short = "\n".join(f"- {inline(one.what, 200)}" for one in shown)
    return (
        _joined([lead, *whole, *more, _KEPT]),
        _joined([lead, short, *more, _KEPT]),
    )


def group_title(name: str) -> str:
    return title(f"{name}: what is late")


def rung_comment(told: Told) -> str:
    """Said once when a rung of the escalation is reached."""
    state = _state(told.first, told)
    if not told.rung:
        return state
    who = f" Escalate to {inline(told.escalate_to, 200)}." if told.escalate_to else ""
    return f"{state} The escalation has reached rung {told.rung}.{who}"


def group_comment(all_told: Sequence[Told], rung: int) -> str:
    first = next(one for one in all_told if one.rung == rung)
    return f"{inline(first.what, 300)}: {rung_comment(first)}"


def summary_title(number: int) -> str:
    return f"{_counted(number, 'issue')} waiting to be opened"


def summary_texts(titles: Sequence[str], cap: int) -> tuple[str, ...]:
    """The body of the one issue that stands for more than a run may make."""
    run = _run("issues", "apply", "--max-new", str(len(titles)))
    lead = (
        f"**{_counted(len(titles), 'item')} would get an issue now**, and a run opens {cap} at "
        f"most. None was opened, in case that is a mistake."
    )
    way = f"If it is right, run {run}, or raise `tracker.create_cap`. This issue then closes."
    shown = "\n".join(f"- {inline(one, 300)}" for one in titles[:MOST_ITEMS])
    more = len(titles) - MOST_ITEMS
    rest = f"And {more} more." if more > 0 else ""
    return _joined([lead, way, shown, rest, _KEPT]), _joined([lead, way, _KEPT])


def _lead(told: Told) -> str:
    return " ".join(f"**{_state(one, told)}**" for one in told.items)


def _state(item: Deadline, told: Told) -> str:
    """How it stands, as of the day of who owes it."""
    today, due = day_words(told.today), day_words(item.due) if item.due else ""
    whose = f" in {_possessive(inline(told.owner, 200))} calendar"
    match item.kind:
        case "overdue":
            return f"{_late(item.days)} on {today}{whose}."
        case "blocked_too_long":
            return f"Blocked for {days_words(item.days)} on {today}{whose}."
        case "gate_waiting":
            return (
                f"The gate should have been open by {due}: {_late(item.days).lower()} on {today}."
            )
        case "plan_untouched":
            return f"No file of this plan has changed for {days_words(item.days)} on {today}."
        case _:
            ended = item.due is not None and item.due < told.today
            return f"This access {'ended' if ended else 'ends'} on {due}."


def _list(told: Told) -> str:
    """Whose it is, when it was promised, why it stands still, whom to escalate to."""
    item, blocked = told.first, told.blocked
    party = f", {inline(told.party, 200)}" if told.party else ""
    rows = [("Whose", f"{inline(told.owner, 200)}{party}")]
    if item.due and item.kind in ("overdue", "blocked_too_long"):
        rows.append(("Promised for", day_words(item.due)))
    if blocked:
        reason = blocked.reason.replace("_", " ").replace("it approval", "IT approval")
        note = f": {inline(blocked.note, 1_000)}" if blocked.note else ""
        until = f", expected until {day_words(blocked.until)}" if blocked.until else ""
        since = f"since {day_words(blocked.since)}{until}"
        rows.append(("Blocked", f"{since} ({reason}){note}"))
    if item.go_live_days > 0:
        rows.append(("Costs go-live", days_words(item.go_live_days)))
    rows += _escalation(told)
    return "\n".join(f"- **{name}:** {text}" for name, text in rows)


def _escalation(told: Told) -> list[tuple[str, str]]:
    """Whom this rung calls for, and whom the next one will."""
    rows = []
    if told.rung and told.escalate_to:
        rows.append(("Escalate to", inline(told.escalate_to, 200)))
    after = told.path[min(told.rung, len(told.path) - 1)] if told.path else None
    if after and told.rung < len(told.escalation) and (not told.rung or after != told.escalate_to):
        days = days_words(told.escalation[told.rung])
        late = told.first.kind in ("overdue", "gate_waiting", "grant_ended")
        when = f"when it is {days} late" if late else f"{days} beyond the limit"
        rows.append(("Next on the escalation path", f"{inline(after, 200)}, {when}"))
    return rows


def _waiting(told: Told) -> str:
    groups = (
        ("What has to be true first", told.missing),
        ("What waits for it", told.blocks),
        ("Questions without an answer", told.questions),
    )
    return "\n\n".join(f"**{name}**\n\n{_listed(titles)}" for name, titles in groups if titles)


def _listed(titles: Sequence[str]) -> str:
    lines = [f"- {inline(one, 300)}" for one in titles[:MOST_LISTED]]
    more = len(titles) - MOST_LISTED
    return "\n".join((*lines, *((f"- and {more} more",) if more > 0 else ())))


def _how(told: Told, resolve: Resolve) -> str:
    quoted = block(told.how, resolve) if told.how else ""
    shown = f"To be shown: {inline(told.evidence, 1_000)}" if told.evidence else ""
    return _joined(["**How to complete it**", quoted, shown, _last_step(told)])


def _last_step(told: Told) -> str:
    """What to write or run, so that the issue closes by itself."""
    kind, _, id_ = told.first.ref.partition(":")
    slug = told.slug or ""
    if kind == "task" and any(one.kind == "blocked_too_long" for one in told.items):
        unblock = _run("unblock", slug, id_)
        return f"When it can go on, run {unblock}; when it is done, run {_run('done', slug, id_)}."
    steps = {
        "task": f"When it is done, run {_run('done', slug, id_)}.",
        "section": f"Write the answers into {code(f'plans/{slug}/worksheet.yaml')}.",
        "signoff": f"When it is signed, run {_run('sign', slug, id_)}.",
        "decision": f"When it is decided, run {_run('decide', slug, id_)}.",
        "change": f"Assess it; then run {_run('change approve', slug, id_)}, or reject it.",
        "stage": "It opens by itself when all of that is true.",
        "plan": "Go through it with the people who own its tasks, and write down how things stand.",
        "grant": f"Renew it with {_run('access grant')}, or end it with {_run('access end')}.",
    }
    return steps.get(kind, "")


def _item(told: Told) -> str:
    return _joined([_lead(told), _list(told), _links(told)])


def _links(told: Told) -> str:
    at = told.first.at
    place = code(f"{at.path}:{at.line}")
    here = f"[{place}](<{told.line}>)" if told.line else place
    return f"{here} · [In the portal](<{told.page}>)" if told.page else here


def _run(*words: str) -> str:
    return code(" ".join(("onboardgen", *words)))


def _late(days: int) -> str:
    return f"{days_words(days)} late".capitalize() if days else "Late"


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)

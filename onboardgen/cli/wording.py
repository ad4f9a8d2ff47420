"""What is known, in the words of people: days, reasons, the sentence why."""

from __future__ import annotations

from datetime import date as Day

from onboardgen.cli.presentation import counted
from onboardgen.model.reference import Reference
from onboardgen.model.settings import HealthCode
from onboardgen.schedule.attribution import Attribution
from onboardgen.schedule.forecast import GoLive
from onboardgen.schedule.health import Health, HealthReason
from onboardgen.schedule.next_action import ActionKind, Why
from onboardgen.schedule.summary import MainCause, Summary
from onboardgen.workflows.names import Names

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEVELS = {"red": "in trouble", "amber": "at risk", "green": "on track", None: "live"}
COLOURS = {"red": "red", "amber": "yellow", "green": "green", None: "blue"}
VERBS: dict[ActionKind, str] = {
    "do": "",
    "unblock": "Unblock: ",
    "answer": "Answer: ",
    "sign": "",
    "decide": "Decide: ",
    "approve": "Answer the request: ",
    "confirm": "Confirm the date: ",
}
NEAR = 300
"""Calendar days within which a date in a table goes without its year."""


def day_words(day: Day, today: Day) -> str:
    """A day with its weekday, and with its year where it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def short_day(day: Day | None, today: Day) -> str:
    """A day in a table, with its year where it is far away; nothing for none."""
    if day is None:
        return ""
    year = "" if abs((day - today).days) < NEAR else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def promise_words(go_live: GoLive, today: Day, live_since: Day | None = None) -> str:
    """Promise and forecast of go-live as one sentence; once it is live, since when."""
    if live_since is not None:
        return f"Live since {day_words(live_since, today)}."
    if go_live.forecast is None:
        return "Go-live has no forecast: it is dropped."
    forecast = f"forecast {day_words(go_live.forecast, today)}"
    if go_live.due is None:
        return f"Go-live has no promise; {forecast}."
    return f"Go-live: promised {day_words(go_live.due, today)}, {forecast}."


def days_words(days: int) -> str:
    return counted(days, "day")


def late_words(days: int | None) -> str:
    """How far something is behind its promise, or ahead of it."""
    if days is None:
        return ""
    if days == 0:
        return "on time"
    return f"{days_words(abs(days))} {'late' if days > 0 else 'early'}"


def due_words(due: Day | None, today: Day, *, over: bool) -> str:
    if due is None:
        return "no date promised"
    return f"{'was due' if over else 'due'} {day_words(due, today)}"


def why_words(why: Why) -> str:
    """Why an action stands where it does in the queue."""
    match why.code:
        case "holds_up":
            return f"holds up go-live by {days_words(why.number)}"
        case "late":
            return f"{days_words(why.number)} late" if why.number else "late"
        case "critical":
            return f"go-live hangs on it by {days_words(why.number)}"
        case "unblocks":
            return counted(why.number, "other waits for it", "others wait for it")
        case "due":
            return "its date comes next"
        case _:
            return "can be done at any time"


def action_words(kind: ActionKind, title: str, questions: int) -> str:
    """What to do, from the title of what it is done to."""
    if kind == "answer":
        return f"Answer {counted(questions, 'question')}: {title}"
    return f"{VERBS[kind]}{title}"


def health_words(health: Health) -> str:
    return LEVELS[health.level]


def reason_words(reason: HealthReason, names: Names, today: Day) -> str:
    """One reason of the health as the rest of a sentence."""
    days, what = days_words(reason.number), _titles(reason.refs, names)
    hangs = ", and go-live hangs on it"
    after = f"{days} after its promise" if reason.number else "after its promise"
    texts: dict[HealthCode, str] = {
        "very_late": f"go-live is forecast {after}",
        "escalated": f"{what} is {days} late{hangs}",
        "blocked": f"{what} is blocked for {days}{hangs}",
        "late": f"go-live is forecast {after}",
        "overdue": f"{what} is {days} late",
        "gate_waiting": f"the gate of {what} is {f'{days} ' if reason.number else ''}late",
        "moved": f"promises of {what} moved {counted(reason.number, 'time')}",
        "untouched": f"nothing in the files changed for {days}",
    }
    if reason.code == "likely_late":
        p80 = day_words(reason.day, today) if reason.day else ""
        return f"the P80 of go-live is {p80}, {after}"
    return texts[reason.code]


def _titles(refs: tuple[Reference, ...], names: Names) -> str:
    return ", ".join(f"“{names.title(ref)}”" for ref in refs)


def slip_words(
    attribution: Attribution, why: Summary, due: Day | None, names: Names, today: Day
) -> str:
    """The sentence why go-live, now promised for `due`, is not where it was first promised."""
    first, forecast, slip = attribution.baseline, attribution.forecast, why.slip_days
    causes = " and ".join(_cause_words(cause, names) for cause in why.causes)
    if slip:
        text = f"{late_words(slip)}{f' because {causes}' if causes else ''}{_others(why)}."
    elif first and forecast and forecast > first:
        text = "late, though by no working day of its owner."
    else:
        text = "as promised."
    if first is None or first == due:
        return text[0].upper() + text[1:]
    return f"Since the first promise of {day_words(first, today)}: {text}"


def _others(summary: Summary) -> str:
    days = summary.others_days
    if not days or not summary.causes:
        return ""
    verb = "took" if days > 0 else "gave back"
    return f"; all else together {verb} {days_words(abs(days))}"


def _cause_words(cause: MainCause, names: Names) -> str:
    days = days_words(abs(cause.days))
    moved = f"cost {days}" if cause.days > 0 else f"gave {days} back"
    if cause.ref is None and cause.days > 0:
        return f"its tasks need {days} more than was promised"
    if cause.ref is None:
        return f"the plan had {days} to spare"
    whose = f" ({names.person(cause.owner)})" if cause.owner else ""
    return f"{_titles((cause.ref,), names)}{whose} {moved}"

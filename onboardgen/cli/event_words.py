"""What happened to a record, in the words of one line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from onboardgen.audit.event import Event, EventKind, Value, plain

_LONGEST: Final = 44
"""Characters of a value that is told; of longer ones only that they changed."""


def event_words(event: Event) -> str:
    """What happened, without the record it happened to."""
    told = _WORDS[event.kind](event)
    note = " ".join((event.note or "").split())
    return f"{told} ({note})" if note else told


def value_words(value: Value) -> str:
    """A value as a person writes it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple) and not any(isinstance(each, tuple) for each in value):
        return ", ".join(value_words(each) for each in value)
    if isinstance(value, str):
        return value
    return json.dumps(plain(value), ensure_ascii=False)


def _is_short(*values: Value) -> bool:
    return all(len(words := value_words(v)) <= _LONGEST and "\n" not in words for v in values)


def _changed(event: Event) -> str:
    field, before, after = event.field or "it", event.before, event.after
    if event.by and event.on and before is None and after is None:
        return f"{field} by {event.by} on {event.on}"
    if before is None:
        return f"{field} set to {value_words(after)}" if _is_short(after) else f"{field} written"
    if after is None:
        return f"{field} taken away, was {value_words(before)}" if _is_short(before) else (
            f"{field} taken away"
        )  # fmt: skip
    if _is_short(before, after):
        return f"{field} {value_words(before)} → {value_words(after)}"
    return f"{field} rewritten"


def _answered(event: Event) -> str:
    if event.after is None:
        return "answer taken back"
    who = f", by {event.by}{_on(event)}" if event.by else ""
    if event.before is None:
        return f"answered{_shown(event.after)}{who}"
    if _is_short(event.before, event.after):
        return f"answer {value_words(event.before)} → {value_words(event.after)}{who}"
    return f"answer rewritten{who}"


def _moved(event: Event) -> str:
    return f"promise moved {value_words(event.before)} → {value_words(event.after)}"


def _given(word: str) -> Callable[[Event], str]:
    return lambda event: f"{word} by {event.by or 'somebody'}{_on(event)}"


def _with_day(word: str) -> Callable[[Event], str]:
    return lambda event: f"{word}{_on(event)}"


def _with_title(word: str) -> Callable[[Event], str]:
    return lambda event: f"{word}{_shown(event.before or event.after)}"


def _blocked(event: Event) -> str:
    since = f" since {event.on}" if event.on else ""
    return f"blocked{since}{_shown(event.after)}"


def _granted(event: Event) -> str:
    return f"access granted to {value_words(event.after)} by {event.by or 'somebody'}{_on(event)}"


def _on(event: Event) -> str:
    return f" on {event.on}" if event.on else ""


def _shown(value: Value) -> str:
    return f": {value_words(value)}" if value is not None and _is_short(value) else ""


_WORDS: Final[Mapping[EventKind, Callable[[Event], str]]] = {
    "created": _with_title("created"),
    "deleted": _with_title("deleted"),
    "renamed": lambda event: f"renamed, was {value_words(event.before)}",
    "changed": _changed,
    "answered": _answered,
    "promised": lambda event: f"promised for {value_words(event.after)}",
    "moved": _moved,
    "confirmed": _given("date confirmed"),
    "started": _with_day("started"),
    "done": _with_day("done"),
    "reopened": lambda event: f"reopened, was done on {value_words(event.before)}",
    "blocked": _blocked,
    "unblocked": lambda _event: "no longer blocked",
    "dropped": lambda _event: "dropped",
    "status": lambda e: f"status {value_words(e.before)} → {value_words(e.after)}",
    "assessed": lambda _event: "assessed",
    "accepted": lambda _event: "accepted",
    "rejected": lambda _event: "rejected",
    "withdrawn": lambda _event: "withdrawn",
    "approved": _given("approved"),
    "approval_removed": lambda event: f"approval of {event.by or 'somebody'} taken away",
    "signed": _given("signed"),
    "signature_removed": lambda event: f"signature of {event.by or 'somebody'} taken away",
    "superseded": lambda event: f"superseded by {value_words(event.after)}",
    "granted": _granted,
    "grant_ended": lambda event: f"access of {value_words(event.after)} ended{_on(event)}",
}

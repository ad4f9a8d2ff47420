"""Decisions: what was decided is what the worksheet says; none replaces itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onboardgen import codes
from onboardgen.checks.answers import same_value
from onboardgen.checks.register import questions, setting_id
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.decision import Decision
from onboardgen.model.settings import Settings


def accepted_decisions_hold(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG406: the latest accepted decision that names a setting equals its answer."""
    latest = latest_by_setting(account.decisions)
    for section, answer in questions(account):
        setting = setting_id(section, answer)
        decision = latest.get(setting)
        if decision is None or same_value(answer.type, decision.settings[setting], answer.answer):
            continue
        decided, written = decision.settings[setting], answer.answer
        place = decision.at.value("settings", setting)
        says = "has no answer" if written is None else f"is answered with {_shown(written)}"
        yield Finding(
            codes.DECISION_DISAGREES,
            f"`{setting}` {says}, but decision `{decision.id}` of {decision.date} says "
            f"{_shown(decided)} ({place.path}:{place.line}).",
            answer.at.value("answer"),
            f"Write the answer as decided, or record a newer decision that names `{setting}`.",
            f"setting:{setting}",
        )


def latest_by_setting(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The accepted decision that holds for each setting: the latest date, then the last id."""
    latest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda one: (one.date, one.id)):
        if decision.status == "accepted":
            latest.update(dict.fromkeys(decision.settings, decision))
    return latest


def none_replaces_itself(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG407, once for each circle, at its first decision."""
    above = {decision.id: decision.supersedes for decision in account.decisions}
    by_id = {decision.id: decision for decision in account.decisions}
    for circle in _circles(above):
        first = by_id[circle[0]]
        path = " → ".join(f"`{id_}`" for id_ in (*circle, circle[0]))
        yield Finding(
            codes.SUPERSEDES_ITSELF,
            f"Each of these replaces the next: {path}.",
            first.at.value("supersedes"),
            "`supersedes` names the older decision; take it out of the oldest one.",
            f"decision:{first.id}",
        )


def older_ones_are_replaced(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 where a decision replaces one that was made after it."""
    by_id = {decision.id: decision for decision in account.decisions}
    for decision in account.decisions:
        older = by_id.get(decision.supersedes or "")
        if older and older.date > decision.date:
            yield Finding(
                codes.DATES_DISAGREE,
                f"The decision of {decision.date} replaces `{older.id}` of {older.date}.",
                decision.at.value("supersedes"),
                "`supersedes` names an older decision; correct it or one of the dates.",
                f"decision:{decision.id}",
            )


def _circles(above: dict[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Each circle once, beginning with its smallest id."""
    seen: set[str] = set()
    for start in sorted(above):
        path: list[str] = []
        step: str | None = start
        while step is not None and step in above and step not in seen:
            seen.add(step)
            path.append(step)
            step = above[step]
        if step in path:
            circle = path[path.index(step) :]
            turn = circle.index(min(circle))
            yield (*circle[turn:], *circle[:turn])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return f"`{value}`"
